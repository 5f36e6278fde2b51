"""Django's settings, from the environment (`environment.py` lists what can be set)."""

from pathlib import Path
from urllib.parse import quote

from onrecord.site import environment
from onrecord.site.data_folder import kept_secret_key, made_data_folder
from onrecord.site.database_url import database_settings
from onrecord.site.media import media_storages, media_url

# Where things are
DATA = made_data_folder(Path(environment.text("ONRECORD_DATA") or "var").absolute())
DATABASES = {
    "default": database_settings(
        environment.text("ONRECORD_DATABASE_URL") or f"sqlite:///{quote(str(DATA / 'onrecord.sqlite3'))}"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # static files come straight out of the package; nothing is collected
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

# What it is made of
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "onrecord.log",
    "onrecord.newsroom",
    "onrecord.desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "onrecord.desk.middleware.DeskMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
            ]
        },
    }
]

# How it speaks
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
