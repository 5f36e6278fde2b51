"""The JSON of a coverage and its feeds are joined of pieces that are kept, and say what they would say made anew."""

import json

from hypothesis import given

from onrecord import render
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.public_json import Pieces, coverage_json
from onrecord.delivery.replies import feeds
from onrecord.domain import events as e
from onrecord.domain.events import RecordedEvent
from onrecord.domain.ids import UpdateId
from onrecord.log import MemoryLog
from onrecord.site.outlets import outlets
from tests.long_histories import append_to, long_histories
from tests.serving import Story
from tests.strategies import COVERAGE_ID

OUTLETS = outlets("https://live.example")
WORD = "Quixotaberrant"


def _json(live: LiveCoverage) -> bytes:
    return coverage_json(live.moment.coverage, live.pieces)


def _feeds(live: LiveCoverage) -> list[bytes]:
    return [feeds.feed(live, live.moment, write, OUTLETS.site) for write in OUTLETS.feeds.values()]


@given(long_histories())
def test_what_is_joined_at_each_event_is_what_is_made_anew(history: list[RecordedEvent]) -> None:
    log, live = MemoryLog(), LiveCoverage(COVERAGE_ID)
    for number, recorded in enumerate(history):
        append_to(log, [recorded])
        live.catch_up(log, is_read=False)
        if number % 5 == 0:
            _json(live)
            _feeds(live)
    anew = LiveCoverage(COVERAGE_ID)
    anew.catch_up(log, is_read=False)
    assert _json(live) == _json(anew) == coverage_json(live.moment.coverage, Pieces())
    assert json.loads(_json(live))["head"] == live.moment.head
    assert _feeds(live) == _feeds(anew)


def test_an_event_makes_anew_the_piece_of_its_update_alone() -> None:
    log = MemoryLog()
    story = Story(log)
    story.publish_many(5)
    live = LiveCoverage(story.id)
    live.catch_up(log, is_read=False)
    _json(live)
    before = [live.pieces.update(update) for update in live.moment.coverage.updates.values()]
    story.do(e.UpdateFlagged(update_id=UpdateId("m2")))
    live.catch_up(log, is_read=False)
    after = [live.pieces.update(update) for update in live.moment.coverage.updates.values()]
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, True, False, True, True]


def test_withdrawn_words_leave_the_kept_pieces_before_anybody_asks() -> None:
    log = MemoryLog()
    story = Story(log)
    story.publish("one", f"{WORD} words.")
    live = LiveCoverage(story.id)
    live.catch_up(log, is_read=False)
    assert WORD in _json(live).decode()
    assert all(WORD in feed.decode() for feed in _feeds(live))
    assert WORD in repr((vars(live.pieces), vars(live.fragments)))
    story.do(e.UpdateRetracted(update_id=UpdateId("one"), reason="It was not so."))
    live.catch_up(log, is_read=False)
    assert WORD not in repr((vars(live.pieces), vars(live.fragments)))


def test_withdrawn_words_leave_the_kept_parts_before_anybody_asks() -> None:
    log = MemoryLog()
    story = Story(log)
    story.publish(WORD)
    story.publish("another")
    for name in (WORD, "another"):
        story.do(e.UpdateFlagged(update_id=UpdateId(name)))
    story.do(e.UpdatePinned(update_id=UpdateId(WORD)))
    live = LiveCoverage(story.id)
    live.catch_up(log, is_read=False)
    for part in ("key-events", "pinned"):
        assert WORD in live.fragments.part(live.moment, part)
    story.do(e.UpdateRetracted(update_id=UpdateId(WORD), reason="It was not so."))
    live.catch_up(log, is_read=False)
    assert f"Report {WORD}" not in repr(vars(live.fragments))
    assert "Report another" in live.fragments.part(live.moment, "key-events")


@given(long_histories())
def test_parts_made_at_each_event_are_those_made_anew(history: list[RecordedEvent]) -> None:
    log, live = MemoryLog(), LiveCoverage(COVERAGE_ID)
    for recorded in history:
        append_to(log, [recorded])
        live.catch_up(log, is_read=False)
        for part in render.PARTS:
            live.fragments.part(live.moment, part)
    for part in render.PARTS:
        anew = render.render_part(part, live.moment.coverage, live.moment.part_versions[part])
        assert live.fragments.part(live.moment, part) == anew
