"""A source taken over, and taken over again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain import Coverage
from onrecord.domain.blocks import Text
from onrecord.domain.commands import (
    CloseCoverage,
    FlagUpdate,
    PublishUpdate,
    RedactPayload,
    RetractUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
)
from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.errors import CoverageNotLive, NaiveTime
from onrecord.domain.events import RevisionKind
from onrecord.domain.updates import Standing, Update
from onrecord.log import LogUnavailable, MemoryLog
from onrecord.newsroom import IngestItem, Newsroom, ingest, new_update_id

NOON = datetime(2026, 2, 16, 12, 0, tzinfo=UTC)
DETAILS = CoverageDetails(headline="River rises")


def words(text: str, heading: str | None = None) -> UpdateContent:
    return UpdateContent(heading=heading, body=(Text(html=text),))


def item(number: int, text: str | None = None) -> IngestItem:
    return IngestItem(
        source_id=f"s{number}",
        content=words(text or f"Report {number}"),
        published_at=NOON + timedelta(minutes=number),
    )


def newest_first(*numbers: int) -> list[IngestItem]:
    return [item(number) for number in sorted(numbers, reverse=True)]


def update_of(coverage: Coverage, source_id: str) -> Update:
    return next(update for update in coverage.updates.values() if update.source_id == source_id)


def order_of(coverage: Coverage) -> list[str | None]:
    return [update.source_id for update in coverage.updates.values()]


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(MemoryLog())


def test_new_updates_are_published_oldest_first(newsroom: Newsroom) -> None:
    report = ingest(newsroom, None, DETAILS, newest_first(1, 2, 3), actor="import")
    assert order_of(newsroom.load(report.coverage_id)) == ["s1", "s2", "s3"]
    assert (report.published, report.revised, report.unchanged, report.skipped) == (3, 0, 0, 0)


def test_a_source_with_the_oldest_first_is_told_by_its_times(newsroom: Newsroom) -> None:
    report = ingest(newsroom, None, DETAILS, [item(1), item(2), item(3)], actor="import")
    assert order_of(newsroom.load(report.coverage_id)) == ["s1", "s2", "s3"]


def test_a_pinned_update_on_top_of_its_source_takes_its_own_place(newsroom: Newsroom) -> None:
    items = [replace(item(2), is_pinned=True), item(4), item(3), item(1)]
    report = ingest(newsroom, None, DETAILS, items, actor="import")
    coverage = newsroom.load(report.coverage_id)
    assert order_of(coverage) == ["s1", "s2", "s3", "s4"]
    assert coverage.pinned == update_of(coverage, "s2")


def test_importing_the_same_source_twice_records_nothing(newsroom: Newsroom) -> None:
    items = [replace(item(3), is_key_event=True), replace(item(2), is_pinned=True), item(1)]
    points = [KeyPoint(html="Water is high")]
    first = ingest(newsroom, None, DETAILS, items, key_points=points, actor="import")
    head = newsroom.log.head(first.coverage_id)
    second = ingest(newsroom, first.coverage_id, DETAILS, items, key_points=points, actor="import")
    assert newsroom.log.head(first.coverage_id) == head
    assert (second.published, second.revised, second.unchanged, second.warnings) == (0, 0, 3, ())


def test_a_later_version_revises_by_id_and_publishes_what_is_new(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, newest_first(1, 2), actor="import")
    later = [item(3), item(2), item(1, "Report 1, amended")]
    report = ingest(newsroom, first.coverage_id, DETAILS, later, actor="import")
    amended = update_of(newsroom.load(first.coverage_id), "s1")
    assert (report.published, report.revised, report.unchanged) == (1, 1, 1)
    assert amended.content == words("Report 1, amended")
    assert amended.revisions[-1].kind is RevisionKind.MINOR


def test_a_source_that_goes_back_to_its_old_words_is_followed(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    ingest(newsroom, first.coverage_id, DETAILS, [item(1, "Other")], actor="import")
    report = ingest(newsroom, first.coverage_id, DETAILS, [item(1)], actor="import")
    assert report.revised == 1


def test_untitled_updates_without_ids_are_known_by_their_time_when_the_first_words_change(newsroom: Newsroom) -> None:
    def source(text: str) -> list[IngestItem]:
        return [replace(item(2), source_id=None), replace(item(1, text), source_id=None)]

    first = ingest(newsroom, None, DETAILS, source("Bridge closed"), actor="import")
    report = ingest(newsroom, first.coverage_id, DETAILS, source("The old bridge is closed"), actor="import")
    assert (report.published, report.revised, report.unchanged) == (0, 1, 1)


def test_titled_updates_without_ids_are_known_when_their_body_changes(newsroom: Newsroom) -> None:
    def source(*texts: str) -> list[IngestItem]:
        return [IngestItem(content=words(text, heading="Latest")) for text in texts]

    first = ingest(newsroom, None, DETAILS, source("b", "a"), actor="import")
    report = ingest(newsroom, first.coverage_id, DETAILS, source("c", "b2", "a"), actor="import")
    assert (report.published, report.revised, report.unchanged) == (1, 1, 1)


@pytest.mark.parametrize("withdrawal", ["retract", "redact"])
def test_what_was_withdrawn_is_never_brought_back(newsroom: Newsroom, withdrawal: str) -> None:
    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    update = update_of(newsroom.load(first.coverage_id), "s1")
    command = (
        RetractUpdate(update_id=update.id, reason="Wrong")
        if withdrawal == "retract"
        else RedactPayload(update_id=update.id, reason="Court order")
    )
    newsroom.execute(first.coverage_id, command, actor="ada")
    report = ingest(newsroom, first.coverage_id, DETAILS, [item(1, "Report 1 again")], actor="import")
    assert (report.published, report.revised, report.skipped) == (0, 0, 1)
    assert update_of(newsroom.load(first.coverage_id), "s1").content is None


def test_what_the_desk_edited_stays_when_the_same_source_comes_again(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    update = update_of(newsroom.load(first.coverage_id), "s1")
    corrected = ReviseUpdate(
        update_id=update.id, content=words("Right"), revision_kind=RevisionKind.CORRECTION, note="It was wrong"
    )
    newsroom.execute(first.coverage_id, corrected, actor="ada")
    newsroom.execute(first.coverage_id, FlagUpdate(update_id=update.id), actor="ada")
    newsroom.execute(first.coverage_id, ReviseCoverage(details=replace(DETAILS, headline="River falls")), actor="ada")
    report = ingest(newsroom, first.coverage_id, DETAILS, [item(1)], actor="import")
    coverage = newsroom.load(first.coverage_id)
    assert (report.revised, report.unchanged, len(report.warnings)) == (0, 1, 2)
    assert update_of(coverage, "s1").content == words("Right")
    assert update_of(coverage, "s1").is_key_event
    assert coverage.details.headline == "River falls"


def test_of_the_head_only_what_the_source_changed_is_taken_over(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    edited = ReviseCoverage(details=replace(DETAILS, time_zone="Europe/Kyiv"))
    newsroom.execute(first.coverage_id, edited, actor="ada")
    ingest(newsroom, first.coverage_id, replace(DETAILS, headline="River falls"), [item(1)], actor="import")
    details = newsroom.load(first.coverage_id).details
    assert (details.headline, details.time_zone) == ("River falls", "Europe/Kyiv")


def test_a_summary_that_the_desk_rewrote_stays_until_the_source_says_something_new(newsroom: Newsroom) -> None:
    def take_over(points: list[KeyPoint]) -> None:
        ingest(newsroom, first.coverage_id, DETAILS, [item(1)], key_points=points, actor="import")

    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    old, own, new = ([KeyPoint(html=words)] for words in ("Old", "Own", "New"))
    take_over(old)
    newsroom.execute(first.coverage_id, SetKeyPoints(points=tuple(own)), actor="ada")
    take_over(old)
    assert list(newsroom.load(first.coverage_id).key_points) == own
    take_over(new)
    assert list(newsroom.load(first.coverage_id).key_points) == new


def test_an_update_that_the_desk_edited_reads_as_the_source_once_that_says_something_new(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    ingest(newsroom, first.coverage_id, DETAILS, [item(1, "Second version")], actor="import")
    update_id = update_of(newsroom.load(first.coverage_id), "s1").id
    newsroom.execute(first.coverage_id, ReviseUpdate(update_id=update_id, content=words("Own")), actor="ada")
    left = ingest(newsroom, first.coverage_id, DETAILS, [item(1, "Second version")], actor="import")
    taken = ingest(newsroom, first.coverage_id, DETAILS, [item(1)], actor="import")
    assert (left.revised, taken.revised) == (0, 1)
    assert update_of(newsroom.load(first.coverage_id), "s1").content == words("Report 1")


def test_what_vanished_from_the_source_is_left_and_named(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, newest_first(1, 2), actor="import")
    report = ingest(newsroom, first.coverage_id, DETAILS, newest_first(2), actor="import")
    assert update_of(newsroom.load(first.coverage_id), "s1").standing is Standing.PUBLISHED
    assert report.warnings == ("No longer in the source, and left here: “Report 1”",)


def test_a_time_that_the_source_does_not_give_stays_unknown(newsroom: Newsroom) -> None:
    report = ingest(newsroom, None, DETAILS, [replace(item(1), published_at=None)], actor="import")
    assert update_of(newsroom.load(report.coverage_id), "s1").published_at is None


def test_two_different_updates_under_one_id_both_arrive(newsroom: Newsroom) -> None:
    items = [replace(item(2), source_id="same"), replace(item(1), source_id="same")]
    report = ingest(newsroom, None, DETAILS, items, actor="import")
    assert report.published == 2


def test_flags_follow_the_source(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, [replace(item(1), is_key_event=True)], actor="import")
    ingest(newsroom, first.coverage_id, DETAILS, [item(1)], actor="import")
    assert not update_of(newsroom.load(first.coverage_id), "s1").is_key_event


def test_an_update_that_says_nothing_is_skipped_and_named(newsroom: Newsroom) -> None:
    empty = IngestItem(source_id="e", content=UpdateContent(body=(Text(html="<script>x()</script>"),)))
    report = ingest(newsroom, None, DETAILS, [empty, item(1)], actor="import")
    assert (report.published, report.skipped) == (1, 1)
    assert "needs a heading or a body" in report.warnings[0]


def test_nothing_new_goes_into_a_closed_coverage(newsroom: Newsroom) -> None:
    first = ingest(newsroom, None, DETAILS, [item(1)], actor="import")
    newsroom.execute(first.coverage_id, CloseCoverage(), actor="ada")
    head = newsroom.log.head(first.coverage_id)
    with pytest.raises(CoverageNotLive):
        ingest(newsroom, first.coverage_id, DETAILS, newest_first(1, 2), actor="import")
    assert newsroom.log.head(first.coverage_id) == head


def test_a_time_without_zone_is_refused_before_anything_is_recorded(newsroom: Newsroom) -> None:
    with pytest.raises(NaiveTime):
        ingest(newsroom, None, DETAILS, [replace(item(1), published_at=datetime(2026, 1, 1))], actor="x")  # noqa: DTZ001 - the case
    assert newsroom.log.heads() == []


@pytest.mark.parametrize("persist", [True, False])
def test_an_import_cut_off_by_the_log_is_finished_by_the_next(persist: bool) -> None:
    log = MemoryLog()
    newsroom = Newsroom(log)
    opened = newsroom.open_coverage(DETAILS, actor="import")
    items = newest_first(*range(1, 251))
    log.fail_next(persist=persist)
    with pytest.raises(LogUnavailable):
        ingest(newsroom, opened.id, DETAILS, items, actor="import")
    ingest(newsroom, opened.id, DETAILS, items, actor="import")
    assert order_of(newsroom.load(opened.id)) == [f"s{number}" for number in range(1, 251)]


def test_a_colleague_who_publishes_meanwhile_costs_nothing() -> None:
    newsroom = Newsroom(MemoryLog())
    opened = newsroom.open_coverage(DETAILS, actor="ada")
    moments = {50, 150}

    def publish(done: int, _all: int) -> None:
        if done in moments:
            moments.remove(done)
            command = PublishUpdate(update_id=new_update_id(), content=words(f"By hand at {done}"))
            newsroom.execute(opened.id, command, actor="ada")

    report = ingest(newsroom, opened.id, DETAILS, newest_first(*range(1, 251)), actor="import", on_progress=publish)
    coverage = newsroom.load(opened.id)
    imported = [source_id for source_id in order_of(coverage) if source_id is not None]
    assert imported == [f"s{number}" for number in range(1, 251)]
    assert len(coverage.updates) == 252
    assert report.published == 250


texts = st.text("abc ", min_size=1, max_size=6).filter(str.strip)
sources = st.lists(
    st.builds(
        IngestItem,
        content=st.builds(
            UpdateContent, heading=st.none() | texts, body=st.lists(st.builds(Text, html=texts), max_size=2).map(tuple)
        ),
        source_id=st.none() | st.sampled_from("xyz"),
        published_at=st.none() | st.integers(0, 5).map(lambda minute: NOON + timedelta(minutes=minute)),
        is_key_event=st.booleans(),
        is_pinned=st.booleans(),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(st.lists(sources, min_size=1, max_size=3))
def test_whatever_versions_came_before_the_same_source_again_changes_nothing(versions: list[list[IngestItem]]) -> None:
    newsroom = Newsroom(MemoryLog())
    coverage_id = newsroom.open_coverage(DETAILS, actor="import").id
    for version in versions:
        ingest(newsroom, coverage_id, DETAILS, version, actor="import")
    head = newsroom.log.head(coverage_id)
    again = ingest(newsroom, coverage_id, DETAILS, versions[-1], actor="import")
    assert newsroom.log.head(coverage_id) == head
    assert again.published == again.revised == 0
