"""Where the crowd goes."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from onrecord.cli.refused import Refused

# Readers behind one address share its bound; a machine has the whole of 127.0.0.0/8 to itself.
_READERS_AN_ADDRESS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A URL, looked up."""

    scheme: str
    host: str
    port: int
    path: str
    family: int
    ip: str

    @property
    def is_tls(self) -> bool:
        return self.scheme == "https"

    @property
    def is_here(self) -> bool:
        """Whether it leads back to this machine without leaving it."""
        return ipaddress.ip_address(self.ip).is_loopback

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"

    def source(self, number: int) -> str | None:
        """The address that reader of this number comes from, None where the system is to choose."""
        if not self.is_here or self.family != socket.AF_INET:
            return None
        block = number // _READERS_AN_ADDRESS
        return f"127.{1 + block // 62_500 % 250}.{block // 250 % 250}.{1 + block % 250}"


def read_address(url: str) -> Address:
    """The URL's parts and the address that its host has; raises Refused."""
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Refused(f"{url} is not an address ({error}).") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"{url} is not an address of the web; write it like http://127.0.0.1:8000.")
    try:
        family, *_, at = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Refused(f"There is no finding {parts.hostname} ({error}).") from error
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if not path.isascii() or any(sign.isspace() for sign in path):
        raise Refused(f"Write the path of {url} with %-escapes.")
    return Address(scheme=parts.scheme, host=parts.hostname, port=port, path=path, family=family, ip=str(at[0]))
