"""Django's settings, from the environment (`environment.py` lists what can be set)."""

import os
from pathlib import Path
from urllib.parse import quote

from onrecord.site import environment, sign_on
from onrecord.site.data_folder import kept_secret_key, made_data_folder
from onrecord.site.database_url import database_settings
from onrecord.site.mail import mail_settings
from onrecord.site.media import media_storages, media_url
from onrecord.site.public_url import public_url

# Where things are
DATA = made_data_folder(Path(environment.text("ONRECORD_DATA") or "var").absolute())
DATABASES = {
    "default": database_settings(
        environment.text("ONRECORD_DATABASE_URL") or f"sqlite:///{quote(str(DATA / 'onrecord.sqlite3'))}"
    )
}
# django-allauth counts attempts here: processes that each counted for themselves would each allow as many.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "onrecord_counted",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
SERVESTATIC_USE_FINDERS = True  # static files come straight out of the package; nothing is collected
MEDIA_URL = media_url()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **media_storages(DATA),
}

# Who may
DEBUG = environment.flag("ONRECORD_DEBUG")
SECRET_KEY = environment.text("ONRECORD_SECRET_KEY") or kept_secret_key(DATA)
ALLOWED_HOSTS = environment.names("ONRECORD_ALLOWED_HOSTS")
PUBLIC_URL = public_url()  # one that cannot be used is refused by every command, not only by the one that serves
SECURE_PROXY_SSL_HEADER = None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
CSRF_FAILURE_VIEW = "onrecord.desk.middleware.csrf_failed"
# The longest update, a million characters, takes six bytes each when a form sends it; refused, it would be lost.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# How people sign in
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_COOKIE_AGE = int(environment.number("ONRECORD_SESSION_HOURS") * 3600)
ACCOUNT_ADAPTER = "onrecord.desk.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email", "username*", "password1*"]
ACCOUNT_FORMS = {"reset_password": "onrecord.desk.signing_in.adapters.ResetPasswordForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up: whoever has an account was invited
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # or anybody could have this site send mail to anybody
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above
MFA_TOTP_ISSUER = "On Record"
MFA_TOTP_TOLERANCE = 1  # telephones whose clocks are half a minute off
SOCIALACCOUNT_ADAPTER = "onrecord.desk.signing_in.adapters.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = sign_on.provider_settings(os.environ) or {}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
# The desk's pages let forms go nowhere else, so the way to the provider is a link.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# The newsroom's own provider knows whose address is whose; what it has not verified does not count.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_QUERY_EMAIL = True
FIRST_SIGN_ON_ROLE = sign_on.first_role(os.environ)
DEFAULT_FROM_EMAIL = environment.text("ONRECORD_MAIL_FROM") or "onrecord@localhost"
globals().update(mail_settings(environment.text("ONRECORD_MAIL_URL"), DATA))

# What it is made of
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "onrecord.log",
    "onrecord.newsroom",
    "onrecord.desk",
    # After the desk, whose templates come before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "onrecord.desk.words.languages.LanguageMiddleware",
    "onrecord.desk.middleware.DeskMiddleware",
    "onrecord.api.middleware.ApiMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "onrecord.desk.signing_in.sessions.SecureCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "onrecord.desk.signing_in.sessions.SessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "onrecord.site.urls"
ASGI_APPLICATION = "onrecord.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onrecord.desk.can.can",
                "onrecord.desk.words.languages.spoken",
            ]
        },
    }
]

# What it logs: `logs` sets up every logger where the site is served; a command warns on standard error
LOGGING_CONFIG = None

# How it speaks
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "onrecord_language"
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
