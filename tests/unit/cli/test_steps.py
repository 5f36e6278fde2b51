"""A coverage as a list of commands and moments."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.cli.steps import Script, from_events, from_items, spread
from onrecord.domain import apply, decide, fold
from onrecord.domain.blocks import Text
from onrecord.domain.commands import OpenCoverage, PublishUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.coverage import Coverage
from onrecord.domain.events import RecordedEvent
from onrecord.domain.ids import CoverageId
from onrecord.newsroom import IngestItem
from tests.strategies import as_read_back, histories

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
maybe_times = st.lists(
    st.none() | st.integers(0, 600).map(lambda minutes: NOON + timedelta(minutes=minutes)), max_size=12
)


@given(maybe_times)
def test_known_times_stay_and_unknown_ones_are_filled(times: list[datetime | None]) -> None:
    filled = spread(times)
    assert len(filled) == len(times)
    assert all(given is None or given == found for given, found in zip(times, filled, strict=True))


def test_unknown_times_are_spread_evenly_between_their_neighbours() -> None:
    filled = spread([NOON, None, None, NOON + timedelta(minutes=30)])
    assert filled == [NOON + timedelta(minutes=minutes) for minutes in (0, 10, 20, 30)]


def test_beyond_the_known_times_there_is_a_minute_between_two() -> None:
    filled = spread([None, NOON, None, None])
    assert filled == [NOON + timedelta(minutes=minutes) for minutes in (-1, 0, 1, 2)]


def test_without_any_times_there_is_a_minute_between_two() -> None:
    first, second, third = spread([None, None, None])
    assert second - first == third - second == timedelta(minutes=1)


@given(histories())
def test_steps_are_due_in_their_order_from_the_first(history: list[RecordedEvent]) -> None:
    steps = from_events(as_read_back(history)).steps
    assert [step.after for step in steps] == sorted(step.after for step in steps)
    assert all(step.after >= timedelta(0) for step in steps)
    assert not steps or steps[0].after == timedelta(0)


@settings(max_examples=200)
@given(histories())
def test_no_step_of_a_replayed_coverage_is_refused(history: list[RecordedEvent]) -> None:
    _played(from_events(as_read_back(history)))


@settings(max_examples=200)
@given(histories())
def test_a_replayed_coverage_ends_as_the_original_did(history: list[RecordedEvent]) -> None:
    original, replayed = fold(as_read_back(history)), _played(from_events(as_read_back(history)))
    assert original is not None
    shown = [u.content for u in original.updates.values() if u.content is not None]
    assert [u.content for u in replayed.updates.values() if u.content is not None] == shown
    assert replayed.state is original.state


def test_items_are_published_oldest_first_and_the_pinned_one_is_pinned() -> None:
    items = [
        IngestItem(
            content=UpdateContent(heading=f"Update {hour}", body=(Text(html="x"),)),
            published_at=NOON + timedelta(hours=hour),
            is_pinned=hour == 1,
        )
        for hour in (2, 1, 0)
    ]
    replayed = _played(from_items(CoverageDetails(headline="Storm"), items, ()))
    assert [u.content.heading for u in replayed.updates.values() if u.content] == ["Update 0", "Update 1", "Update 2"]
    assert replayed.pinned is not None
    assert replayed.pinned.ordinal == 2


def test_a_replay_is_published_now_and_belongs_to_no_source() -> None:
    items = [IngestItem(content=UpdateContent(heading="Go"), source_id="far-1", published_at=NOON)]
    (step,) = from_items(CoverageDetails(headline="Storm"), items, ()).steps
    assert isinstance(step.command, PublishUpdate)
    assert (step.command.published_at, step.command.source_id) == (None, None)


def _played(script: Script) -> Coverage:
    coverage_id = CoverageId("replayed")
    coverage: Coverage | None = None
    opening = OpenCoverage(coverage_id=coverage_id, slug="replayed", details=script.details)
    for number, command in enumerate([opening, *(step.command for step in script.steps)]):
        at = NOON + timedelta(seconds=number)
        for event in decide(coverage, command, at):
            seq = 1 if coverage is None else coverage.head + 1
            recorded = RecordedEvent(coverage_id=coverage_id, seq=seq, at=at, actor="replay", event=event)
            coverage = apply(coverage, recorded)
    assert coverage is not None
    return coverage
