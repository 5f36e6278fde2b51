"""A coverage as a list of commands and the moments at which they are due: what `replay` plays again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from onrecord.domain import Coverage, apply, decide, fold
from onrecord.domain.commands import (
    CloseCoverage,
    Command,
    FlagUpdate,
    HoldUpdate,
    PauseCoverage,
    PinUpdate,
    PublishUpdate,
    ReleaseUpdate,
    ResumeCoverage,
    RetractUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
    UnflagUpdate,
    UnpinUpdate,
)
from onrecord.domain.content import CoverageDetails, KeyPoint
from onrecord.domain.errors import Refusal
from onrecord.domain.events import (
    CoverageClosed,
    CoverageOpened,
    CoveragePaused,
    CoverageResumed,
    CoverageRevised,
    Event,
    KeyPointsSet,
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
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.domain.updates import Standing
from onrecord.newsroom import IngestItem, new_update_id
from onrecord.newsroom.items import oldest_first

# Between updates of which no time is known: as often as a busy live page has a new one.
_USUAL = timedelta(minutes=1)
_REHEARSAL = CoverageId("rehearsal")
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What was done, and how long after the coverage's first step."""

    after: timedelta
    command: Command


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A coverage that can be played: its head when it was opened, and everything that followed."""

    details: CoverageDetails
    steps: tuple[Step, ...]


def from_items(details: CoverageDetails, items: Sequence[IngestItem], points: Sequence[KeyPoint]) -> Script:
    """The script of a foreign page: its updates oldest first, then what stands on top of it."""
    commands: list[Command] = []
    times: list[datetime | None] = []
    pinned: UpdateId | None = None
    for item in oldest_first(items):
        update_id = new_update_id()
        pinned = update_id if item.is_pinned else pinned
        commands.append(PublishUpdate(update_id=update_id, content=item.content, is_key_event=item.is_key_event))
        times.append(item.published_at)
    if pinned is not None:
        commands.append(PinUpdate(update_id=pinned))
    if points:
        commands.append(SetKeyPoints(points=tuple(points)))
    times += [None] * (len(commands) - len(times))
    return Script(details=replace(details, source=None), steps=_scheduled(commands, times))


def from_events(events: Iterable[RecordedEvent]) -> Script:
    """The script of a coverage in the log: corrections and retractions included, words erased by law left out.

    An update is due when it was published, everything else when it was recorded. An update that was redacted is left
    out with all its revisions, and so is what would change nothing, because that which it changed has been erased.
    """
    events = list(events)
    coverage = fold(events)
    assert coverage is not None  # noqa: S101 - a coverage has its opening
    redacted = {u.id for u in coverage.updates.values() if u.redaction is not None or u.standing is Standing.REDACTED}
    heads = (r.event.details for r in events if isinstance(r.event, CoverageOpened | CoverageRevised))
    details = next(head for head in heads if head is not None)  # a log keeps the head that stands
    rehearsal = _opened(details)
    ids: dict[UpdateId, UpdateId] = {}
    commands: list[Command] = []
    times: list[datetime | None] = []
    for recorded in events:
        event = recorded.event
        command = None if getattr(event, "update_id", None) in redacted else _command(event, ids)
        if command is None:
            continue
        try:
            rehearsal = _after(rehearsal, command, recorded.at)
        except Refusal:
            continue
        commands.append(command)
        times.append(event.published_at if isinstance(event, UpdatePublished) else recorded.at)
    return Script(details=replace(details, source=None), steps=_scheduled(commands, times))


def _opened(details: CoverageDetails) -> Coverage:
    opening = CoverageOpened(slug="rehearsal", details=replace(details, source=None))
    return apply(None, RecordedEvent(coverage_id=_REHEARSAL, seq=1, at=_SOME_TIME, actor="", event=opening))


def _after(coverage: Coverage, command: Command, at: datetime) -> Coverage:
    for event in decide(coverage, command, at):
        recorded = RecordedEvent(coverage_id=coverage.id, seq=coverage.head + 1, at=at, actor="", event=event)
        coverage = apply(coverage, recorded)
    return coverage


def _command(event: Event, ids: dict[UpdateId, UpdateId]) -> Command | None:
    """The command that makes such an event of the new coverage, None where there is nothing to show for it."""
    match event:
        case CoverageRevised(details=details) if details is not None:
            return ReviseCoverage(details=replace(details, source=None))
        case CoveragePaused():
            return PauseCoverage()
        case CoverageResumed():
            return ResumeCoverage()
        case CoverageClosed():
            return CloseCoverage()
        case KeyPointsSet(points=points) if points is not None:
            return SetKeyPoints(points=tuple(_point(point, ids) for point in points))
        case UpdatePublished(content=content) if content is not None:
            ids[event.update_id] = new_update_id()
            return PublishUpdate(update_id=ids[event.update_id], content=content, is_key_event=event.is_key_event)
        case UpdateRevised(content=content) if content is not None and event.update_id not in ids:
            # The publication's words were erased; what stood afterwards was not.
            ids[event.update_id] = new_update_id()
            return PublishUpdate(update_id=ids[event.update_id], content=content)
        case UpdateRevised(content=content, note=note) if content is not None:
            return ReviseUpdate(
                update_id=ids[event.update_id], content=content, revision_kind=event.revision_kind, note=note
            )
        case UpdateRetracted(update_id=update_id, reason=reason) if update_id in ids:
            return RetractUpdate(update_id=ids[update_id], reason=reason or "Erased by law.")
        case UpdateHeld(update_id=update_id) if update_id in ids:
            return HoldUpdate(update_id=ids[update_id])
        case UpdateReleased(update_id=update_id) if update_id in ids:
            return ReleaseUpdate(update_id=ids[update_id])
        case UpdatePinned(update_id=update_id) if update_id in ids:
            return PinUpdate(update_id=ids[update_id])
        case UpdateUnpinned(update_id=update_id) if update_id in ids:
            return UnpinUpdate(update_id=ids[update_id])
        case UpdateFlagged(update_id=update_id) if update_id in ids:
            return FlagUpdate(update_id=ids[update_id])
        case UpdateUnflagged(update_id=update_id) if update_id in ids:
            return UnflagUpdate(update_id=ids[update_id])
        case _:
            return None


def _point(point: KeyPoint, ids: dict[UpdateId, UpdateId]) -> KeyPoint:
    return replace(point, update_id=None if point.update_id is None else ids.get(point.update_id))


def _scheduled(commands: Sequence[Command], times: Sequence[datetime | None]) -> tuple[Step, ...]:
    steps = []
    start = latest = None
    for command, at in zip(commands, spread(times), strict=True):
        # What was recorded later is never due earlier, whatever time its source gave it.
        latest = at if latest is None else max(latest, at)
        start = latest if start is None else start
        steps.append(Step(after=latest - start, command=command))
    return tuple(steps)


def spread(times: Sequence[datetime | None]) -> list[datetime]:
    """The times, those that are unknown spread evenly between their neighbours; beyond the known, a minute apart."""
    known = [number for number, at in enumerate(times) if at is not None]
    if not known:
        return [_SOME_TIME + number * _USUAL for number in range(len(times))]
    filled: list[datetime] = []
    before = after = 0
    for number, at in enumerate(times):
        if at is not None:
            filled.append(at)
            before += 1
            continue
        earlier = times[known[before - 1]] if before else None
        later = times[known[before]] if before < len(known) else None
        if earlier is not None and later is not None:
            after = known[before]
            share = (number - known[before - 1]) / (after - known[before - 1])
            filled.append(earlier + share * (later - earlier))
        elif earlier is not None:
            filled.append(earlier + (number - known[before - 1]) * _USUAL)
        else:
            assert later is not None  # noqa: S101 - at least one is known
            filled.append(later - (known[before] - number) * _USUAL)
    return filled
