"""From events to the coverage that they make. Pure: the same events give the same coverage, wherever it is cut."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, assert_never

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

_T = TypeVar("_T")

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
            retraction = Withdrawal(seq=recorded.seq, at=recorded.at, reason=reason)
            withdrawn = _withdrawn(replace(coverage.updates[update_id], retraction=retraction))
            return replace(_shown(coverage, withdrawn), updated_at=recorded.at)
        case UpdateHeld(update_id=update_id):
            update = coverage.updates[update_id]
            return _hidden(coverage, update, update.content, tuple(revision.note for revision in update.revisions))
        case UpdateReleased(update_id=update_id):
            return replace(_shown(coverage, _released(coverage, update_id)), updated_at=recorded.at)
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
        return _hidden(coverage, update, event.content, (*coverage.withheld_notes[update.id], event.note))
    with_update = replace(coverage, updates=coverage.updates.with_update(replace(update, content=event.content)))
    return replace(with_update, updated_at=recorded.at)


def _hidden(
    coverage: Coverage, update: Update, content: UpdateContent | None, notes: tuple[str | None, ...]
) -> Coverage:
    """The coverage in which `update` is held while its words wait for its release."""
    shown = _shown(coverage, replace(_withdrawn(update), is_held=True))
    withheld = dict(shown.withheld) if content is None else {**shown.withheld, update.id: content}
    return replace(
        shown,
        withheld=MappingProxyType(withheld),
        withheld_notes=MappingProxyType({**shown.withheld_notes, update.id: notes}),
    )


def _shown(coverage: Coverage, update: Update) -> Coverage:
    """The coverage in which `update` stands as it is given, and nothing of it waits."""
    return replace(
        coverage,
        updates=coverage.updates.with_update(update),
        withheld=_without(coverage.withheld, update.id),
        withheld_notes=_without(coverage.withheld_notes, update.id),
    )


def _without(waiting: Mapping[UpdateId, _T], update_id: UpdateId) -> Mapping[UpdateId, _T]:
    if update_id not in waiting:
        return waiting
    return MappingProxyType({held: words for held, words in waiting.items() if held != update_id})


def _withdrawn(update: Update) -> Update:
    """The update without a word of its own."""
    revisions = tuple(replace(revision, note=None) for revision in update.revisions)
    return replace(update, content=None, is_held=False, revisions=revisions)


def _released(coverage: Coverage, update_id: UpdateId) -> Update:
    update = coverage.updates[update_id]
    noted = zip(update.revisions, coverage.withheld_notes[update_id], strict=True)
    revisions = tuple(replace(revision, note=note) for revision, note in noted)
    return replace(update, is_held=False, content=coverage.withheld.get(update_id), revisions=revisions)


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
    if update.retraction is not None and update.retraction.seq in event.seqs:
        update = replace(update, retraction=replace(update.retraction, reason=None))
    erased = [revision.seq in event.seqs for revision in update.revisions]
    marked = tuple(
        replace(revision, note=None, is_erased=True) if is_erased else revision
        for revision, is_erased in zip(update.revisions, erased, strict=True)
    )
    update = replace(update, revisions=marked)
    if erased[-1]:
        redaction = Withdrawal(seq=recorded.seq, at=recorded.at, reason=event.reason)
        coverage = _shown(coverage, _withdrawn(replace(update, redaction=redaction)))
    elif update.is_held:
        notes = zip(coverage.withheld_notes[update.id], erased, strict=True)
        left = tuple(None if is_erased else note for note, is_erased in notes)
        coverage = _hidden(coverage, update, coverage.withheld.get(update.id), left)
    else:
        coverage = replace(coverage, updates=coverage.updates.with_update(update))
    return replace(coverage, updated_at=recorded.at)
