"""Connections before they have a transport: what they cost, and what becomes of those who do not behave."""

import http.client
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from onrecord.site import lobby
from onrecord.site.doorway import Doorway
from tests.serving import PATIENCE, RawReader, Site, Story, wait_until

_ASKED = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def transports(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that were given a transport."""
    made: list[object] = []
    begin = Doorway.connection_made

    def counted(doorway: Doorway, transport: object) -> None:
        made.append(transport)
        begin(doorway, transport)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(Doorway, "connection_made", counted)
    return made


@pytest.fixture(autouse=True)
def has_front_door() -> None:
    """Without one every connection has a transport."""


@contextmanager
def connected(site: Site, receive_buffer: int = 0) -> Iterator[socket.socket]:
    with socket.socket() as client:
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(PATIENCE)
        client.connect(("127.0.0.1", site.port))
        yield client


def answer(client: socket.socket) -> http.client.HTTPResponse:
    reply = http.client.HTTPResponse(client)
    reply.begin()
    return reply


def test_pages_and_streams_need_no_transport(site: Site, story: Story, transports: list[object]) -> None:
    site.get(f"/{story.slug}")
    transports.clear()
    with connected(site) as client:
        client.sendall(_ASKED % story.slug.encode())
        assert b"Harbour closed" in answer(client).read()
    with RawReader(site.port, f"/{story.slug}/stream") as reader:
        assert reader.next().type == "beat"
    assert transports == []


def test_who_asks_again_has_one_transport_from_then_on(site: Site, story: Story, transports: list[object]) -> None:
    site.get(f"/{story.slug}")
    transports.clear()
    with connected(site) as client:
        for _ in range(4):
            client.sendall(_ASKED % story.slug.encode())
            assert b"Harbour closed" in answer(client).read()
    assert len(transports) == 1


def test_what_is_sent_late_is_answered_like_the_rest(site: Site, story: Story, transports: list[object]) -> None:
    site.get(f"/{story.slug}")
    transports.clear()
    with connected(site) as client:
        wait_until(lambda: site.server.server_state.connections)
        client.sendall(_ASKED % story.slug.encode())
        assert answer(client).status == 200
    assert transports == []


def test_what_memory_does_not_hold_is_asked_of_uvicorn(site: Site, transports: list[object]) -> None:
    with connected(site) as client:
        client.sendall(b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi")
        assert answer(client).status in (404, 405)
    assert len(transports) == 1


def test_a_page_that_is_taken_slowly_arrives_whole(site: Site, story: Story, transports: list[object]) -> None:
    for number in range(60):
        story.publish(f"long-{number}", f"{number} " * 4_000)
    site.wait_for(story)
    whole = site.get(f"/{story.slug}", Accept_Encoding="identity").content
    transports.clear()
    with connected(site, receive_buffer=4096) as client:
        for _ in range(2):
            client.sendall(_ASKED % story.slug.encode())
            wait_until(lambda: transports)
            assert answer(client).read() == whole
    with connected(site, receive_buffer=4096) as client:
        client.sendall((_ASKED % story.slug.encode())[:-2] + b"Connection: close\r\n\r\n")
        wait_until(lambda: len(transports) == 2)
        assert answer(client).read() == whole
        assert client.recv(1) == b""


def test_many_who_come_in_one_moment_are_let_in_part_after_part(
    site: Site, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get(f"/{story.slug}")
    monkeypatch.setattr(lobby, "_TURN_SECONDS", 0)
    readers = [RawReader(site.port, f"/{story.slug}/stream") for _ in range(50)]
    for reader in readers:
        assert reader.next().type == "beat"
        reader.close()


def test_who_says_nothing_is_told_that_the_server_ends(site: Site) -> None:
    with connected(site) as client:
        wait_until(lambda: site.server.server_state.connections)
        site.server.should_exit = True
        assert client.recv(1) == b""


def test_who_leaves_is_forgotten(site: Site, story: Story) -> None:
    site.client.close()
    with connected(site) as client:
        client.sendall(_ASKED % story.slug.encode())
        answer(client).read()
        assert len(site.server.server_state.connections) == 1
    wait_until(lambda: not site.server.server_state.connections)


def test_who_is_left_outside_for_want_of_descriptors_comes_in_later(
    site: Site, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    site.get(f"/{story.slug}")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as client:
        client.settimeout(PATIENCE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (client.fileno() + 1, limits[1]))
        taken = _all_that_are_left()
        try:
            client.connect(("127.0.0.1", site.port))
            client.sendall(_ASKED % story.slug.encode())
            wait_until(lambda: "New connections have to wait" in caplog.text)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            for each in taken:
                each.close()
        assert answer(client).status == 200


def _all_that_are_left() -> list[socket.socket]:
    taken = []
    with suppress(OSError):
        while True:
            taken.append(socket.socket())
    return taken
