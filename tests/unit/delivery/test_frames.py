"""Frames: one for each event, made of what stands now."""

import json
from datetime import UTC, datetime
from typing import Any

from onrecord.delivery.following.live import LiveCoverage
from onrecord.domain import events as e
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.ids import UpdateId
from onrecord.log import MemoryLog
from tests.serving import Story

FIRST = UpdateId("first")


def frames(story: Story) -> list[dict[str, Any]]:
    live = LiveCoverage(story.id)
    live.catch_up(story.log, is_read=False)
    return [json.loads(live.frames.frame(live.moment, seq)) for seq in range(1, story.head + 1)]


def ops(frame: dict[str, Any]) -> list[tuple[str, str]]:
    return [(op["op"], op.get("id", "")) for op in frame["ops"]]


def test_a_publication_puts_the_update_and_the_time() -> None:
    story = Story(MemoryLog())
    story.publish(FIRST)
    frame = frames(story)[-1]
    assert ops(frame) == [("put", "u-first"), ("part", "coverage-updated")]
    assert (frame["ops"][0]["order"], frame["ops"][0]["version"]) == (1, 2)
    assert datetime.fromisoformat(frame["at"]).tzinfo == UTC


def test_a_held_update_is_removed_and_a_released_one_put_back() -> None:
    story = Story(MemoryLog())
    story.publish(FIRST)
    story.do(e.UpdateHeld(update_id=FIRST))
    assert ops(frames(story)[-1]) == [("remove", "u-first")]
    story.do(e.UpdateReleased(update_id=FIRST))
    assert ("put", "u-first") in ops(frames(story)[-1])


def test_an_element_stands_in_the_frame_of_the_newest_event_that_concerned_it() -> None:
    story = Story(MemoryLog())
    story.publish(FIRST)
    content = UpdateContent(heading="Better")
    kind = e.RevisionKind.MINOR
    story.do(e.UpdateRevised(update_id=FIRST, revision=2, revision_kind=kind, content=content))
    _, published, revised = frames(story)
    assert ops(published) == []
    assert "Better" in revised["ops"][0]["html"]


def test_a_pin_changes_the_pinned_copy() -> None:
    story = Story(MemoryLog())
    story.publish(FIRST)
    story.do(e.UpdatePinned(update_id=FIRST))
    assert ops(frames(story)[-1]) == [("put", "u-first"), ("part", "pinned")]


def test_another_headline_changes_the_head_and_not_the_updates() -> None:
    story = Story(MemoryLog())
    story.publish(FIRST)
    story.do(e.CoverageRevised(details=CoverageDetails(headline="Harbour open")))
    assert ops(frames(story)[-1]) == [("part", "coverage-head"), ("part", "coverage-updated")]


def test_another_language_or_time_zone_reloads_the_page() -> None:
    story = Story(MemoryLog())
    story.do(e.CoverageRevised(details=CoverageDetails(headline="Harbour closed", language="uk")))
    assert ops(frames(story)[-1]) == [("reload", "")]
    story.do(
        e.CoverageRevised(details=CoverageDetails(headline="Harbour closed", language="uk", time_zone="Asia/Tokyo"))
    )
    assert ops(frames(story)[-1]) == [("reload", "")]


def test_a_frame_that_no_longer_stands_leaves_the_memory() -> None:
    story = Story(MemoryLog())
    live = LiveCoverage(story.id)
    story.publish(FIRST, "Quixotaberrant")
    live.catch_up(story.log, is_read=True)
    assert b"Quixotaberrant" in live.frames.event(live.moment, 2)
    story.do(e.UpdateRetracted(update_id=FIRST, reason="Not so."))
    live.catch_up(story.log, is_read=True)
    assert not any(b"Quixotaberrant" in event for event in live.frames)


def test_a_frame_made_late_of_an_older_moment_is_sent_to_nobody_who_comes_later() -> None:
    story = Story(MemoryLog())
    live = LiveCoverage(story.id)
    story.publish(FIRST, "Quixotaberrant")
    live.catch_up(story.log, is_read=True)
    older = live.moment
    story.do(e.UpdateRetracted(update_id=FIRST, reason="Not so."))
    live.catch_up(story.log, is_read=True)
    assert b"Quixotaberrant" in live.frames.event(older, 2)
    assert b"Quixotaberrant" not in live.frames.event(live.moment, 2)


def test_an_erased_head_reloads_the_page_for_it_may_have_been_in_another_language() -> None:
    story = Story(MemoryLog())
    story.do(e.CoverageRevised(details=CoverageDetails(headline="Port fermé", language="fr")))
    story.do(e.CoverageRevised(details=CoverageDetails(headline="Harbour closed", language="en")))
    story.do(e.PayloadRedacted(seqs=(2,), reason="By order of a court."))
    assert ops(frames(story)[-1]) == [("reload", "")]
