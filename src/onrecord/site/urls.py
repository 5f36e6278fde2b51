"""The addresses that Django answers; all that readers ask for is delivery's (see `asgi.py`).

Of django-allauth's pages those in use are named one by one: nobody signs up, and no address leads to a page that
would let them.
"""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from onrecord.api.api import api
from onrecord.desk.views import session

_SIGN_IN: list[URLPattern | URLResolver] = [
    # The names that django-allauth asks for; the views are the desk's.
    path("login/", session.sign_in, name="account_login"),
    path("logout/", session.sign_out, name="account_logout"),
    path("signup/", session.no_sign_up, name="account_signup"),
    path("2fa/webauthn/login/", session.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
_SIGN_ON: list[URLPattern | URLResolver] = [
    path("oidc/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/login/error/", social.login_error, name="socialaccount_login_error"),
    path("oidc/signup/", session.no_sign_up, name="socialaccount_signup"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("onrecord.desk.urls")),
    path("accounts/", include(_SIGN_IN)),
    path("api/v1/", api.urls),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns.append(path("accounts/", include(_SIGN_ON)))
