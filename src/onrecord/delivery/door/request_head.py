"""A request as the front door takes it: whole, plain, and with nothing in it that two servers could read differently.

The grammar is far narrower than HTTP's, on purpose: what is not in it is no mistake, but the ordinary path's to answer.
"""

import re
from functools import lru_cache
from typing import NamedTuple

# Browsers send half a kilobyte to two; whoever sends more has cookies for the desk.
_LONGEST = 8 * 1024
# Most clients say the same words each time they come.
_REMEMBERED = 1024
_REQUEST_LINE = re.compile(rb"(GET|HEAD) (/[A-Za-z0-9._~/-]*)(?:\?([A-Za-z0-9._~=&-]*))? HTTP/1\.1")
_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ ]?([!-~](?:[ -~]*[!-~])?|)")
# A request that has begun may be asked about once for each of its bytes.
_LONGEST_BEGUN = 2 * 1024
_FIRST_BEGUN = re.compile(rb"(?:GET|HEAD) /[A-Za-z0-9._~/-]*(?:\?[A-Za-z0-9._~=&-]*)?(?: ([HTP/1.]{0,8}\r?))?")
_HEADER_BEGUN = re.compile(rb"(?:[A-Za-z0-9-]+(?::[ -~]*)?)?\r?")
# With one of these a request means more than its first line says.
_UNUSUAL = frozenset(
    {
        *(b"content-length", b"transfer-encoding", b"te", b"trailer", b"expect"),
        *(b"upgrade", b"http2-settings", b"proxy-connection", b"proxy-authorization"),
    }
)


class RequestHead(NamedTuple):
    """A GET or HEAD without a body, and those of its headers that change the answer."""

    is_head: bool
    path: str
    query: str
    accept_encoding: bytes
    if_none_match: bytes | None
    last_event_id: str | None
    forwarded_for: bytes | None
    keeps_alive: bool


def request_head(data: bytes) -> RequestHead | None:
    """What one whole request asks for; None for anything that is not just that."""
    if len(data) <= _REMEMBERED:
        return _remembered(data)
    return None if len(data) > _LONGEST else _read(data)


def has_begun(data: bytes) -> bool:
    """Whether more bytes may still make these a request to be taken; until then nobody has to hear of them."""
    if len(data) > _LONGEST_BEGUN:
        return False
    first, *lines = data.split(b"\r\n")
    if not lines:
        asked = _FIRST_BEGUN.fullmatch(first)
        if asked is None:
            return b"GET /".startswith(first) or b"HEAD /".startswith(first)
        return b"//" not in first and b"HTTP/1.1\r".startswith(asked[1] or b"")
    last = lines.pop()
    # A head that ends here is as much as there is.
    if b"" in lines or not _HEADER_BEGUN.fullmatch(last):
        return False
    return _headers(first, lines) is not None


def _read(data: bytes) -> RequestHead | None:
    first, *lines = data.split(b"\r\n")
    # Two ends of line end the head; with an empty line before them, something follows it.
    if len(lines) < 2 or lines.pop() or lines.pop():
        return None
    headers = _headers(first, lines)
    asked = _REQUEST_LINE.fullmatch(first)
    if headers is None or asked is None:
        return None
    connection = headers.get(b"connection", b"keep-alive").lower()
    if not headers.get(b"host") or connection not in (b"keep-alive", b"close"):
        return None
    last_event_id = headers.get(b"last-event-id")
    return RequestHead(
        is_head=asked[1] == b"HEAD",
        path=asked[2].decode("ascii"),
        query=(asked[3] or b"").decode("ascii"),
        accept_encoding=headers.get(b"accept-encoding", b""),
        if_none_match=headers.get(b"if-none-match"),
        last_event_id=None if last_event_id is None else last_event_id.decode("ascii"),
        forwarded_for=headers.get(b"x-forwarded-for"),
        keeps_alive=connection == b"keep-alive",
    )


def _headers(first: bytes, lines: list[bytes]) -> dict[bytes, bytes] | None:
    """The headers in these lines, None where one of them or the first line is not plain."""
    asked = _REQUEST_LINE.fullmatch(first)
    if asked is None or b"//" in asked[2]:
        return None
    headers: dict[bytes, bytes] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            return None
        name = header[1].lower()
        if name in headers or name in _UNUSUAL:
            return None
        headers[name] = header[2]
    return headers


_remembered = lru_cache(maxsize=2048)(_read)
