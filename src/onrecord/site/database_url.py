"""A database's address as one URL, and the settings that Django makes a connection from."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_EXAMPLES = "sqlite:///var/onrecord.sqlite3, sqlite:////srv/onrecord.sqlite3 or postgresql://user:password@host:5432/db"
# Words erased by law leave the file (secure_delete); an acknowledged event survives a power cut (synchronous=FULL).
_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON"
_SQLITE_BUSY_SECONDS = 5
# A server whose network went away says nothing: after some ten seconds without an answer a connection counts as lost,
# where the system's own patience is two hours for one that waits and a quarter of an hour for one that has sent.
_TCP = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}


class BadDatabaseUrl(ValueError):
    """ONRECORD_DATABASE_URL is not understood."""

    def __init__(self, why: str) -> None:
        super().__init__(f"ONRECORD_DATABASE_URL {why}; write it like {_EXAMPLES}")


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url`; raises BadDatabaseUrl, whose message never shows a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadDatabaseUrl("is not a URL") from error
    match parts.scheme:
        case "sqlite":
            if parts.netloc:
                raise BadDatabaseUrl("names a host; a SQLite path has three slashes before it, or four if absolute")
            return _sqlite(parts.path, parts.query)
        case "postgresql" | "postgres":
            return _postgresql(
                name=unquote(parts.path.removeprefix("/")),
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                host=unquote(parts.hostname or ""),
                port=port,
                options=_options(parts.query),
            )
        case _:
            raise BadDatabaseUrl(f"begins with {parts.scheme!r:.40}, which is no database known here")


def _options(query: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True)) if query else {}
    except ValueError as error:
        raise BadDatabaseUrl("has options that are not name=value&name=value") from error


def _sqlite(path: str, query: str) -> dict[str, Any]:
    name = unquote(path.removeprefix("/"))
    if not name or "\0" in name:
        raise BadDatabaseUrl("names no file")
    options = _options(query)
    timeout = options.pop("timeout", str(_SQLITE_BUSY_SECONDS))
    if options or not timeout.isdecimal():
        raise BadDatabaseUrl("has an option that is not known for SQLite; the only one is timeout=SECONDS")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(name).absolute()),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": int(timeout), "init_command": _SQLITE_PRAGMAS},
    }


def _postgresql(
    *, name: str, user: str, password: str, host: str, port: int | None, options: dict[str, str]
) -> dict[str, Any]:
    if not name or "\0" in f"{name}{user}{password}{host}{options}":
        raise BadDatabaseUrl("names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": options.pop("host", host),
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_TCP, **options},
    }
