"""What the front door takes, and that httptools would have read the very same in it."""

import h11
import httptools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.delivery.door.request_head import has_begun, request_head
from tests.requests import requests

PLAIN = b"GET /harbour?after=3 HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\nLast-Event-ID: 7\r\n\r\n"


class Read:
    """What httptools makes of bytes, if they are one whole request."""

    def __init__(self, data: bytes) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.messages = 0
        self.body = b""
        self.keeps_alive = False
        self._parser = parser = httptools.HttpRequestParser(self)
        parser.feed_data(data)
        self.method = parser.get_method()
        self.version = parser.get_http_version()
        self.would_upgrade = parser.should_upgrade()

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.keeps_alive = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.messages += 1


def test_a_plain_request_is_taken() -> None:
    asked = request_head(PLAIN)
    assert asked is not None
    assert (asked.path, asked.query, asked.last_event_id) == ("/harbour", "after=3", "7")
    assert asked.accept_encoding == b"br, gzip"
    assert (asked.is_head, asked.keeps_alive, asked.if_none_match) == (False, True, None)


@pytest.mark.parametrize("extra", [b"Content-Length: 0", b"Transfer-Encoding: chunked", b"Expect: 100-continue"])
def test_a_request_that_announces_more_is_not_taken(extra: bytes) -> None:
    assert request_head(PLAIN[:-2] + extra + b"\r\n\r\n") is None


@pytest.mark.parametrize(
    "extra",
    [
        *(b"Upgrade: websocket", b"Connection: upgrade", b"Connection: close, te", b"TE: trailers", b"Trailer: x"),
        *(b"HTTP2-Settings: AAMAAABk", b"Proxy-Connection: close", b"hOST: other", b"Accept-Encoding: gzip"),
        *(b" folded", b"\tfolded", b"Name : value", b": value", b"Name", b"N\xc3\xa4me: x", b"Name: \xc3\xa4"),
        *(b"Name: a\x00b", b"Name: a\rb", b"Name: a\nHost: b", b"Name: a\x0bb", b"Name: a ", b"Name:  a", b"Name:\ta"),
        *(b"Na_me: a", b"Na(me: a", b"Host\r: b"),
    ],
)
def test_a_request_with_an_unusual_header_is_not_taken(extra: bytes) -> None:
    assert request_head(PLAIN[:-2] + extra + b"\r\n\r\n") is None


@pytest.mark.parametrize(
    "first",
    [
        *(b"POST / HTTP/1.1", b"get / HTTP/1.1", b"GET / HTTP/1.0", b"GET / HTTP/1.2", b"GET / HTTP/2.0", b"GET /"),
        *(b"GET  / HTTP/1.1", b"GET /  HTTP/1.1", b"GET\t/ HTTP/1.1", b" GET / HTTP/1.1", b"GET / HTTP/1.1 "),
        *(b"GET http://localhost/ HTTP/1.1", b"GET * HTTP/1.1", b"GET harbour HTTP/1.1", b"OPTIONS / HTTP/1.1"),
        *(b"GET //localhost/ HTTP/1.1", b"GET /a//b HTTP/1.1", b"GET /%61 HTTP/1.1", b"GET /a#b HTTP/1.1"),
        *(
            b"GET /a?b=%00 HTTP/1.1",
            b"GET /\xff HTTP/1.1",
            b"GET /a\\b HTTP/1.1",
            b"GET / http/1.1",
            b"\r\nGET / HTTP/1.1",
        ),
        *(b"CONNECT localhost:80 HTTP/1.1", b"GET /a;b HTTP/1.1", b"GET /?a?b HTTP/1.1", b"PRI * HTTP/2.0"),
    ],
)
def test_an_unusual_first_line_is_not_taken(first: bytes) -> None:
    assert request_head(first + PLAIN[PLAIN.index(b"\r\n") :]) is None


def test_only_one_whole_request_is_taken() -> None:
    for cut in range(len(PLAIN)):
        assert request_head(PLAIN[:cut]) is None
    for more in (b"x", b"\r\n", PLAIN, b"\x00"):
        assert request_head(PLAIN + more) is None


def test_lines_that_end_otherwise_are_not_taken() -> None:
    assert request_head(PLAIN.replace(b"\r\n", b"\n")) is None
    assert request_head(PLAIN.replace(b"\r\n", b"\n\r")) is None
    assert request_head(PLAIN.replace(b"\r\n", b"\r")) is None


def test_a_request_without_a_host_is_not_taken() -> None:
    assert request_head(b"GET / HTTP/1.1\r\n\r\n") is None
    assert request_head(b"GET / HTTP/1.1\r\nHost:\r\n\r\n") is None


def test_a_long_head_is_not_taken() -> None:
    assert request_head(PLAIN[:-2] + b"Cookie: " + b"x" * 9000 + b"\r\n\r\n") is None


@given(requests())
def test_what_is_taken_is_read_as_httptools_reads_it(data: bytes) -> None:
    asked = request_head(data)
    if asked is None:
        return
    read = Read(data)
    headers = dict(read.headers)
    assert (read.messages, read.body, read.version, read.would_upgrade) == (1, b"", "1.1", False)
    assert len(headers) == len(read.headers)
    assert read.method == (b"HEAD" if asked.is_head else b"GET")
    url = httptools.parse_url(read.url)
    assert (url.path.decode(), (url.query or b"").decode()) == (asked.path, asked.query)
    assert [url.schema, url.host, url.fragment, url.userinfo] == [None] * 4
    assert headers.get(b"accept-encoding", b"") == asked.accept_encoding
    assert headers.get(b"if-none-match") == asked.if_none_match
    assert headers.get(b"last-event-id", b"").decode() == (asked.last_event_id or "")
    assert read.keeps_alive == asked.keeps_alive


@given(requests())
def test_every_beginning_of_what_is_taken_has_begun(data: bytes) -> None:
    if request_head(data) is not None:
        assert all(has_begun(data[:cut]) for cut in range(1, len(data)))


@given(requests(), st.data())
def test_what_has_begun_leaves_httptools_waiting(data: bytes, cuts: st.DataObject) -> None:
    """Where it would have refused, there is nothing to wait for."""
    begun = data[: cuts.draw(st.integers(0, len(data)))]
    if has_begun(begun):
        read = Read(begun)
        assert (read.messages, read.body) == (0, b"")


def test_a_long_beginning_is_not_waited_for() -> None:
    assert not has_begun(PLAIN[:-2] + b"Cookie: " + b"x" * 3000)


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    request_head(data)
    has_begun(data)


@settings(max_examples=1500)
@given(requests())
def test_what_the_front_door_takes_another_parser_reads_alike(data: bytes) -> None:
    """One that shares no line with httptools: what proxies make of a request is like one of the two."""
    asked = request_head(data)
    if asked is None:
        return
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(data)
    request = connection.next_event()
    assert isinstance(request, h11.Request)
    assert (request.method == b"HEAD", request.http_version) == (asked.is_head, b"1.1")
    assert request.target.decode().partition("?")[::2] == (asked.path, asked.query)
    assert isinstance(connection.next_event(), h11.EndOfMessage)
    assert connection.next_event() in (h11.NEED_DATA, h11.PAUSED)
    assert connection.trailing_data == (b"", False)
    headers = dict(request.headers)
    assert headers.get(b"if-none-match") == asked.if_none_match
    assert headers.get(b"accept-encoding", b"") == asked.accept_encoding
    assert headers.get(b"x-forwarded-for") == asked.forwarded_for
