"""A page that cannot be made is sent as it last was, but for words that were withdrawn."""

import pytest

from onrecord.delivery import pages
from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from tests.serving import Site, Story


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
