"""A coverage of another system, taken over; and taken over again when it has gone on there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from onrecord.domain import Coverage, apply, decide
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
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.domain.updates import Standing, Update
from onrecord.log import LogUnavailable, SeqConflict
from onrecord.newsroom.clean import clean_content, clean_details, clean_points
from onrecord.newsroom.hands import Hands, read_hands
from onrecord.newsroom.items import IngestItem, oldest_first
from onrecord.newsroom.newsroom import ATTEMPTS, Newsroom, new_update_id
from onrecord.newsroom.source_ids import is_derived, stable_ids

# One durable write for so many events: 1,500 updates then cost 15 of them, and readers still see the first at once.
_CHUNK = 100
_MOST_NAMED = 20
_LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestReport:
    """What an import did: numbers of updates, and what somebody should look at."""

    coverage_id: CoverageId
    slug: str
    published: int
    revised: int
    unchanged: int
    skipped: int
    warnings: tuple[str, ...]


def ingest(
    newsroom: Newsroom,
    coverage_id: CoverageId | None,
    details: CoverageDetails | None,
    items: Sequence[IngestItem],
    *,
    actor: str,
    key_points: Sequence[KeyPoint] = (),
    slug: str | None = None,
    revision_kind: RevisionKind = RevisionKind.MINOR,
    note: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> IngestReport:
    """Bring a coverage to where its source stands; with `coverage_id` None, open it first (then `details` are needed).

    `items` stand in the source's order. What is new is published, oldest first; what changed is revised; what stands
    so already is left; what was retracted or redacted here stays so. What somebody else than `actor` has changed here
    stays as they left it, until the source says something that it has not said before. Doing it again changes nothing,
    also after a LogUnavailable half way: each chunk that was recorded is found again by its ids.
    """
    cleaned = _cleaned(items)
    if coverage_id is None:
        if details is None:
            raise ValueError("a coverage that is opened needs its details")
        coverage_id = newsroom.open_coverage(details, slug, actor=actor).id
    source_ids = stable_ids((item.source_id, item.content) for item in cleaned)
    arrivals = [_Arrival(source_id=each, item=item) for each, item in zip(source_ids, cleaned, strict=True)]
    tally = _Tally()
    for _ in range(ATTEMPTS):
        run = _Run(
            newsroom=newsroom,
            coverage=newsroom.load(coverage_id),
            actor=actor,
            tally=tally,
            progress=on_progress or (lambda _done, _all: None),
            revision_kind=revision_kind,
            note=note,
        )
        try:
            run.take_over(None if details is None else clean_details(details), arrivals, clean_points(key_points))
        except SeqConflict:
            continue
        return tally.report(run.coverage, len(arrivals))
    raise LogUnavailable("others kept writing to this coverage first; import it again")


def _cleaned(items: Sequence[IngestItem]) -> list[IngestItem]:
    return [replace(item, content=clean_content(item.content)) for item in oldest_first(items)]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Arrival:
    source_id: str
    item: IngestItem


@dataclass(kw_only=True, slots=True)
class _Tally:
    """What was recorded, over all attempts; the warnings of the last one."""

    published: set[UpdateId] = field(default_factory=set)
    revised: set[UpdateId] = field(default_factory=set)
    skipped: int = 0
    warnings: list[str] = field(default_factory=list)

    def report(self, coverage: Coverage, items: int) -> IngestReport:
        published, revised = len(self.published), len(self.revised - self.published)
        return IngestReport(
            coverage_id=coverage.id,
            slug=coverage.slug,
            published=published,
            revised=revised,
            unchanged=items - published - revised - self.skipped,
            skipped=self.skipped,
            warnings=tuple(self.warnings),
        )


@dataclass(kw_only=True)
class _Run:
    """One attempt: decides on a coverage kept in memory, and appends chunk by chunk."""

    newsroom: Newsroom
    coverage: Coverage
    actor: str
    tally: _Tally
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

    def take_over(
        self, details: CoverageDetails | None, arrivals: Sequence[_Arrival], points: tuple[KeyPoint, ...]
    ) -> None:
        known = self._known(arrivals)
        if self.coverage.state is not CoverageState.LIVE and any(_is_new(arrival, known) for arrival in arrivals):
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
        if points and points != self.coverage.key_points and points not in self._hands.key_points:
            self._do(SetKeyPoints(points=points))
        self._append()
        self._warn_of_vanished(arrivals, known)

    def _known(self, arrivals: Sequence[_Arrival]) -> dict[str, Update]:
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
        if details in self._hands.details and self._hands.details_actor != self.actor:
            self.tally.warnings.append("The head of the coverage was edited here since; it stands as edited.")
            return
        self._do(ReviseCoverage(details=details))

    def _publish(self, arrival: _Arrival) -> UpdateId | None:
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
        try:
            self._do(command)
        except Refusal as refusal:
            self.tally.skipped += 1
            self.tally.warnings.append(f"Not published: {_named(item.content, arrival.source_id)}: {refusal}")
            return None
        return update_id

    def _revise(self, arrival: _Arrival, update: Update) -> UpdateId | None:
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

    def _take_content(self, arrival: _Arrival, update: Update) -> None:
        name = _named(arrival.item.content, arrival.source_id)
        if self._hands.revised.get(update.id) != self.actor:
            if arrival.item.content in self._hands.contents[update.id]:
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

    def _warn_of_late(self, arrivals: Sequence[_Arrival], known: dict[str, Update]) -> None:
        is_new = [arrival.source_id not in known for arrival in arrivals]
        newest_known = max((number for number, new in enumerate(is_new) if not new), default=-1)
        late = sum(is_new[: newest_known + 1])
        if late:
            self.tally.warnings.append(
                f"{late} new updates stand among older ones in the source; here they come on top, being published last."
            )

    def _warn_of_vanished(self, arrivals: Sequence[_Arrival], known: dict[str, Update]) -> None:
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
            self._kept_hands = read_hands(self.newsroom.log.read(self.coverage.id), until=self._start)
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


def _is_new(arrival: _Arrival, known: dict[str, Update]) -> bool:
    content = arrival.item.content
    return arrival.source_id not in known and bool(content.heading or content.body)


def _named(content: UpdateContent, source_id: str | None) -> str:
    """The update as a person finds it again: its heading or first words, else its id."""
    words = content.heading or next((block.words for block in content.body if block.words), "") or source_id or "?"
    line = " ".join(words[:500].split())
    return f"“{line}”" if len(line) <= _LONGEST_NAME else f"“{line[:_LONGEST_NAME].rstrip()}…”"
