"""From a command to the events that follow from it, or a refusal. Pure: no clock, no database, no randomness."""

from datetime import datetime
from typing import assert_never

from onrecord.domain.checks import check_content, check_details, check_id, check_words
from onrecord.domain.commands import (
    CloseCoverage,
    Command,
    FlagUpdate,
    HoldUpdate,
    OpenCoverage,
    PauseCoverage,
    PinUpdate,
    PublishUpdate,
    RedactPayload,
    ReleaseUpdate,
    ResumeCoverage,
    RetractUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
    UnflagUpdate,
    UnpinUpdate,
    UpdateCommand,
)
from onrecord.domain.coverage import Coverage, CoverageState
from onrecord.domain.errors import (
    AlreadyRedacted,
    AlreadyRetracted,
    AlreadySo,
    ChangedMeanwhile,
    CoverageExists,
    CoverageNotLive,
    EmptyNote,
    EmptyReason,
    NoSuchCoverage,
    NoSuchUpdate,
    NotRedactable,
    RevisionConflict,
    StillShown,
    UnderEmbargo,
    UpdateExists,
    UpdateIsHeld,
)
from onrecord.domain.events import (
    CoverageClosed,
    CoverageOpened,
    CoveragePaused,
    CoverageResumed,
    CoverageRevised,
    Event,
    KeyPointsSet,
    PayloadRedacted,
    RevisionKind,
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
from onrecord.domain.slug import check_slug
from onrecord.domain.updates import Update


def decide(coverage: Coverage | None, command: Command, now: datetime) -> list[Event]:
    """The events that `command` makes of `coverage` at `now` (aware); raises a Refusal where the rules forbid it."""
    check_words(now)
    if isinstance(command, OpenCoverage):
        return _open(coverage, command)
    if coverage is None:
        raise NoSuchCoverage
    match command:
        case ReviseCoverage(details=details):
            check_details(details)
            if details == coverage.details:
                raise AlreadySo
            _check_unchanged(command.expected_seq, coverage.details_seq)
            return [CoverageRevised(details=details)]
        case PauseCoverage() | ResumeCoverage() | CloseCoverage():
            return [_changed_state(coverage.state, command)]
        case PublishUpdate():
            return _publish(coverage, command, now)
        case SetKeyPoints(points=points):
            check_words(points)
            if any(point.update_id is not None and point.update_id not in coverage.updates for point in points):
                raise NoSuchUpdate
            if points == coverage.key_points:
                raise AlreadySo
            _check_unchanged(command.expected_seq, coverage.key_points_seq)
            return [KeyPointsSet(points=points)]
        case RedactPayload():
            return _redact(coverage, command)
        case _:
            return _change_update(coverage, command, now)


def _check_unchanged(expected_seq: int | None, seq: int | None) -> None:
    """Here and not before: only the log's compare-and-swap knows that nobody came between the look and the writing."""
    if expected_seq not in (None, seq or 0):
        raise ChangedMeanwhile


def _open(coverage: Coverage | None, command: OpenCoverage) -> list[Event]:
    if coverage is not None:
        raise CoverageExists
    check_slug(command.slug)
    check_id(command.coverage_id)
    check_details(command.details)
    return [CoverageOpened(slug=command.slug, details=command.details)]


def _changed_state(state: CoverageState, command: PauseCoverage | ResumeCoverage | CloseCoverage) -> Event:
    match command:
        case PauseCoverage():
            if state is CoverageState.CLOSED:
                raise CoverageNotLive
            return _unless(state is CoverageState.PAUSED, CoveragePaused())
        case ResumeCoverage():
            return _unless(state is CoverageState.LIVE, CoverageResumed())
        case CloseCoverage():
            return _unless(state is CoverageState.CLOSED, CoverageClosed())
        case _ as unknown:
            assert_never(unknown)


def _publish(coverage: Coverage, command: PublishUpdate, now: datetime) -> list[Event]:
    if coverage.state is not CoverageState.LIVE:
        raise CoverageNotLive
    check_id(command.update_id)
    if command.update_id in coverage.updates:
        raise UpdateExists
    _check_embargo(command.embargoed_until, now)
    check_content(command.content)
    check_words((command.published_at, command.revised_at, command.source_id))
    return [
        UpdatePublished(
            update_id=command.update_id,
            content=command.content,
            published_at=None if command.is_time_unknown else command.published_at or now,
            revised_at=command.revised_at,
            is_key_event=command.is_key_event,
            source_id=command.source_id,
        )
    ]


def _check_embargo(embargoed_until: datetime | None, now: datetime) -> None:
    check_words(embargoed_until)
    if embargoed_until is not None and now < embargoed_until:
        raise UnderEmbargo


def _change_update(coverage: Coverage, command: UpdateCommand, now: datetime) -> list[Event]:
    update = coverage.updates.get(command.update_id)
    if update is None:
        raise NoSuchUpdate
    if update.redaction is not None:
        raise AlreadyRedacted
    if update.retraction is not None:
        raise AlreadyRetracted
    match command:
        case ReviseUpdate():
            _check_embargo(command.embargoed_until, now)
            return _revise(coverage, update, command)
        case RetractUpdate(reason=reason):
            check_words(reason)
            if not reason.strip():
                raise EmptyReason
            return [UpdateRetracted(update_id=update.id, reason=reason)]
        case HoldUpdate():
            return [_unless(update.is_held, UpdateHeld(update_id=update.id))]
        case ReleaseUpdate():
            return [_unless(not update.is_held, UpdateReleased(update_id=update.id))]
        case PinUpdate():
            if update.is_held:
                raise UpdateIsHeld
            return [_unless(coverage.pinned_update_id == update.id, UpdatePinned(update_id=update.id))]
        case UnpinUpdate():
            return [_unless(coverage.pinned_update_id != update.id, UpdateUnpinned(update_id=update.id))]
        case FlagUpdate():
            return [_unless(update.is_key_event, UpdateFlagged(update_id=update.id))]
        case UnflagUpdate():
            return [_unless(not update.is_key_event, UpdateUnflagged(update_id=update.id))]
        case _ as unknown:
            assert_never(unknown)


def _unless(is_so_already: bool, event: Event) -> Event:
    if is_so_already:
        raise AlreadySo
    return event


def _revise(coverage: Coverage, update: Update, command: ReviseUpdate) -> list[Event]:
    if command.expected_revision is not None and command.expected_revision != update.revision:
        raise RevisionConflict
    check_content(command.content)
    check_words(command.note)
    note = (command.note or "").strip() or None
    if command.revision_kind is not RevisionKind.MINOR and note is None:
        raise EmptyNote
    if command.content == (update.content or coverage.withheld.get(update.id)) and note is None:
        raise AlreadySo
    return [
        UpdateRevised(
            update_id=update.id,
            revision=update.revision + 1,
            revision_kind=command.revision_kind,
            content=command.content,
            note=note,
        )
    ]


def _redact(coverage: Coverage, command: RedactPayload) -> list[Event]:
    check_words(command.reason)
    if not command.reason.strip():
        raise EmptyReason
    if command.update_id is None:
        return [_redact_head(coverage, command)]
    update = coverage.updates.get(command.update_id)
    if update is None:
        raise NoSuchUpdate
    own = {revision.seq for revision in update.revisions}
    left = {revision.seq for revision in update.revisions if not revision.is_erased}
    if update.retraction is not None:
        own.add(update.retraction.seq)
        if update.retraction.reason is not None:
            left.add(update.retraction.seq)
    if not own.issuperset(command.seqs):
        raise NotRedactable
    seqs = left.intersection(command.seqs or own)
    if not seqs:
        raise AlreadyRedacted
    return [PayloadRedacted(seqs=tuple(sorted(seqs)), reason=command.reason, update_id=update.id)]


def _redact_head(coverage: Coverage, command: RedactPayload) -> Event:
    """Old heads and summaries go; the head that readers see is revised first, for a page needs one."""
    if not command.seqs or not all(1 <= seq <= coverage.head for seq in command.seqs):
        raise NotRedactable
    if coverage.details_seq in command.seqs:
        raise StillShown
    own = {seq for update in coverage.updates.values() for seq in _seqs(update)}
    if own & set(command.seqs):
        raise NotRedactable
    return PayloadRedacted(seqs=tuple(sorted(set(command.seqs))), reason=command.reason)


def _seqs(update: Update) -> set[int]:
    withdrawn = {withdrawal.seq for withdrawal in (update.retraction, update.redaction) if withdrawal is not None}
    return {revision.seq for revision in update.revisions} | withdrawn
