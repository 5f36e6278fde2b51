"""Who asks again in the very same words is told what has happened meanwhile, and not what others were told."""

import http.client
import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from onrecord.delivery.door.remembered import Answer, Remembered
from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from onrecord.log import USUAL, Mode, Switch
from tests.serving import PATIENCE, Site, Story, wait_until

PAGES = ["", "/changes/latest", "/embed", "/feed.rss", "/u/one", ".json"]


class Said(NamedTuple):
    """One reply."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def words(self) -> str:
        return self.body.decode()


class Client:
    """Says the same bytes again and again, on one connection."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def ask(self, asked: bytes) -> Said:
        self._line.sendall(asked)
        reply = http.client.HTTPResponse(self._line, method=asked.split()[0].decode())
        reply.begin()
        return Said(reply.status, reply.headers, reply.read())


@pytest.fixture
def client(site: Site) -> Iterator[Client]:
    with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Client(line)


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The requests that were answered from what had been said before."""
    found: list[bytes] = []
    answer = Remembered.answer

    def noted(memory: Remembered, data: bytes, always: bytes) -> Answer | None:
        known = answer(memory, data, always)
        if known is not None:
            found.append(data)
        return known

    monkeypatch.setattr(Remembered, "answer", noted)
    return found


def asking(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def test_who_asks_again_is_remembered(
    client: Client, story: Story, site: Site, has_front_door: bool, remembered: list[bytes]
) -> None:
    site.wait_for(story)
    if has_front_door:
        wait_until(lambda: client.ask(asking("/harbour")) and remembered)
    assert "Harbour closed" in client.ask(asking("/harbour")).words


@pytest.mark.parametrize("page", PAGES)
def test_what_was_withdrawn_is_gone_with_the_next_request(client: Client, story: Story, site: Site, page: str) -> None:
    path = f"/harbour{page}"
    story.publish("one", "Quixotaberrant.")
    site.wait_for(story)
    for _ in range(5):
        assert "Quixotaberrant" in client.ask(asking(path)).words
    story.do(e.UpdateRetracted(update_id=UpdateId("one"), reason="It was not so."))
    site.wait_for(story)
    assert "Quixotaberrant" not in client.ask(asking(path)).words


def test_who_has_the_page_hears_of_each_change(client: Client, story: Story, site: Site) -> None:
    story.publish("first")
    site.wait_for(story)
    for number in range(30):
        reply = client.ask(asking("/harbour"))
        again = asking("/harbour", f"If-None-Match: {reply.headers['ETag']}")
        assert [client.ask(again).status for _ in range(5)] == [304] * 5
        if number % 2:
            story.publish(f"number-{number}")
        else:
            story.do(e.UpdatePinned(update_id=UpdateId("first")), e.UpdateUnpinned(update_id=UpdateId("first")))
        # Whoever has heard that the coverage is there, is not told again that nothing has changed.
        wait_until(lambda: f'"head":{story.head},' in client.ask(asking("/harbour/changes/latest")).words)
        reply = client.ask(again)
        assert reply.status == 200
        assert f'data-head="{story.head}"' in reply.words


def test_a_coverage_that_closes_is_shown_closed(client: Client, story: Story, site: Site) -> None:
    site.wait_for(story)
    live = {client.ask(asking("/harbour")).words for _ in range(5)}
    assert len(live) == 1
    story.do(e.CoverageClosed())
    site.wait_for(story)
    assert client.ask(asking("/harbour")).words not in live


def test_a_switch_holds_for_who_has_asked_before(client: Client, story: Story, site: Site) -> None:
    site.wait_for(story)

    def kept() -> str:
        return str(client.ask(asking("/harbour")).headers["Cache-Control"])

    assert kept().startswith("public, max-age=1,")
    site.log.set_switch(None, Switch(mode=Mode.STATIC))
    wait_until(lambda: kept() == "public, max-age=60")
    site.log.set_switch(None, USUAL)
    wait_until(lambda: kept().startswith("public, max-age=1,"))


def test_a_coverage_that_has_left_the_memory_is_read_anew(
    client: Client, story: Story, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.delivery.shelf, "_kept", 1)
    site.wait_for(story)
    client.ask(asking("/harbour"))
    client.ask(asking("/harbour"))
    site.wait_for(Story(site.log, "vote"))
    assert site.delivery.shelf.in_memory(story.id) is None
    story.publish("meanwhile")
    wait_until(lambda: site.delivery.shelf.head("harbour").seq == story.head)  # type: ignore[union-attr] # it is known
    assert "Report meanwhile" in client.ask(asking("/harbour")).words


def test_the_date_moves_on(client: Client, story: Story, site: Site) -> None:
    site.wait_for(story)
    dates: set[str] = set()

    def has_moved() -> bool:
        dates.add(str(client.ask(asking("/harbour")).headers["Date"]))
        return len(dates) == 3

    wait_until(has_moved)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Accept-Encoding: br",), ("Accept-Encoding: gzip",)),
        (("Accept-Encoding: gzip",), ()),
        (("If-None-Match: *",), ('If-None-Match: "other"',)),
    ],
)
def test_who_says_something_else_is_answered_for_that(
    client: Client, story: Story, site: Site, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    story.publish("long", "Ferries stay in. " * 50)
    site.wait_for(story)

    def told(*said: str) -> tuple[int, str | None, bytes]:
        reply = client.ask(asking("/harbour", *said))
        return reply.status, reply.headers["Content-Encoding"], reply.body

    alone = told(*one), told(*other)
    assert alone[0] != alone[1]
    assert [(told(*one), told(*other)) for _ in range(4)] == [alone] * 4


def test_hosts_and_addresses_do_not_change_what_is_said(client: Client, story: Story, site: Site) -> None:
    site.wait_for(story)
    asked = [
        asking("/harbour", *said)
        for said in ((), ("X-Forwarded-For: 8.8.4.4",), ("X-Forwarded-Proto: https",), ("User-Agent: other",))
    ]
    asked += [each.replace(b"localhost", b"elsewhere.example") for each in asked]
    assert len({client.ask(each).words for each in asked * 3}) == 1


def test_who_closes_is_closed_each_time(site: Site, story: Story) -> None:
    site.wait_for(story)
    for _ in range(4):
        with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as line:
            line.sendall(asking("/harbour", "Connection: close"))
            reply = b"".join(iter(lambda line=line: line.recv(65536), b""))  # type: ignore[misc] # bound at once
        assert reply.startswith(b"HTTP/1.1 200 ")


def test_head_is_told_apart_from_get(client: Client, story: Story, site: Site) -> None:
    site.wait_for(story)
    asked = asking("/harbour")
    sizes = [[len(client.ask(each).body) for each in (asked, asked.replace(b"GET", b"HEAD"))] for _ in range(4)]
    assert sizes == [[sizes[0][0], 0]] * 4
    assert sizes[0][0] > 0
