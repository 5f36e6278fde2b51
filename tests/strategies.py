"""What Hypothesis draws: words, times, every event, and whole histories of a coverage."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

from hypothesis import strategies as st

from onrecord.domain import blocks
from onrecord.domain import commands as c
from onrecord.domain import events as e
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.coverage import Coverage, CoverageState
from onrecord.domain.decide import decide
from onrecord.domain.errors import Refusal
from onrecord.domain.events import RecordedEvent
from onrecord.domain.fold import apply
from onrecord.domain.ids import CoverageId, UpdateId

OPENED_AT = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
COVERAGE_ID = CoverageId("019c6000-0000-7000-8000-000000000001")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
words = texts.filter(str.strip)
numbers = st.integers(min_value=0, max_value=2**53 - 1)
times = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.builds(timezone, st.timedeltas(timedelta(hours=-12), timedelta(hours=14))),
)
update_ids = st.integers(min_value=1, max_value=6).map(lambda number: UpdateId(f"u{number}"))
slugs = st.from_regex(r"[a-z][0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _tuples(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


renditions = st.builds(blocks.Rendition, url=texts, media_type=texts, width=numbers, height=numbers)
any_block: st.SearchStrategy[blocks.Block] = st.one_of(
    st.builds(blocks.Text, html=texts),
    st.builds(blocks.Divider),
    st.builds(blocks.Heading, text=texts, level=st.sampled_from([3, 4])),
    st.builds(blocks.ListBlock, items=_tuples(texts), ordered=st.booleans()),
    st.builds(blocks.Quote, text=texts, attribution=_maybe(texts)),
    st.builds(blocks.LinkCard, text=texts, url=_maybe(texts)),
    st.builds(blocks.Embed, url=texts, provider=texts, text=texts),
    st.builds(blocks.Table, rows=_tuples(_tuples(texts)), header=_tuples(texts), caption=texts),
    st.builds(
        blocks.Image,
        url=_maybe(texts),
        alt=texts,
        caption=texts,
        credit_line=texts,
        width=_maybe(numbers),
        height=_maybe(numbers),
        renditions=_tuples(renditions),
        focal_point=_maybe(st.builds(blocks.FocalPoint, x=st.integers(0, 100), y=st.integers(0, 100))),
        card=_maybe(renditions),
    ),
)
sources = st.builds(Source, name=_maybe(texts), url=_maybe(texts))
contents = st.builds(
    UpdateContent,
    heading=words,
    body=_tuples(any_block),
    contributors=_tuples(st.builds(Contributor, name=texts, id=_maybe(texts))),
    sign_off=_maybe(texts),
    dateline=_maybe(texts),
    occurred_at=_maybe(times),
    labels=_tuples(texts),
    source=_maybe(sources),
)
plain_contents = st.builds(UpdateContent, heading=words)
details = st.builds(
    CoverageDetails,
    headline=words,
    kicker=_maybe(texts),
    standfirst=_tuples(texts),
    language=st.sampled_from(["en", "ar", "uk-UA", "zh-Hant-HK"]),
    time_zone=st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Kathmandu"]),
    started_at=_maybe(times),
    ended_at=_maybe(times),
    source=_maybe(sources),
)


def _points(ids: st.SearchStrategy[UpdateId]) -> st.SearchStrategy[tuple[KeyPoint, ...]]:
    return _tuples(st.builds(KeyPoint, html=texts, update_id=_maybe(ids)), most=3)


_seqs = st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=3, unique=True).map(sorted).map(tuple)
events_by_type: dict[type[e.Event], st.SearchStrategy[e.Event]] = {
    e.CoverageOpened: st.builds(e.CoverageOpened, slug=slugs, details=details),
    e.CoverageRevised: st.builds(e.CoverageRevised, details=details),
    e.CoveragePaused: st.builds(e.CoveragePaused),
    e.CoverageResumed: st.builds(e.CoverageResumed),
    e.CoverageClosed: st.builds(e.CoverageClosed),
    e.UpdatePublished: st.builds(
        e.UpdatePublished,
        update_id=update_ids,
        content=contents,
        published_at=_maybe(times),
        revised_at=_maybe(times),
        is_key_event=st.booleans(),
        source_id=_maybe(texts),
    ),
    e.UpdateRevised: st.builds(
        e.UpdateRevised,
        update_id=update_ids,
        revision=numbers,
        revision_kind=st.sampled_from(e.RevisionKind),
        content=contents,
        note=_maybe(words),
    ),
    e.UpdateRetracted: st.builds(e.UpdateRetracted, update_id=update_ids, reason=words),
    e.UpdateHeld: st.builds(e.UpdateHeld, update_id=update_ids),
    e.UpdateReleased: st.builds(e.UpdateReleased, update_id=update_ids),
    e.UpdatePinned: st.builds(e.UpdatePinned, update_id=update_ids),
    e.UpdateUnpinned: st.builds(e.UpdateUnpinned, update_id=update_ids),
    e.UpdateFlagged: st.builds(e.UpdateFlagged, update_id=update_ids),
    e.UpdateUnflagged: st.builds(e.UpdateUnflagged, update_id=update_ids),
    e.KeyPointsSet: st.builds(e.KeyPointsSet, points=_points(update_ids)),
    e.PayloadRedacted: st.builds(e.PayloadRedacted, seqs=_seqs, reason=words, update_id=_maybe(update_ids)),
}
events: st.SearchStrategy[e.Event] = st.one_of(*events_by_type.values())
recorded_events = st.builds(
    RecordedEvent, coverage_id=texts, seq=st.integers(min_value=1, max_value=2**53 - 1), at=times, actor=texts,
    event=events,
)  # fmt: skip


def commands(coverage: Coverage) -> st.SearchStrategy[c.Command]:
    """A command to this coverage: mostly one that its state allows, not always."""
    new = UpdateId(f"u{len(coverage.updates) + 1}")
    ids = st.sampled_from([*coverage.updates] or [UpdateId("nobody")])
    seqs = st.lists(st.integers(min_value=1, max_value=coverage.head), max_size=3).map(tuple)
    content = plain_contents | plain_contents | contents
    publish = partial(
        st.builds,
        c.PublishUpdate,
        update_id=st.just(new),
        content=content,
        published_at=_maybe(times),
        is_time_unknown=st.booleans(),
        revised_at=_maybe(times),
        is_key_event=st.booleans(),
        source_id=_maybe(texts),
    )
    revise = partial(
        st.builds,
        c.ReviseUpdate,
        update_id=ids,
        content=content,
        revision_kind=st.sampled_from(e.RevisionKind),
        note=words,
        expected_revision=_maybe(st.integers(min_value=1, max_value=3)),
    )
    hold, release, pin, unpin, flag, unflag = (
        partial(st.builds, command, update_id=ids)
        for command in (c.HoldUpdate, c.ReleaseUpdate, c.PinUpdate, c.UnpinUpdate, c.FlagUpdate, c.UnflagUpdate)
    )
    retract = partial(st.builds, c.RetractUpdate, update_id=ids, reason=words)
    redact = partial(st.builds, c.RedactPayload, reason=words, update_id=ids, seqs=st.just(()) | seqs)
    redact_head = partial(st.builds, c.RedactPayload, reason=words, seqs=seqs)
    summarise = partial(st.builds, c.SetKeyPoints, points=_points(ids))
    head = partial(st.builds, c.ReviseCoverage, details=details)
    state = partial(st.sampled_from, [c.PauseCoverage(), c.CloseCoverage(), c.ResumeCoverage()])
    resume = partial(st.just, c.ResumeCoverage())
    choices: list[Any] = [publish]
    if coverage.state is not CoverageState.LIVE:
        choices = [resume, resume, retract, redact, revise]
    elif len(coverage.updates) > 1:
        choices += [publish, revise, revise, hold, hold, release, release, retract, redact]
        choices += [pin, unpin, flag, unflag, redact_head, summarise, head, state]
    chosen: st.SearchStrategy[c.Command] = st.sampled_from(choices).flatmap(lambda choice: choice())
    return chosen


@st.composite
def histories(draw: st.DrawFn, coverage_id: CoverageId = COVERAGE_ID, most: int = 25) -> list[RecordedEvent]:
    """The events of one coverage as they were when each was recorded: random commands, refused ones left out."""
    opening = e.CoverageOpened(slug=draw(slugs), details=draw(details))
    history = [RecordedEvent(coverage_id=coverage_id, seq=1, at=OPENED_AT, actor="ada", event=opening)]
    coverage = apply(None, history[0])
    for second in range(1, draw(st.integers(min_value=1, max_value=most))):
        at = OPENED_AT + timedelta(seconds=second)
        try:
            decided = decide(coverage, draw(commands(coverage)), at)
        except Refusal:
            continue
        for event in decided:
            recorded = RecordedEvent(coverage_id=coverage_id, seq=coverage.head + 1, at=at, actor="bo", event=event)
            coverage = apply(coverage, recorded)
            history.append(recorded)
    return history


def as_read_back(history: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    """The same history as the log tells it afterwards: what was erased reads as None."""
    erased = {seq for r in history if isinstance(r.event, e.PayloadRedacted) for seq in r.event.seqs}
    return [replace(r, event=_without_words(r.event)) if r.seq in erased else r for r in history]


def erased_histories() -> st.SearchStrategy[list[RecordedEvent]]:
    """Histories as the log tells them after its erasures."""
    return histories().map(as_read_back)


def _without_words(event: e.Event) -> e.Event:
    gone: dict[str, Any] = {field.name: None for field in fields(event) if field.name in event.erasable}
    return replace(event, **gone)
