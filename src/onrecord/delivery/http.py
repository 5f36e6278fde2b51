"""HTTP: what is said with a body, on the ordinary path."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, NamedTuple

# The ASGI specification's own names and shapes.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

PAGE_CACHE = b"public, max-age=1, stale-while-revalidate=10"
HTML = b"text/html; charset=utf-8"
JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"
NOT_READY = b"The log cannot be read just now; try again.\n"
# Readers' data is public: any site may show it.
ANY_ORIGIN: Header = (b"access-control-allow-origin", b"*")
# A page runs our script and style and nothing else; pictures may be anywhere on the web, and so may the embeds that a
# reader has asked for.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' https: http: data:",
    "media-src": "'self' https:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "https:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}
PAGE_SECURITY: tuple[Header, ...] = (
    (b"content-security-policy", "; ".join(f"{name} {value}" for name, value in _POLICY.items()).encode()),
)
# The same for a page that stands in a frame on any site.
EMBED_SECURITY: tuple[Header, ...] = tuple(
    (name, value.replace(b"frame-ancestors 'self'", b"frame-ancestors *")) for name, value in PAGE_SECURITY
)
ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)


class Kind(NamedTuple):
    """What is said with every reply of one kind."""

    content_type: bytes
    cache_control: bytes
    headers: tuple[Header, ...]
    status: int = 200


def header(scope: Scope, name: bytes) -> bytes | None:
    """The request header of this (lower-case) name, joined where it was sent in several lines."""
    values = [value for key, value in scope["headers"] if key == name]
    return b", ".join(values) if values else None


async def answer(
    scope: Scope,
    send: Send,
    status: int,
    body: bytes,
    content_type: bytes,
    headers: Iterable[Header] = (),
) -> None:
    """Send a whole reply; to HEAD its headers alone."""
    all_headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), *ALWAYS, *headers]
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def redirect(scope: Scope, send: Send, location: bytes) -> None:
    headers = ((b"location", location), (b"cache-control", b"public, max-age=60"))
    await answer(scope, send, 308, b"", TEXT, headers)
