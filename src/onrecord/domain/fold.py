"""From events to the coverage that they make. Pure: the same events give the same coverage, wherever it is cut."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.coverage import Coverage, CoverageState
from onrecord.domain.events import (
    CoverageClosed,
    CoverageOpened,
    CoveragePaused,
    CoverageResumed,
    CoverageRevised,
    KeyPointsSet,
    PayloadRedacted,
    RecordedEvent,
    UpdateFlagged,
    UpdateHeld,
    UpdatePinned,
    UpdatePublished,
    UpdateReleased,
    UpdateRetracted,
    UpdateRevised,
    UpdateUnflagged,
    UpdateUnpinned,
)
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Revision, Update, Withdrawal

# Only an intermediate state of a log that was erased in part shows this: `decide` erases no head that still stands.
_ERASED_DETAILS = CoverageDetails(headline="")


class OutOfOrder(Exception):
    """Events reached the fold with a gap, twice, or from another coverage; read them again from the log."""


def fold(events: Iterable[RecordedEvent], start: Coverage | None = None) -> Coverage | None:
    """The coverage after `events`, which follow on `start`; None where there are none at all."""
    coverage = start
    for recorded in events:
        coverage = apply(coverage, recorded)
    return coverage


def apply(coverage: Coverage | None, recorded: RecordedEvent) -> Coverage:
    """The coverage after one more event; raises OutOfOrder unless it is the very next one of this coverage."""
    event = recorded.event
    if coverage is None:
        if not isinstance(event, CoverageOpened) or recorded.seq != 1:
            raise OutOfOrder(f"a coverage begins with its opening at seq 1, not {type(event).__name__} {recorded.seq}")
        return Coverage(
            id=recorded.coverage_id,
            slug=event.slug,
            details=event.details or _ERASED_DETAILS,
            details_seq=1,
            state=CoverageState.LIVE,
            head=1,
            opened_at=recorded.at,
            updated_at=recorded.at,
        )
    if recorded.coverage_id != coverage.id or recorded.seq != coverage.head + 1:
        raise OutOfOrder(f"{coverage.id} stands at {coverage.head}; got {recorded.coverage_id} {recorded.seq}")
    applied = _applied(coverage, recorded)
    update_id = getattr(event, "update_id", None)
    if update_id is None:
        return replace(applied, head=recorded.seq)
    concerned = replace(applied.updates[update_id], version=recorded.seq)
    return replace(applied, head=recorded.seq, updates=applied.updates.with_update(concerned))


def _applied(coverage: Coverage, recorded: RecordedEvent) -> Coverage:
    match recorded.event:
        case CoverageOpened():
            raise OutOfOrder(f"{coverage.id} is opened a second time at {recorded.seq}")
        case CoverageRevised(details=details):
            return replace(
                coverage, details=details or _ERASED_DETAILS, details_seq=recorded.seq, updated_at=recorded.at
            )
        case CoveragePaused():
            return replace(coverage, state=CoverageState.PAUSED, updated_at=recorded.at)
        case CoverageResumed():
            return replace(coverage, state=CoverageState.LIVE, updated_at=recorded.at)
        case CoverageClosed():
            return replace(coverage, state=CoverageState.CLOSED, updated_at=recorded.at)
        case UpdatePublished() as event:
            return _published(coverage, recorded, event)
        case UpdateRevised() as event:
            return _revised(coverage, recorded, event)
        case UpdateRetracted(update_id=update_id, reason=reason):
            update = replace(
                coverage.updates[update_id],
                content=None,
                is_held=False,
                retraction=Withdrawal(seq=recorded.seq, at=recorded.at, reason=reason),
            )
            return replace(_without_withheld(coverage, update_id, update), updated_at=recorded.at)
        case UpdateHeld(update_id=update_id):
            held = replace(coverage.updates[update_id], is_held=True)
            return _with_content(coverage, replace(held, content=None), held.content)
        case UpdateReleased(update_id=update_id):
            content = coverage.withheld.get(update_id)
            update = replace(coverage.updates[update_id], is_held=False, content=content)
            return replace(_without_withheld(coverage, update_id, update), updated_at=recorded.at)
        case UpdatePinned(update_id=update_id):
            return replace(coverage, pinned_update_id=update_id)
        case UpdateUnpinned():
            return replace(coverage, pinned_update_id=None)
        case UpdateFlagged(update_id=update_id):
            return _flagged(coverage, update_id, is_key_event=True)
        case UpdateUnflagged(update_id=update_id):
            return _flagged(coverage, update_id, is_key_event=False)
        case KeyPointsSet(points=points):
            return replace(coverage, key_points=points or (), key_points_seq=recorded.seq, updated_at=recorded.at)
        case PayloadRedacted() as event:
            return _redacted(coverage, recorded, event)
        case _ as unknown:
            assert_never(unknown)


def _published(coverage: Coverage, recorded: RecordedEvent, event: UpdatePublished) -> Coverage:
    update = Update(
        id=event.update_id,
        ordinal=len(coverage.updates) + 1,
        version=recorded.seq,
        content=event.content,
        published_at=event.published_at,
        revised_at=event.revised_at,
        revisions=(Revision(number=1, seq=recorded.seq, at=recorded.at),),
        is_key_event=event.is_key_event,
        source_id=event.source_id,
    )
    key_event_ids = (*coverage.key_event_ids, update.id) if update.is_key_event else coverage.key_event_ids
    return replace(
        coverage,
        updates=coverage.updates.with_update(update),
        key_event_ids=key_event_ids,
        updated_at=recorded.at,
    )


def _revised(coverage: Coverage, recorded: RecordedEvent, event: UpdateRevised) -> Coverage:
    known = coverage.updates[event.update_id]
    revision = Revision(
        number=event.revision, seq=recorded.seq, at=recorded.at, kind=event.revision_kind, note=event.note
    )
    update = replace(known, revisions=(*known.revisions, revision), revised_at=recorded.at)
    if known.is_held:
        return _with_content(coverage, update, event.content)
    with_update = replace(coverage, updates=coverage.updates.with_update(replace(update, content=event.content)))
    return replace(with_update, updated_at=recorded.at)


def _with_content(coverage: Coverage, update: Update, content: UpdateContent | None) -> Coverage:
    """The coverage in which `update` is held and `content`, its words, wait for its release."""
    withheld = {update_id: words for update_id, words in coverage.withheld.items() if update_id != update.id}
    if content is not None:
        withheld[update.id] = content
    return replace(coverage, updates=coverage.updates.with_update(update), withheld=MappingProxyType(withheld))


def _without_withheld(coverage: Coverage, update_id: UpdateId, update: Update) -> Coverage:
    withheld = {held: words for held, words in coverage.withheld.items() if held != update_id}
    return replace(coverage, updates=coverage.updates.with_update(update), withheld=MappingProxyType(withheld))


def _flagged(coverage: Coverage, update_id: UpdateId, *, is_key_event: bool) -> Coverage:
    update = replace(coverage.updates[update_id], is_key_event=is_key_event)
    others = [known for known in coverage.key_event_ids if known != update_id]
    flagged = [*others, update_id] if is_key_event else others
    flagged.sort(key=lambda known: coverage.updates[known].ordinal)
    return replace(coverage, updates=coverage.updates.with_update(update), key_event_ids=tuple(flagged))


def _redacted(coverage: Coverage, recorded: RecordedEvent, event: PayloadRedacted) -> Coverage:
    if event.update_id is None:
        if coverage.key_points_seq in event.seqs:
            coverage = replace(coverage, key_points=())
        return replace(coverage, updated_at=recorded.at)
    update = coverage.updates[event.update_id]
    revisions = tuple(replace(r, note=None) if r.seq in event.seqs else r for r in update.revisions)
    update = replace(update, revisions=revisions)
    if update.retraction is not None and update.retraction.seq in event.seqs:
        update = replace(update, retraction=replace(update.retraction, reason=None))
    if revisions[-1].seq not in event.seqs:
        return replace(coverage, updates=coverage.updates.with_update(update), updated_at=recorded.at)
    redaction = Withdrawal(seq=recorded.seq, at=recorded.at, reason=event.reason)
    update = replace(update, content=None, redaction=redaction)
    return replace(_without_withheld(coverage, update.id, update), updated_at=recorded.at)
