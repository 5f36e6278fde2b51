"""The one module that fetches an address to import: nothing inside the house, nothing without bounds.

The name is resolved here, every address it resolves to is vetted, and the connection is made to a vetted address and to
nothing else, so that a name which answers differently the second time gains nothing. Redirects are followed by hand,
each as if it were the first address. Any port is allowed: live pages stand behind gateways on odd ones, and what
protects the house is that no address in it can be reached, whatever the port. Proxies named in the environment are not
used: behind one, the address that is connected to could not be vetted.
"""

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from onrecord.formats.drafts import ImportRefused
from onrecord.formats.sniff import MAX_BYTES

MAX_REDIRECTS = 5
TIMEOUT = 30.0  # seconds for all of it, redirects included: a reporter is waiting at the other end
_CONNECT = 10.0
_READ = 10.0
_CHUNK = 65_536
_AGENT = "onrecord-import/1 (+live coverage importer)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
# Ranges that Python's registry of this version does not know to be special: documentation, and relays of 6to4.
_SPECIAL = (ipaddress.ip_network("3fff::/20"), ipaddress.ip_network("192.88.99.0/24"))
_COMPATIBLE = ipaddress.ip_network("::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchRefused(ImportRefused):
    """The address was not fetched; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What stands at an address: `url` is the last one after redirects, `charset` the one that the server names."""

    url: str
    data: bytes
    content_type: str | None
    charset: str | None


def fetch(url: str, *, allow_private: bool = False, max_bytes: int = MAX_BYTES, timeout: float = TIMEOUT) -> Fetched:
    """What stands at this address; raises FetchRefused where it may not, or could not, be fetched within the bounds."""
    deadline = time.monotonic() + timeout
    backend = _Vetted(allow_private=allow_private, deadline=deadline)
    with httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=backend, http2=False, retries=0
    ) as pool:
        for _ in range(MAX_REDIRECTS + 1):
            target = _checked(url)
            try:
                answer = _get(pool, target, deadline=deadline, max_bytes=max_bytes)
            except httpcore.TimeoutException as error:
                raise FetchRefused(
                    f"{target.host} did not answer in time. Try again, or save the page and import the file."
                ) from error
            except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
                raise FetchRefused(
                    f"{target.host} could not be read ({type(error).__name__}: {str(error)[:200]})."
                ) from error
            if isinstance(answer, Fetched):
                return answer
            url = answer
    raise FetchRefused(f"The address redirects more than {MAX_REDIRECTS} times. Give the address that it ends at.")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where one address wraps another."""
    try:
        found: _Address = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    return all(_is_global(each) for each in _unwrapped(found))


def _is_global(address: _Address) -> bool:
    return address.is_global and not (
        any(address in network for network in _SPECIAL)
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
    )


def _unwrapped(address: _Address) -> Iterator[_Address]:
    if not isinstance(address, ipaddress.IPv6Address):
        yield address
        return
    inner: list[ipaddress.IPv4Address] = []
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return
    if address.sixtofour is not None:
        inner.append(address.sixtofour)
    if address.teredo is not None:
        inner += address.teredo
    if address in _COMPATIBLE or address in _NAT64_LOCAL:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    yield address
    yield from inner


class _Vetted(httpcore.NetworkBackend):
    """Connects to addresses that it has resolved and vetted itself, and stops every read and write at the deadline."""

    def __init__(self, *, allow_private: bool, deadline: float) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline of the whole decides
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolved(host, port, deadline=self._deadline)
        refused = [address for address in addresses if not self._allow_private and not is_public(address)]
        if refused:
            raise FetchRefused(
                f"{host} is at {refused[0]}, which is not an address of the public internet, and is not fetched. "
                "Save the page and import the file; in tests, ONRECORD_IMPORT_ALLOW_PRIVATE=1 allows it."
            )
        failed: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = self._network.connect_tcp(
                    address,
                    port,
                    timeout=_left(self._deadline, _CONNECT),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Bounded(stream, self._deadline)
        raise failed or httpcore.ConnectError(f"{host} has no address")


class _Bounded(httpcore.NetworkStream):
    """A stream of which no single read or write outlasts the deadline of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as above
        return self._stream.read(max_bytes, timeout=_left(self._deadline, _READ))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        self._stream.write(buffer, timeout=_left(self._deadline, _READ))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=_left(self._deadline, _CONNECT))
        return _Bounded(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int, *, deadline: float) -> list[str]:
    # The system's resolver takes no time limit; a thread of its own can be left behind, a waiting reporter cannot.
    answers: queue.Queue[list[str] | OSError | UnicodeError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error)
        else:
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))

    threading.Thread(target=ask, name="onrecord-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=_left(deadline, _CONNECT))
    except queue.Empty as error:
        raise FetchRefused(f"The name {host} could not be resolved in time. Try again.") from error
    if isinstance(answer, Exception):
        raise FetchRefused(f"The name {host} could not be resolved. Check the address.") from answer
    return answer


def _left(deadline: float, most: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchRefused("The address took too long to answer. Try again, or save the page and import the file.")
    return min(left, most)


def _checked(address: str) -> httpx.URL:
    if len(address) > 4000 or any(ord(ch) < 0x21 or ord(ch) == 0x7F for ch in address):
        raise FetchRefused(
            "This is not an address that can be fetched: it has spaces or control characters, or is too long."
        )
    try:
        url = httpx.URL(address)
        port = url.port
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchRefused(f"{address[:200]} is not an address that can be fetched.") from error
    if url.scheme not in ("http", "https"):
        raise FetchRefused(f"Only http and https addresses are fetched, not {url.scheme or 'one without a scheme'}.")
    if url.userinfo:
        raise FetchRefused(
            "The address holds a name or a password. Take them out; they would end up in logs and in the coverage."
        )
    if not url.host:
        raise FetchRefused("The address names no host.")
    if port == 0:
        raise FetchRefused("Port 0 cannot be fetched from.")
    return url


def _get(pool: httpcore.ConnectionPool, url: httpx.URL, *, deadline: float, max_bytes: int) -> Fetched | str:
    """What stands there, or the address that it redirects to."""
    headers = [
        (b"Host", url.netloc),
        (b"User-Agent", _AGENT.encode()),
        (
            b"Accept",
            b"text/html, application/xhtml+xml, application/json, application/ld+json, text/plain;q=0.9, */*;q=0.1",
        ),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"close"),
    ]
    request = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    limits = {"timeout": {"connect": _CONNECT, "read": _READ, "write": _READ, "pool": _CONNECT}}
    with pool.stream(b"GET", request, headers=headers, extensions=limits) as answer:
        said = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
        if answer.status in (301, 302, 303, 307, 308):
            if not (location := said.get(b"location")):
                raise FetchRefused(f"{url.host} redirects without saying where to.")
            return str(url.join(httpx.URL(_quoted(location))))
        if not 200 <= answer.status < 300 or answer.status == 204:
            raise FetchRefused(
                f"{url.host} answered {answer.status}. Check the address, or save the page and import the file."
            )
        content_type = said.get(b"content-type")
        _check_type(content_type, url.host)
        if (length := said.get(b"content-length", "")).isdigit() and int(length[:18]) > max_bytes:
            raise FetchRefused(_too_large(url.host, max_bytes))
        data = bytearray()
        for chunk in _decoded(answer.iter_stream(), said.get(b"content-encoding", ""), url.host):
            data += chunk
            if len(data) > max_bytes:
                raise FetchRefused(_too_large(url.host, max_bytes))
            _left(deadline, _READ)
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type or "", re.IGNORECASE)
    return Fetched(url=str(url), data=bytes(data), content_type=content_type, charset=match[1] if match else None)


def _decoded(chunks: Iterable[bytes], encoding: str, host: str) -> Iterator[bytes]:
    """The decompressed body in pieces of bounded size, so that a bomb is seen before it has gone off."""
    named = [part.strip().lower() for part in encoding.split(",") if part.strip().lower() not in ("", "identity")]
    if not named:
        yield from chunks
        return
    if len(named) > 1 or named[0] not in ("gzip", "x-gzip", "deflate"):
        raise FetchRefused(f"{host} compresses its answer in a way that was not asked for ({encoding[:60]}).")
    try:
        yield from _inflated(chunks, named[0] == "deflate")
    except zlib.error as error:
        raise FetchRefused(f"{host} sent a body whose compression is broken.") from error


def _inflated(chunks: Iterable[bytes], is_deflate: bool) -> Iterator[bytes]:
    inflater = None
    for chunk in chunks:
        if inflater is None:
            # "deflate" is sent with and without the zlib header.
            bare = is_deflate and (chunk[:1] == b"" or (chunk[0] & 0x0F) != 8)
            inflater = zlib.decompressobj(-15 if bare else 15 if is_deflate else 31)
        waiting = chunk
        while waiting:
            yield inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail
    if inflater is not None:
        while piece := inflater.decompress(inflater.unconsumed_tail, _CHUNK):
            yield piece
        if not inflater.eof:
            raise zlib.error("cut off")


def _check_type(content_type: str | None, host: str) -> None:
    media = (content_type or "").split(";")[0].strip().lower()
    if media.startswith(("image/", "video/", "audio/", "font/")) or media in ("application/pdf", "application/zip"):
        raise FetchRefused(f"{host} sent {media}, not a page. Give the address of the live page itself.")


def _too_large(host: str, max_bytes: int) -> str:
    bound = f"{max_bytes / 1_048_576:.1f} MB"
    return f"{host} sent more than {bound}, the most that is read. Save a part of the page and import the file."


def _quoted(location: str) -> str:
    """A redirect's address with what many servers leave unescaped in it, escaped."""
    try:
        words = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        words = location
    return words.strip().replace(" ", "%20")
