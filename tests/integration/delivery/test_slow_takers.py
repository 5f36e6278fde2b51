"""Who asks for a large reply and does not take it, or takes it slowly: it costs little, and has an end."""

import resource
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from onrecord.domain import events as e
from onrecord.domain.blocks import Text
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from tests.serving import PATIENCE, Site, Story, serving, wait_until

_MEGABYTES = 8
_PATH = "/harbour.json"


@pytest.fixture(autouse=True)
def all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses of this machine too, as if they were public."""
    monkeypatch.setattr("onrecord.delivery.limits.addresses._counted", lambda address: address)


@pytest.fixture
def lines() -> Iterator[list[socket.socket]]:
    """Closed in the end, if not before."""
    opened: list[socket.socket] = []
    yield opened
    _close(opened)


def _close(lines: list[socket.socket]) -> None:
    for line in lines:
        line.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site that waits a second and a half for who takes nothing."""
    monkeypatch.setattr("onrecord.site.taking._SECONDS", 1.5)
    with serving() as site:
        _make_large(site)
        yield site


def _make_large(site: Site) -> None:
    story = Story(site.log)
    for number in range(_MEGABYTES * 10):
        words = f"word{number % 100:02} " * 14_000
        content = UpdateContent(heading=f"Large {number}", body=(Text(html=words),))
        story.do(e.UpdatePublished(update_id=UpdateId(f"l{number}"), content=content, published_at=None))
    site.wait_for(story)
    assert len(site.get(_PATH).content) > _MEGABYTES * 500_000


def _ask(site: Site, lines: list[socket.socket], *headers: str, address: str = "127.0.0.1") -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(PATIENCE)
    line.bind((address, 0))
    line.connect(("127.0.0.1", site.port))
    lines.append(line)
    head = "\r\n".join([f"GET {_PATH} HTTP/1.1", "Host: x", *headers])
    line.sendall(f"{head}\r\n\r\n".encode())
    return line


def _taking(site: Site) -> int:
    told = site.get("/metrics").text.splitlines()
    return sum(int(float(line.split()[-1])) for line in told if line.startswith('onrecord_waiting_connections{how="ta'))


def _replies(site: Site, kind: str) -> int:
    told = site.get("/metrics").text.splitlines()
    return sum(
        int(float(each.split()[-1])) for each in told if each.startswith(f'onrecord_replies_total{{kind="{kind}"')
    )


def _taken(line: socket.socket) -> int:
    """All that still comes, in bytes."""
    size = 0
    with suppress(ConnectionError):
        while piece := line.recv(2**20):
            size += len(piece)
    return size


@pytest.mark.parametrize("last_words", ["X-A: b", "Connection: close", "X_Odd: b"])
def test_who_takes_nothing_is_cut_off(impatient: Site, lines: list[socket.socket], last_words: str) -> None:
    line = _ask(impatient, lines, last_words)
    wait_until(lambda: _taking(impatient) == 1)
    wait_until(lambda: _taking(impatient) == 0)
    assert _taken(line) < _MEGABYTES * 500_000


@pytest.mark.parametrize("last_words", ["Connection: close", "X_Odd: b"])
def test_who_takes_it_in_the_end_gets_all_of_it(site: Site, lines: list[socket.socket], last_words: str) -> None:
    _make_large(site)
    whole = len(site.get(_PATH, Accept_Encoding="identity").content)
    line = _ask(site, lines, last_words)
    wait_until(lambda: _taking(site) == 1)
    taken = 0
    while taken < whole:
        taken += len(line.recv(65536))
    wait_until(lambda: _taking(site) == 0)


def test_an_address_has_so_many_and_others_get_theirs(
    monkeypatch: pytest.MonkeyPatch, lines: list[socket.socket]
) -> None:
    monkeypatch.setattr("onrecord.site.waiting_room.WaitingRoom.__init__.__defaults__", (5,))
    with serving() as site:
        _make_large(site)
        for _ in range(20):
            _ask(site, lines, address="127.0.0.2")
        other = _ask(site, lines, "Connection: close", address="127.0.0.3")
        wait_until(lambda: _taking(site) == 6)
        assert _taken(other) > _MEGABYTES * 500_000
        _close(lines)


def test_a_room_full_of_idle_connections_leaves_place_for_who_takes(
    monkeypatch: pytest.MonkeyPatch, lines: list[socket.socket]
) -> None:
    monkeypatch.setattr("onrecord.site.capacity.most_descriptors", lambda: 64)
    with serving() as site:
        _make_large(site)
        for _ in range(40):
            line = socket.create_connection(("127.0.0.1", site.port), PATIENCE)
            lines.append(line)
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(4096)
        assert _taken(_ask(site, lines, "Connection: close")) > _MEGABYTES * 500_000
        _close(lines)


def test_who_has_not_taken_what_was_asked_for_is_not_answered_more(site: Site, lines: list[socket.socket]) -> None:
    _make_large(site)
    whole = len(site.get(_PATH, Accept_Encoding="identity").content)
    line = _ask(site, lines)
    wait_until(lambda: _taking(site) == 1)
    line.sendall(b"GET /harbour HTTP/1.1\r\nHost: x\r\n\r\n")
    line.sendall(b"GET /harbour HTTP/1.1\r\nHost: x\r\nX_Odd: b\r\nConnection: close\r\n\r\n")
    assert _replies(site, "page") == 0
    assert _taken(line) > whole
    assert _replies(site, "page") == 2
    wait_until(lambda: _taking(site) == 0)


@pytest.mark.slow
def test_a_large_reply_is_held_once_for_all_who_do_not_take_it(lines: list[socket.socket]) -> None:
    with serving() as site:
        _make_large(site)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(60):
            _ask(site, lines)
        wait_until(lambda: _taking(site) == 60)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        _close(lines)
    assert grown < 60_000  # KB; a copy for each would be 300 MB and more
