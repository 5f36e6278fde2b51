"""The promise of the log, which every backend keeps and one suite tests on all of them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from onrecord.domain.events import Event, RecordedEvent
from onrecord.domain.ids import CoverageId
from onrecord.log.switches import Switch, Switches


class LogError(Exception):
    """The log could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class SeqConflict(LogError):
    """Somebody else appended to this coverage first: load it again, decide again, append again."""


class LogUnavailable(LogError):
    """The log could not be used (disk full, database locked or away). Nothing was recorded; try again."""


class OutcomeUnknown(LogUnavailable):
    """The database went away while it committed. Whether this was recorded is not known: load again, then decide."""


class UnwritableEvent(LogError):
    """An event holds something that JSON cannot carry exactly."""


class UnreadableRecord(LogError):
    """A record is of a type or a shape that this version does not know; run the version that wrote it, or newer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """Where one coverage stands: its address and the seq of its newest event."""

    coverage_id: CoverageId
    slug: str
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LogRecord:
    """An event as it is stored, and as `export` carries it.

    `facts` and `payload` are JSON objects: what stays for ever, and what can be erased by law. An event without
    erasable fields has the payload `{}`; an erased one has None, and then no salt either. `payload_digest` is the
    lower-case hex SHA-256 of the salt's bytes followed by the payload's canonical bytes, and outlives an erasure.
    `salt` is 32 hex digits, so that a short text cannot be guessed from its digest.
    """

    coverage_id: CoverageId
    seq: int
    type: str
    version: int
    at: datetime
    actor: str
    facts: Mapping[str, Any]
    payload: Mapping[str, Any] | None
    salt: str | None
    payload_digest: str


class Watch(Protocol):
    """Whether the log has moved; used by one thread."""

    @property
    def interval(self) -> float:
        """How many seconds a follower may let pass between two looks."""

    def fileno(self) -> int | None:
        """What becomes readable when another process may have appended; None if only looking tells."""

    def has_moved(self) -> bool:
        """False only if nothing has been appended since the last call. Raises LogUnavailable."""

    def named(self) -> frozenset[CoverageId] | None:
        """Those coverages that may have moved since the last call; None where all have to be looked at.

        Called after `has_moved`. One that is not named now is named later, or all are. Raises LogUnavailable.
        """

    def close(self) -> None:
        """Let go of the connection. Whoever asks again begins anew, and is told to look at all."""


class Log(Protocol):
    """Events of every coverage, in order, for ever.

    Consistency: `append` is compare-and-swap on the coverage's head. Of several writers with the same `expected_seq`
    exactly one succeeds; the others get SeqConflict and have changed nothing. Seqs are dense from 1, and the order of
    seqs is the order of commits: a reader that has seen seq N never later finds a lower one that it had not seen.

    Durability: when `append` returns, the events survive the loss of the process and of the machine's power. When it
    raises, none of them was recorded, unless the error is OutcomeUnknown: then the writer loads again before it
    retries.

    Erasure: appending a PayloadRedacted erases the payload and salt of the events it names in the same transaction.

    Concurrency: every method may be called from any thread and any process.
    """

    def append(
        self, coverage_id: CoverageId, expected_seq: int, events: Sequence[Event], *, at: datetime, actor: str
    ) -> list[RecordedEvent]:
        """Record `events` (at least one) after `expected_seq`, 0 for a new coverage; all of them or none.

        Raises SeqConflict, LogUnavailable, OutcomeUnknown, or the domain's SlugTaken when CoverageOpened names a slug
        in use. Never called inside a transaction of the caller's: it would not be durable on return.
        """

    def read(self, coverage_id: CoverageId, after: int = 0, limit: int | None = None) -> Iterator[RecordedEvent]:
        """The events with a seq above `after`, in order, at most `limit`; none for an unknown coverage."""

    def records(self, coverage_id: CoverageId, after: int = 0) -> Iterator[LogRecord]:
        """As `read`, but as they are stored."""

    def restore(self, records: Sequence[LogRecord]) -> None:
        """Store the records of one whole coverage, from seq 1, exactly as they were exported.

        Raises SeqConflict if the coverage exists, SlugTaken, UnreadableRecord (also for a digest that is wrong).
        """

    def head(self, coverage_id: CoverageId) -> Head | None:
        """Where the coverage stands, None if there is no such coverage."""

    def find(self, slug: str) -> Head | None:
        """The coverage at this slug."""

    def heads(self, of: Collection[CoverageId] | None = None) -> list[Head]:
        """Where every coverage stands, or each of these, the one recorded first first."""

    def on_append(self, listener: Callable[[Head], None]) -> Callable[[], None]:
        """Have `listener` told of each append by this process once it is committed; returns what ends that.

        A hint, not a promise: it comes in the appending thread, maybe out of order, never from other processes.
        The listener returns at once and raises nothing.
        """

    def watch(self) -> Watch:
        """A cheap look at whether anybody, in any process, has appended."""

    def switches(self) -> Switches:
        """What operators have switched for readers, by whichever process. Raises LogUnavailable."""

    def set_switch(self, coverage_id: CoverageId | None, switch: Switch) -> None:
        """From now on this holds, for one coverage or for all; what is as usual is forgotten. Raises LogUnavailable.

        Followers in other processes are woken as by an append, and hear of it within a second at the latest.
        """
