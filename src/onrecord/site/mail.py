"""Where mail goes: to a server, or into a folder until one is named."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from onrecord.site.environment import BadSetting

_SECURE_PORT, _PLAIN_PORT = 465, 587
_TIMEOUT_SECONDS = 10


def mail_settings(url: str | None, data: Path) -> dict[str, Any]:
    """Django's settings for a mail address such as smtp://user:password@host:587; raises BadSetting."""
    if url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": data / "mail"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting(f"ONRECORD_MAIL_URL is not an address: {error}") from error
    match parts.scheme:
        case "console":
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        case "smtp" | "smtps" if parts.hostname:
            is_tls = parts.scheme == "smtps"
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": parts.hostname,
                "EMAIL_PORT": port or (_SECURE_PORT if is_tls else _PLAIN_PORT),
                "EMAIL_HOST_USER": unquote(parts.username or ""),
                "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
                "EMAIL_USE_SSL": is_tls,
                # A password never goes over an open line; without one a mail server on this machine may do without.
                "EMAIL_USE_TLS": not is_tls and bool(parts.password),
                "EMAIL_TIMEOUT": _TIMEOUT_SECONDS,
            }
        case _:
            raise BadSetting("ONRECORD_MAIL_URL begins with smtp://, smtps:// or console:, and names a host")
