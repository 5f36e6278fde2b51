"""Requests that are slow, old, or meant to be read in two ways: a clean refusal, or the ordinary path."""

import socket

import pytest

from tests.serving import PATIENCE, Site, Story, serving, wait_until


def asked(site: Site, request: bytes) -> bytes:
    """All that comes back until the line is closed."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
        line.sendall(request)
        return received(line)


def received(line: socket.socket) -> bytes:
    got = b""
    while True:
        try:
            piece = line.recv(65536)
        except ConnectionError:
            return got
        if not piece:
            return got
        got += piece


def test_a_stream_to_http_1_0_is_not_in_chunks(site: Site, story: Story) -> None:
    site.wait_for(story)
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
        line.sendall(b"GET /harbour/stream?after=0 HTTP/1.0\r\nHost: localhost\r\n\r\n")
        got = b""
        while b"event: change" not in got:
            got += line.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower()
    assert b"connection: close" in head.lower()
    assert body.startswith(b"id: 0\nevent: beat\n")


def test_a_short_stream_to_http_1_0_ends_with_the_line(site: Site, story: Story) -> None:
    site.wait_for(story)
    got = asked(site, b"GET /harbour/stream?after=9 HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert got.partition(b"\r\n\r\n")[2].startswith(b"id: 1\nevent: reset\n")
    assert got.endswith(b"\n\n")


def test_a_page_to_http_1_0_has_its_length(site: Site, story: Story) -> None:
    site.wait_for(story)
    head, _, body = asked(site, b"GET /harbour HTTP/1.0\r\nHost: localhost\r\n\r\n").partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.site.server._BODY_SECONDS", 0.3)
    with serving() as site:
        request = b"GET /nobody HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\nabc"
        with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
            line.sendall(request)
            received(line)
        wait_until(lambda: not site.server.server_state.connections)


_GET = b"GET /harbour HTTP/1.1\r\nHost: localhost\r\n"
_REFUSED = {
    "both lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "no host": b"GET /harbour HTTP/1.1\r\nX: y\r\n\r\n",
    "two hosts": _GET + b"Host: elsewhere\r\n\r\n",
    "a folded header": _GET + b"X: a\r\n b\r\n\r\n",
    "a NUL": _GET + b"X: a\0b\r\n\r\n",
    "a space before the colon": _GET + b"X : a\r\n\r\n",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde",
    "an unknown version": b"GET /harbour HTTP/3.7\r\nHost: x\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "the head of another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("request_", _REFUSED.values(), ids=_REFUSED.keys())
def test_what_could_be_read_in_two_ways_is_answered_once_and_the_line_closed(
    site: Site, story: Story, request_: bytes
) -> None:
    """So nothing that follows it can be taken for a second request."""
    site.wait_for(story)
    got = asked(site, request_ + b"GET /harbour HTTP/1.1\r\nHost: smuggled\r\nConnection: close\r\n\r\n")
    assert got.count(b"HTTP/1.1 ") == 1
    assert got.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(site: Site, story: Story, method: str) -> None:
    site.wait_for(story)
    target = "localhost:80" if method == "CONNECT" else "/harbour"
    got = asked(site, f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert got.split()[1] in (b"400", b"404", b"405")


def test_another_protocol_is_not_taken_up(site: Site, story: Story) -> None:
    site.wait_for(story)
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
        line.sendall(_GET + upgrade)
        assert line.recv(12) == b"HTTP/1.1 200"


def test_pages_are_answered_beside_hundreds_of_half_open_requests(site: Site, story: Story) -> None:
    site.wait_for(story)
    lines = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(400)]
    for number, line in enumerate(lines):
        line.sendall(_GET[: number % len(_GET)])
    assert site.get("/harbour").status_code == 200
    with site.reader("/harbour/stream") as reader:
        assert reader.next().type == "beat"
    for line in lines:
        line.close()
