"""Load a coverage, decide, append: the only way in which anything gets into the log."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from uuid_utils import uuid7

from onrecord.domain import Coverage, decide
from onrecord.domain.commands import Command, OpenCoverage, PublishUpdate, ReviseUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.errors import NoSuchCoverage, SlugTaken
from onrecord.domain.events import CoverageOpened, RecordedEvent
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.domain.slug import slugify
from onrecord.log import FoldedCoverages, Log, LogUnavailable, SeqConflict
from onrecord.newsroom.clean import clean_command, clean_details

# Each lost race means that a colleague's event was recorded; twelve in a row on one coverage is not a newsroom.
ATTEMPTS = 12
_MOST_SLUGS = 1000


def new_coverage_id() -> CoverageId:
    """A fresh id, later than those made before it."""
    return CoverageId(str(uuid7()))


def new_update_id() -> UpdateId:
    """A fresh id, later than those made before it."""
    return UpdateId(str(uuid7()))


def _now() -> datetime:
    return datetime.now(UTC)


def _never(_: UpdateId) -> datetime | None:
    return None


def _anything(_: UpdateContent) -> None:
    return None


def _nobody(_: Sequence[RecordedEvent]) -> None:
    return None


class Newsroom:
    """What a journalist can do with the coverages of one log.

    `embargo` says until when an update may not be published, `check` raises the Refusal of words that may not be (which
    rules of the domain cannot know), and `told` is given what was recorded.

    It may be used from several threads, and beside other processes: the log's compare-and-swap settles who was first.
    """

    def __init__(
        self,
        log: Log,
        *,
        clock: Callable[[], datetime] = _now,
        embargo: Callable[[UpdateId], datetime | None] = _never,
        check: Callable[[UpdateContent], None] = _anything,
        told: Callable[[Sequence[RecordedEvent]], None] = _nobody,
    ) -> None:
        self.log = log
        self.clock = clock
        self._embargo = embargo
        self._check = check
        self._told = told
        self._folded = FoldedCoverages(log)

    def load(self, coverage_id: CoverageId) -> Coverage:
        """The coverage as it stands; raises NoSuchCoverage."""
        coverage = self._folded.current(coverage_id)
        if coverage is None:
            raise NoSuchCoverage
        return coverage

    def find(self, slug: str) -> Coverage:
        """The coverage at this slug; raises NoSuchCoverage."""
        head = self.log.find(slug)
        if head is None:
            raise NoSuchCoverage
        return self.load(head.coverage_id)

    def coverages(self) -> list[Coverage]:
        """Every coverage, newest first."""
        return [self.load(head.coverage_id) for head in reversed(self.log.heads())]

    def find_source(self, url: str) -> Coverage | None:
        """The newest coverage that was opened from this address."""
        for opening in self.openings():
            details = opening.event.details if isinstance(opening.event, CoverageOpened) else None
            if details is not None and details.source is not None and details.source.url == url:
                return self.load(opening.coverage_id)
        return None

    def openings(self) -> Iterator[RecordedEvent]:
        """The first event of every coverage, newest first: cheap, for nothing else of them is read."""
        for head in reversed(self.log.heads()):
            yield next(iter(self.log.read(head.coverage_id, limit=1)))

    def check(self, command: Command) -> None:
        """Raises the Refusal of what the domain's own rules let pass."""
        if isinstance(command, PublishUpdate | ReviseUpdate):
            self._check(command.content)

    def execute(self, coverage_id: CoverageId, command: Command, *, actor: str) -> list[RecordedEvent]:
        """The events that `command` made, already durable.

        Raises a Refusal, or LogUnavailable; in both cases nothing was recorded, and every word is still the caller's.
        """
        command = clean_command(command)
        if isinstance(command, PublishUpdate | ReviseUpdate) and command.embargoed_until is None:
            command = replace(command, embargoed_until=self._embargo(command.update_id))
        for _ in range(ATTEMPTS):
            coverage = self._folded.current(coverage_id)
            now = self.clock()
            events = decide(coverage, command, now)
            self.check(command)
            try:
                recorded = self.log.append(
                    coverage_id, 0 if coverage is None else coverage.head, events, at=now, actor=actor
                )
            except SeqConflict:
                continue
            self._told(recorded)
            return recorded
        raise LogUnavailable("others kept writing to this coverage first; try again")

    def open_coverage(
        self, details: CoverageDetails, slug: str | None = None, *, actor: str, coverage_id: CoverageId | None = None
    ) -> Coverage:
        """The new coverage, at `slug` or one made of its headline; raises SlugTaken if the slug asked for is in use."""
        details = clean_details(details)
        base = slug or slugify(details.headline)
        for number in range(1, _MOST_SLUGS):
            tried = base if number == 1 else _numbered(base, number)
            if slug is None and self.log.find(tried) is not None:
                continue
            made = coverage_id or new_coverage_id()
            try:
                self.execute(made, OpenCoverage(coverage_id=made, slug=tried, details=details), actor=actor)
            except SlugTaken:
                if slug is not None:
                    raise
                continue
            return self.load(made)
        raise SlugTaken


def _numbered(slug: str, number: int) -> str:
    return f"{slug[: 80 - 5].rstrip('-')}-{number}"
