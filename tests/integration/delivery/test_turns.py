"""What few ask for is made one after another, and never before what everybody asks for."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from onrecord.delivery.replies import feeds, pages
from onrecord.delivery.replies.turns import Turns
from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from tests.serving import PATIENCE, Site, Story, wait_until

Ask = Callable[[str], "Future[httpx.Response]"]


@pytest.fixture
def held(site: Site, story: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A story whose rare pages are not made before this is set."""
    story.publish_many(40)
    site.wait_for(story)
    may_go_on = threading.Event()

    def hold(module: object, name: str) -> None:
        make = getattr(module, name)

        def made(*arguments: object) -> object:
            assert may_go_on.wait(PATIENCE * 2)
            return make(*arguments)

        monkeypatch.setattr(module, name, made)

    hold(pages, "update_page")
    hold(feeds, "feed")
    yield may_go_on
    may_go_on.set()


@pytest.fixture
def ask(site: Site, held: threading.Event) -> Iterator[Ask]:
    """Asks, each time by a reader of its own; whoever still waits at the end has an answer then."""
    with ThreadPoolExecutor(20) as readers:
        yield lambda path: readers.submit(site.get, path)
        held.set()


def waiting(site: Site) -> tuple[int, ...]:
    return tuple(len(each.turns) for each in site.delivery.snapshots)


def test_whoever_asks_for_rare_pages_keeps_nobody_from_the_common_ones(
    site: Site, story: Story, ask: Ask, held: threading.Event
) -> None:
    rare = [f"/harbour/u/m{number}" for number in range(8)]
    rare += [f"/harbour/feed.{suffix}" for suffix in ("rss", "atom", "json")]
    asked = [ask(path) for path in rare]
    wait_until(lambda: waiting(site) == (7, 2))
    assert sum(each.building for each in site.delivery.snapshots) == len(rare)
    story.publish("news")
    site.wait_for(story)
    for path in ("/", "/harbour", "/harbour/embed", "/harbour/changes/latest", "/harbour/changes/0/0"):
        assert site.get(path).status_code == 200
    assert "Report news" in site.get("/harbour").text
    assert not any(one.done() for one in asked)
    held.set()
    assert [one.result().status_code for one in asked] == [200] * len(rare)
    wait_until(lambda: sum(each.building for each in site.delivery.snapshots) == 0)


def test_who_waited_gets_what_stands_by_then(site: Site, story: Story, ask: Ask, held: threading.Event) -> None:
    story.publish("doubtful", "Quixotaberrant.")
    site.wait_for(story)
    ask("/harbour/u/m1")
    wait_until(lambda: site.delivery.snapshots[0].building == 1)
    late = ask("/harbour/u/doubtful")
    wait_until(lambda: waiting(site) == (1, 0))
    story.do(e.UpdateRetracted(update_id=UpdateId("doubtful"), reason="Wrong"))
    site.wait_for(story)
    held.set()
    assert late.result().status_code == 200
    assert "Quixotaberrant" not in late.result().text


def test_when_too_many_wait_one_more_is_asked_to_come_later(site: Site, ask: Ask, held: threading.Event) -> None:
    site.delivery.snapshots[0].turns = Turns(most=2)
    asked = [ask(f"/harbour/u/m{number}") for number in range(3)]
    wait_until(lambda: waiting(site) == (2, 0) and site.delivery.snapshots[0].building == 3)
    refused = site.get("/harbour/u/m9")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.headers["cache-control"] == "no-store"
    assert site.get("/harbour").status_code == 200
    held.set()
    assert [one.result().status_code for one in asked] == [200] * 3
    assert site.get("/harbour/u/m9").status_code == 200


def test_when_too_many_wait_a_page_that_was_made_is_given_as_it_was(
    site: Site, story: Story, ask: Ask, held: threading.Event
) -> None:
    held.set()
    before = site.get("/harbour/u/m9")
    held.clear()
    site.delivery.snapshots[0].turns = Turns(most=2)
    story.publish("news")
    site.wait_for(story)
    asked = [ask(f"/harbour/u/m{number}") for number in range(3)]
    wait_until(lambda: waiting(site) == (2, 0) and site.delivery.snapshots[0].building == 3)
    again = site.get("/harbour/u/m9")
    assert (again.status_code, again.content) == (200, before.content)
    story.do(e.UpdateRetracted(update_id=UpdateId("m9"), reason="Wrong"))
    site.wait_for(story)
    assert site.get("/harbour/u/m9").status_code == 503
    held.set()
    assert [one.result().status_code for one in asked] == [200] * 3


def test_all_who_ask_for_the_same_wait_in_one_place(site: Site, ask: Ask, held: threading.Event) -> None:
    site.delivery.snapshots[0].turns = Turns(most=1)
    ask("/harbour/u/m1")
    wait_until(lambda: site.delivery.snapshots[0].building == 1)
    asked = [ask("/harbour/u/m2") for _ in range(10)]
    wait_until(lambda: waiting(site) == (1, 0))
    held.set()
    assert [one.result().status_code for one in asked] == [200] * 10


def test_a_turn_that_fails_is_over(ask: Ask, held: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    held.set()
    make = pages.update_page

    def fail(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(pages, "update_page", fail)
    assert [ask(f"/harbour/u/m{number}").result().status_code for number in range(3)] == [500] * 3
    monkeypatch.setattr(pages, "update_page", make)
    assert ask("/harbour/u/m1").result().status_code == 200
