"""What a connection may cost before it has said what it wants."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from onrecord.log import MemoryLog
from tests.serving import PATIENCE, Site, Story, quick, serving

_BEGINNING = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def _connected(site: Site) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", site.port))
    client.settimeout(PATIENCE)
    return client


def _is_cut_off(client: socket.socket) -> bool:
    try:
        return client.recv(1000) == b""
    except ConnectionError:
        return True


def test_a_head_of_many_headers_is_refused(site: Site) -> None:
    with _connected(site) as client:
        client.sendall(_BEGINNING + b"X: y\r\n" * 12_000)
        assert client.recv(1000).startswith(b"HTTP/1.1 431 ")


def test_a_head_of_the_shortest_headers_is_refused(site: Site) -> None:
    with _connected(site) as client:
        client.sendall(_BEGINNING + b"X:\r\n" * 2_000)
        assert client.recv(1000).startswith(b"HTTP/1.1 431 ")


@pytest.fixture
def waits_for_bodies() -> Iterator[Site]:
    site = Site(MemoryLog(), media=_waits_for_the_body)
    site.start()
    yield site
    site.stop()


@pytest.mark.parametrize("path", [b"/", b"/media/"])
def test_what_is_said_after_a_body_has_an_end(waits_for_bodies: Site, path: bytes) -> None:
    """To somebody who answers at once, and to somebody who waits for all of it."""
    with _connected(waits_for_bodies) as client:
        client.sendall(b"POST " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
        with pytest.raises(ConnectionError):
            client.sendall(b"A: b\r\n" * 5_000_000)


async def _waits_for_the_body(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI
    while (message := await receive())["type"] == "http.request" and message["more_body"]:
        pass


def test_a_header_without_end_is_cut_off(site: Site) -> None:
    with _connected(site) as client:
        client.sendall(_BEGINNING + b"X: ")
        with pytest.raises(ConnectionError):
            client.sendall(b"y" * 50_000_000)


def test_a_head_of_usual_size_is_answered(site: Site) -> None:
    with _connected(site) as client:
        client.sendall(_BEGINNING + b"Cookie: " + b"y" * 16_000 + b"\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("said", [b"", b"GET / HT", _BEGINNING])
def test_a_head_that_does_not_come_is_not_waited_for(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.site.server._HEAD_SECONDS", 0.1)
    with serving() as site, _connected(site) as client:
        client.sendall(said)
        assert _is_cut_off(client)


def test_a_second_head_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.site.server._HEAD_SECONDS", 0.5)
    with serving() as site, _connected(site) as client:
        client.sendall(b"HEAD /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
        client.sendall(b"GET /rob")
        assert _is_cut_off(client)


def test_a_stream_outlasts_the_time_for_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.site.server._HEAD_SECONDS", 0.1)
    log = MemoryLog()
    story = Story(log)
    with serving(log, quick(beat_seconds=0.1)) as site, site.reader(f"/{story.slug}/stream") as reader:
        assert [reader.next().type for _ in range(4)] == ["beat"] * 4
