"""A page that cannot be made is sent as it last was, but for words that were withdrawn."""

import pytest

from onrecord.delivery.replies import pages
from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from onrecord.log import LogUnavailable, MemoryLog
from tests.serving import Site, Story, wait_until


def break_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(pages, "front_page", fail)


def test_the_last_good_page_is_sent(site: Site, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.publish("one")
    site.wait_for(story)
    good = site.get("/harbour").content
    break_pages(monkeypatch)
    story.publish("two")
    site.wait_for(story)
    for _ in range(2):
        answer = site.get("/harbour")
        assert (answer.status_code, answer.content) == (200, good)


def test_withdrawn_words_are_not_sent_again(site: Site, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.publish("one", "Quixotaberrant.")
    site.wait_for(story)
    assert "Quixotaberrant" in site.get("/harbour").text
    break_pages(monkeypatch)
    story.do(e.UpdateRetracted(update_id=UpdateId("one"), reason="Wrong"))
    site.wait_for(story)
    answer = site.get("/harbour")
    assert answer.status_code == 500
    assert "Quixotaberrant" not in answer.text


@pytest.fixture
def forgotten(site: Site, story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A coverage whose pages were made, and which has left the memory while the log cannot be read."""
    story.publish_many(40)
    other = Story(site.log, "vote")
    site.wait_for(story)
    for path in PAGES:
        assert site.get(path).status_code == 200
    monkeypatch.setattr(site.delivery.shelf, "_kept", 1)
    site.wait_for(other)
    assert site.delivery.shelf.in_memory(story.id) is None

    def unreadable(*_: object, **__: object) -> None:
        raise LogUnavailable

    monkeypatch.setattr(MemoryLog, "read", unreadable)
    return story


PAGES = [
    "/harbour",
    "/harbour/u/m1",
    "/harbour.json",
    "/harbour/embed",
    "/harbour/feed.rss",
    "/harbour/changes/latest",
    "/harbour/changes/0/0",
]


def test_pages_of_a_coverage_that_left_the_memory_are_sent_as_they_were(site: Site, forgotten: Story) -> None:
    assert [site.get(path).status_code for path in PAGES] == [200] * len(PAGES)
    assert "One of many" in site.get("/harbour").text
    assert site.delivery.shelf.in_memory(forgotten.id) is None


@pytest.mark.usefixtures("forgotten")
def test_what_was_never_made_cannot_be_sent(site: Site) -> None:
    answer = site.get("/harbour/u/m2")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


@pytest.mark.usefixtures("forgotten")
def test_a_segment_of_other_withdrawals_is_not_sent(site: Site) -> None:
    assert [site.get(f"/harbour/changes/{place}").status_code for place in ("1/0", "0/1")] == [503, 503]


def test_nothing_is_sent_once_the_coverage_has_moved(site: Site, forgotten: Story) -> None:
    """What has happened cannot be read: it may have been a withdrawal."""
    forgotten.do(e.UpdateRetracted(update_id=UpdateId("m1"), reason="Wrong"))
    wait_until(lambda: site.get("/harbour").status_code == 503)
    assert [site.get(path).status_code for path in PAGES] == [503] * len(PAGES)
