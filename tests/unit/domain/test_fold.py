"""Folding: the same events give the same coverage, wherever they are cut and whatever was erased since."""

from dataclasses import replace

import pytest
from hypothesis import given

from onrecord.domain import apply, fold
from onrecord.domain import commands as c
from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.coverage import Coverage
from onrecord.domain.events import (
    CoveragePaused,
    RecordedEvent,
    RevisionKind,
    UpdatePublished,
    UpdateRetracted,
    UpdateRevised,
)
from onrecord.domain.fold import OutOfOrder
from onrecord.domain.ids import CoverageId
from onrecord.domain.updates import Standing
from tests.strategies import as_read_back, histories
from tests.unit.domain.casting import FIRST, FLOOD, NOW, SECOND, coverage_after, publish, words


@given(histories())
def test_a_resumed_fold_ends_where_a_whole_one_does(history: list[RecordedEvent]) -> None:
    whole = fold(history)
    assert all(fold(history[cut:], fold(history[:cut])) == whole for cut in range(len(history) + 1))


@given(histories())
def test_the_log_as_it_reads_after_erasures_folds_to_the_same(history: list[RecordedEvent]) -> None:
    live = fold(history)
    read = as_read_back(history)
    assert fold(read) == live
    assert all(fold(read[cut:], fold(history[:cut])) == live for cut in range(len(history) + 1))


@given(histories())
def test_an_earlier_state_is_left_alone_by_what_follows(history: list[RecordedEvent]) -> None:
    states: list[Coverage | None] = [None]
    for recorded in history:
        states.append(apply(states[-1], recorded))
    assert states == [fold(history[:cut]) for cut in range(len(history) + 1)]


def _told_apart(recorded: RecordedEvent) -> RecordedEvent:
    """The same event with words that name its seq."""
    event, seq = recorded.event, recorded.seq
    match event:
        case UpdatePublished():
            event = replace(event, content=words(f"words-{seq}."), source_id=None)
        case UpdateRevised():
            event = replace(event, content=words(f"words-{seq}."), note=f"note-{seq}." if event.note else None)
        case UpdateRetracted():
            event = replace(event, reason=f"reason-{seq}.")
    return replace(recorded, event=event)


@given(histories())
def test_words_that_were_withheld_withdrawn_or_replaced_are_nowhere_to_be_read(history: list[RecordedEvent]) -> None:
    coverage = fold(map(_told_apart, history))
    assert coverage is not None
    readable = f"{coverage!r} {[*coverage.updates.values()]!r} {coverage.pinned!r} {[*coverage.key_events]!r}"
    shown: set[str] = set()
    for update in coverage.updates.values():
        if update.standing is Standing.PUBLISHED:
            shown.add(f"words-{update.revisions[-1].seq}.")
            shown.update(f"note-{revision.seq}." for revision in update.revisions if not revision.is_erased)
        if update.retraction is not None:
            shown.add(f"reason-{update.retraction.seq}.")
    for seq in range(1, coverage.head + 1):
        for kind in ("words", "note", "reason"):
            assert f"{kind}-{seq}." in shown or f"{kind}-{seq}." not in readable


@given(histories())
def test_what_is_pinned_or_flagged_is_what_readers_may_see(history: list[RecordedEvent]) -> None:
    coverage = fold(history)
    assert coverage is not None
    key_events = list(coverage.key_events)
    assert [update.ordinal for update in key_events] == sorted((u.ordinal for u in key_events), reverse=True)
    visible = {update.id for update in coverage.updates.values() if update.standing is Standing.PUBLISHED}
    assert {update.id for update in key_events} == {
        update_id for update_id in visible if coverage.updates[update_id].is_key_event
    }
    assert coverage.pinned is None or coverage.pinned.id in visible


def test_no_events_make_no_coverage() -> None:
    assert fold([]) is None


def test_an_event_out_of_its_place_is_not_folded() -> None:
    coverage = coverage_after(publish())
    paused = RecordedEvent(coverage_id=FLOOD, seq=3, at=NOW, actor="ada", event=CoveragePaused())
    for start, recorded in [
        (None, paused),
        (None, replace(paused, seq=1)),
        (coverage, replace(paused, seq=2)),
        (coverage, replace(paused, seq=4)),
        (coverage, replace(paused, coverage_id=CoverageId("another"))),
    ]:
        with pytest.raises(OutOfOrder):
            apply(start, recorded)
    assert apply(coverage, paused).head == 3


def test_a_release_brings_back_words_and_notes_with_what_was_revised_meanwhile() -> None:
    corrected = c.ReviseUpdate(
        update_id=FIRST,
        content=words("Water in the hall"),
        revision_kind=RevisionKind.CORRECTION,
        note="Not the square",
    )
    clarified = replace(
        corrected, content=words("Water in two halls"), revision_kind=RevisionKind.CLARIFICATION, note="Not one"
    )
    held = coverage_after(publish(), corrected, c.HoldUpdate(update_id=FIRST), clarified)
    assert held.updates[FIRST].standing is Standing.HELD
    assert [r.note for r in held.updates[FIRST].corrections] == [None, None]
    released = coverage_after(
        publish(), corrected, c.HoldUpdate(update_id=FIRST), clarified, c.ReleaseUpdate(update_id=FIRST)
    )
    assert released.updates[FIRST].content == words("Water in two halls")
    assert [r.note for r in released.updates[FIRST].corrections] == ["Not the square", "Not one"]
    assert not released.withheld
    assert not released.withheld_notes


def test_a_held_update_that_is_redacted_leaves_a_tombstone() -> None:
    coverage = coverage_after(
        publish(), c.HoldUpdate(update_id=FIRST), c.RedactPayload(update_id=FIRST, reason="A court order")
    )
    assert coverage.updates[FIRST].standing is Standing.REDACTED
    assert not coverage.withheld


def test_an_old_revision_can_be_erased_under_a_held_update() -> None:
    coverage = coverage_after(
        publish(),
        c.ReviseUpdate(update_id=FIRST, content=words("Water in the hall"), note="The hall"),
        c.ReviseUpdate(update_id=FIRST, content=words("Water in both halls"), note="Both"),
        c.HoldUpdate(update_id=FIRST),
        c.RedactPayload(update_id=FIRST, reason="A court order", seqs=(3,)),
        c.ReleaseUpdate(update_id=FIRST),
    )
    update = coverage.updates[FIRST]
    assert update.content == words("Water in both halls")
    assert [(r.note, r.is_erased) for r in update.revisions] == [(None, False), (None, True), ("Both", False)]


def test_a_redacted_summary_is_gone() -> None:
    coverage = coverage_after(
        c.SetKeyPoints(points=(KeyPoint(html="One"),)), c.RedactPayload(reason="A court order", seqs=(2,))
    )
    assert coverage.key_points == ()


def test_the_newest_pin_stands_in_place_of_any_other() -> None:
    coverage = coverage_after(
        publish(FIRST), publish(SECOND), c.PinUpdate(update_id=FIRST), c.PinUpdate(update_id=SECOND)
    )
    assert coverage.pinned is not None
    assert coverage.pinned.id == SECOND


def test_an_update_knows_which_event_last_concerned_it() -> None:
    coverage = coverage_after(publish(FIRST), publish(SECOND), c.FlagUpdate(update_id=FIRST))
    assert [update.version for update in coverage.updates.values()] == [4, 3]


def test_the_head_of_a_coverage_is_the_newest_one() -> None:
    details = CoverageDetails(headline="The river falls")
    coverage = coverage_after(c.ReviseCoverage(details=details), c.PauseCoverage())
    assert (coverage.details, coverage.details_seq, coverage.state.value) == (details, 2, "paused")


def test_an_update_without_heading_keeps_its_body() -> None:
    coverage = coverage_after(publish())
    assert coverage.updates[FIRST].content == UpdateContent(heading="Water in the square")
