"""The newsroom's own sign-in (OpenID Connect), where one is set up."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from onrecord.site import environment
from onrecord.site.environment import BadSetting

PROVIDER_ID = "newsroom"
_ROLES = ("reporter", "editor", "owner", "administrator")
_HERE = ("localhost", "127.0.0.1", "::1")


def provider_settings(env: Mapping[str, str]) -> dict[str, Any] | None:
    """What django-allauth is told of the provider, None where none is set up; raises BadSetting for half of one."""
    issuer = environment.text("ONRECORD_OIDC_ISSUER", env)
    client_id = environment.text("ONRECORD_OIDC_CLIENT_ID", env)
    secret = environment.text("ONRECORD_OIDC_CLIENT_SECRET", env)
    if not (issuer or client_id or secret):
        return None
    if not (issuer and client_id and secret):
        raise BadSetting(
            "to sign in with OpenID Connect set all three: ONRECORD_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET"
        )
    parts = urlsplit(issuer)
    if not parts.hostname or not (parts.scheme == "https" or parts.hostname in _HERE):
        raise BadSetting("ONRECORD_OIDC_ISSUER is an https:// address, or one of this machine")
    app = {
        "provider_id": PROVIDER_ID,
        "name": environment.text("ONRECORD_OIDC_NAME", env) or "SSO",
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def first_role(env: Mapping[str, str]) -> str | None:
    """The role of people who sign in so for the first time; None lets in those alone who have an account already."""
    role = environment.text("ONRECORD_OIDC_ROLE", env)
    if role is not None and role not in _ROLES:
        raise BadSetting(f"ONRECORD_OIDC_ROLE is one of {', '.join(_ROLES)}, or empty")
    return role
