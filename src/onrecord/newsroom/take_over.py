"""One attempt to bring a coverage to where its source stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from onrecord.domain import Coverage, apply, decide
from onrecord.domain.checks import check_content
from onrecord.domain.commands import (
    Command,
    FlagUpdate,
    PinUpdate,
    PublishUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
    UnflagUpdate,
    UnpinUpdate,
)
from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.coverage import CoverageState
from onrecord.domain.errors import AlreadySo, CoverageNotLive, Refusal
from onrecord.domain.events import Event, RecordedEvent, RevisionKind, UpdatePublished, UpdateRevised
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Standing, Update
from onrecord.newsroom.hands import Hands, read_hands
from onrecord.newsroom.items import IngestItem
from onrecord.newsroom.newsroom import Newsroom, new_update_id
from onrecord.newsroom.source_ids import is_derived

# One durable write for so many events: 1,500 updates then cost 15 of them, and readers still see the first at once.
_CHUNK = 100
_MOST_NAMED = 20
_LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """An item under the id by which it is known here."""

    source_id: str
    item: IngestItem


@dataclass(kw_only=True, slots=True)
class Tally:
    """What was recorded, over all attempts; the warnings of the last one."""

    published: set[UpdateId] = field(default_factory=set)
    revised: set[UpdateId] = field(default_factory=set)
    skipped: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class TakeOver:
    """One attempt: decides on a coverage kept in memory, and appends chunk by chunk."""

    newsroom: Newsroom
    coverage: Coverage
    actor: str
    tally: Tally
    progress: Callable[[int, int], None]
    revision_kind: RevisionKind
    note: str | None

    def __post_init__(self) -> None:
        self.tally.skipped = 0
        self.tally.warnings = []
        self._start = self._recorded = self.coverage.head
        self._waiting: list[Event] = []
        self._kept_hands: Hands | None = None
        self._now = self.newsroom.clock()

    def run(self, details: CoverageDetails | None, arrivals: Sequence[Arrival], points: tuple[KeyPoint, ...]) -> None:
        arrivals = [arrival for arrival in arrivals if self._can_be_recorded(arrival)]
        known = self._known(arrivals)
        if self.coverage.state is not CoverageState.LIVE and any(a.source_id not in known for a in arrivals):
            raise CoverageNotLive
        self._take_head(details)
        self._warn_of_late(arrivals, known)
        standing: dict[str, UpdateId] = {}
        for number, arrival in enumerate(arrivals):
            update = known.get(arrival.source_id)
            update_id = self._publish(arrival) if update is None else self._revise(arrival, update)
            if update_id is not None:
                standing[arrival.source_id] = update_id
            self.progress(number + 1, len(arrivals))
        pinned = next((standing.get(a.source_id) for a in reversed(arrivals) if a.item.is_pinned), None)
        self._take_pin(pinned, set(standing.values()))
        if points and points != self.coverage.key_points and not self._hands.has_summed_up(points):
            self._do(SetKeyPoints(points=points))
        self._append()
        self._warn_of_vanished(arrivals, known)

    def _can_be_recorded(self, arrival: Arrival) -> bool:
        try:
            check_content(arrival.item.content)
        except Refusal as refusal:
            self.tally.skipped += 1
            self.tally.warnings.append(f"Left out: {_named(arrival.item.content, arrival.source_id)}: {refusal}")
            return False
        return True

    def _known(self, arrivals: Sequence[Arrival]) -> dict[str, Update]:
        """The updates here by the id that they have in the source, also those whose derived id has changed."""
        known = {u.source_id: u for u in self.coverage.updates.values() if u.source_id is not None}
        named = {arrival.source_id for arrival in arrivals}
        lost: dict[datetime, list[Update]] = {}
        for update in known.values():
            if is_derived(update.source_id) and update.source_id not in named and update.published_at is not None:
                lost.setdefault(update.published_at, []).append(update)
        found: dict[datetime, list[str]] = {}
        for arrival in arrivals:
            if is_derived(arrival.source_id) and arrival.source_id not in known and arrival.item.published_at:
                found.setdefault(arrival.item.published_at, []).append(arrival.source_id)
        for at, updates in lost.items():
            if len(updates) == 1 and len(found.get(at, ())) == 1:
                known[found[at][0]] = updates[0]
        return known

    def _take_head(self, details: CoverageDetails | None) -> None:
        if details is None or details == self.coverage.details:
            return
        own = self._hands.own_details
        if own is None:
            merged = self.coverage.details if details in self._hands.details else details
        else:  # what the source still says as it did leaves alone what was edited here
            news = {f.name: new for f in fields(details) if (new := getattr(details, f.name)) != getattr(own, f.name)}
            merged = replace(self.coverage.details, **news)
        if merged != details:
            self.tally.warnings.append("The head of the coverage was edited here since, and those edits stand.")
        self._do(ReviseCoverage(details=merged))

    def _publish(self, arrival: Arrival) -> UpdateId:
        item = arrival.item
        update_id = new_update_id()
        command = PublishUpdate(
            update_id=update_id,
            content=item.content,
            published_at=item.published_at,
            is_time_unknown=item.published_at is None,
            revised_at=item.revised_at,
            is_key_event=item.is_key_event,
            source_id=arrival.source_id,
        )
        self._do(command)
        return update_id

    def _revise(self, arrival: Arrival, update: Update) -> UpdateId | None:
        if update.standing in (Standing.RETRACTED, Standing.REDACTED):
            self.tally.skipped += 1
            return None
        content = update.content or self.coverage.withheld.get(update.id)
        if arrival.item.content != content:
            self._take_content(arrival, update)
        if arrival.item.is_key_event != update.is_key_event and self._hands.flagged.get(update.id) == self.actor:
            flag = FlagUpdate if arrival.item.is_key_event else UnflagUpdate
            self._do(flag(update_id=update.id))
        return update.id

    def _take_content(self, arrival: Arrival, update: Update) -> None:
        name = _named(arrival.item.content, arrival.source_id)
        if self._hands.revised.get(update.id) != self.actor:
            if self._hands.has_said(update.id, arrival.item.content):
                self.tally.warnings.append(f"Edited here since, and left so: {name}")
                return
            self.tally.warnings.append(f"Edited here, and now reads as the source again: {name}")
        try:
            self._do(
                ReviseUpdate(
                    update_id=update.id,
                    content=arrival.item.content,
                    revision_kind=self.revision_kind,
                    note=self.note,
                    expected_revision=update.revision,
                )
            )
        except Refusal as refusal:
            self.tally.skipped += 1
            self.tally.warnings.append(f"Not revised: {name}: {refusal}")

    def _take_pin(self, pinned: UpdateId | None, standing: set[UpdateId]) -> None:
        now_pinned = self.coverage.pinned_update_id
        if pinned == now_pinned or (self._hands.pinned is not None and self._hands.pinned != self.actor):
            return
        if pinned is not None and not self.coverage.updates[pinned].is_held:
            self._do(PinUpdate(update_id=pinned))
        elif pinned is None and now_pinned in standing:
            self._do(UnpinUpdate(update_id=now_pinned))

    def _warn_of_late(self, arrivals: Sequence[Arrival], known: dict[str, Update]) -> None:
        is_new = [arrival.source_id not in known for arrival in arrivals]
        newest_known = max((number for number, new in enumerate(is_new) if not new), default=-1)
        late = sum(is_new[: newest_known + 1])
        if late:
            self.tally.warnings.append(
                f"{late} new updates stand among older ones in the source; here they come on top, being published last."
            )

    def _warn_of_vanished(self, arrivals: Sequence[Arrival], known: dict[str, Update]) -> None:
        met = {known[a.source_id].id for a in arrivals if a.source_id in known}
        gone = [u for u in known.values() if u.id not in met and u.standing is Standing.PUBLISHED and u.content]
        self.tally.warnings += [
            f"No longer in the source, and left here: {_named(u.content, u.source_id)}"
            for u in gone[:_MOST_NAMED]
            if u.content
        ]
        if len(gone) > _MOST_NAMED:
            self.tally.warnings.append(f"No longer in the source, and left here: {len(gone) - _MOST_NAMED} more.")

    @property
    def _hands(self) -> Hands:
        """Who changed what here last; read only when something differs."""
        if self._kept_hands is None:
            self._kept_hands = read_hands(self.newsroom.log.read(self.coverage.id), actor=self.actor, until=self._start)
        return self._kept_hands

    def _do(self, command: Command) -> None:
        try:
            events = decide(self.coverage, command, self._now)
        except AlreadySo:
            return
        for event in events:
            self.coverage = apply(
                self.coverage,
                RecordedEvent(
                    coverage_id=self.coverage.id,
                    seq=self.coverage.head + 1,
                    at=self._now,
                    actor=self.actor,
                    event=event,
                ),
            )
            self._waiting.append(event)
        if len(self._waiting) >= _CHUNK:
            self._append()

    def _append(self) -> None:
        if not self._waiting:
            return
        self.newsroom.log.append(self.coverage.id, self._recorded, self._waiting, at=self._now, actor=self.actor)
        self.tally.published |= {event.update_id for event in self._waiting if isinstance(event, UpdatePublished)}
        self.tally.revised |= {event.update_id for event in self._waiting if isinstance(event, UpdateRevised)}
        self._recorded = self.coverage.head
        self._waiting = []
        self._now = self.newsroom.clock()


def _named(content: UpdateContent, source_id: str | None) -> str:
    """The update as a person finds it again: its heading or first words, else its id."""
    words = content.heading or next((block.words for block in content.body if block.words), "") or source_id or "?"
    line = " ".join(words[:500].split())
    return f"“{line}”" if len(line) <= _LONGEST_NAME else f"“{line[:_LONGEST_NAME].rstrip()}…”"
