"""The address that the public knows this site by. Never a request's own word: replies are made once for everybody."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from onrecord.site import environment
from onrecord.site.environment import BadSetting

_NAME = "ONRECORD_PUBLIC_URL"
# Where this process listens, as long as no operator has said what readers call the site.
_here = ["http://localhost:8000"]


def listening_at(url: str) -> None:
    """From now on this is the site's address if no setting says otherwise."""
    _here[:] = [url]


def public_url(values: Mapping[str, str] = os.environ) -> str:
    """The address without a slash at its end; raises BadSetting."""
    given = environment.text(_NAME, values)
    if given is None:
        return _by_hosts(environment.names("ONRECORD_ALLOWED_HOSTS", values)) or _here[0]
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise BadSetting(f"{_NAME} is {given!r:.80}; write an address such as https://live.example.org") from error
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_bare or not given.isascii() or port == 0:
        raise BadSetting(f"{_NAME} is {given!r:.80}; write an address such as https://live.example.org, without a path")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _by_hosts(hosts: list[str]) -> str | None:
    """The first host that readers may use, which has TLS before it; None where there is none."""
    for host in hosts:
        if host not in ("localhost", "127.0.0.1", "[::1]", "*") and not host.startswith("."):
            return f"https://{host.lower()}"
    return None
