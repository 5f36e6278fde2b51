"""Thousands who connect and ask for nothing, or leave a request unfinished: others are answered meanwhile."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from onrecord.site.capacity import take_descriptors
from tests.serving import PATIENCE, Site, Story, serving, wait_until

_BEGUN = [
    b"",
    b"GET",
    b"GET /harbour HTTP/1.1\r\nHost: x\r\n",
    b"GET /harbour HTTP/1.1\r\nX_Odd: x\r\n",
    b"POST / HTTP/1.1\r\n",
]
_BODY = b"POST /harbour HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
_WAITING = 300


@pytest.fixture
def lines() -> Iterator[list[socket.socket]]:
    """Closed in the end."""
    opened: list[socket.socket] = []
    yield opened
    for line in opened:
        line.close()


@pytest.fixture(autouse=True)
def all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses of this machine too, as if they were public."""
    take_descriptors()
    monkeypatch.setattr("onrecord.delivery.limits.addresses._counted", lambda address: address)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with a small waiting room."""
    monkeypatch.setattr("onrecord.site.server.most_waiting", lambda _: _WAITING)
    with serving() as site:
        yield site


def half_open(site: Site, address: str, lines: list[socket.socket]) -> None:
    line = socket.create_connection(("127.0.0.1", site.port), PATIENCE, source_address=(address, 0))
    with suppress(ConnectionError):  # it has been sent away
        line.sendall(_BEGUN[len(lines) % len(_BEGUN)])
    lines.append(line)


def is_open(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return bool(line.recv(1))
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def test_pages_are_answered_beside_thousands_of_half_open_connections(full: Site, lines: list[socket.socket]) -> None:
    story = Story(full.log)
    full.wait_for(story)
    for number in range(3000):
        half_open(full, f"127.0.{number % 7}.{1 + number % 200}", lines)
        if number % 300 == 0:
            assert full.get("/harbour").status_code == 200
    with full.reader("/harbour/stream") as reader:
        assert reader.next().type == "beat"
    wait_until(lambda: sum(map(is_open, lines)) <= _WAITING)


def test_one_address_holds_so_many(monkeypatch: pytest.MonkeyPatch, lines: list[socket.socket]) -> None:
    monkeypatch.setattr("onrecord.site.server.most_waiting", lambda _: 5000)
    with serving() as site:
        story = Story(site.log)
        site.wait_for(story)
        others: list[socket.socket] = []
        for number in range(1000):
            half_open(site, "127.0.0.9", lines)
            if number % 20 == 0:
                half_open(site, f"127.0.1.{1 + number % 200}", others)
        assert site.get("/harbour").status_code == 200
        wait_until(lambda: sum(map(is_open, lines)) == 256)
        assert all(map(is_open, others))
        for line in others:
            line.close()


def test_who_leaves_a_body_unfinished_makes_room_too(full: Site, lines: list[socket.socket]) -> None:
    for number in range(_WAITING * 2):
        line = socket.create_connection(
            ("127.0.0.1", full.port), PATIENCE, source_address=(f"127.0.2.{1 + number % 200}", 0)
        )
        with suppress(ConnectionError):
            line.sendall(_BODY)
        lines.append(line)
    wait_until(lambda: len(full.server.server_state.connections) <= _WAITING)


def test_those_who_are_sent_away_are_counted(full: Site, lines: list[socket.socket]) -> None:
    for number in range(_WAITING + 20):
        half_open(full, f"127.0.3.{1 + number % 200}", lines)

    def told() -> dict[str, str]:
        figures = [each for each in full.get("/metrics").text.splitlines() if not each.startswith("#")]
        return {name.split("{")[0]: value for name, _, value in (each.rpartition(" ") for each in figures)}

    wait_until(lambda: float(told()["onrecord_connections_sent_away_total"]) >= 20)
    assert float(told()["onrecord_waiting_places"]) == _WAITING
