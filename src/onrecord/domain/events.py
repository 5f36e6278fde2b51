"""What has happened in a coverage. An event, once released, is never edited: a new one is added, or a decoder.

Every field named in an event's `erasable` holds what somebody wrote; it reads as None once it has been erased by law.
The rest, the facts, stays for ever. Place, time and actor are the log's to give: see `RecordedEvent`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.ids import CoverageId, UpdateId


class RevisionKind(StrEnum):
    """Why an update was revised: MINOR leaves the sense alone, CORRECTION says that we were wrong."""

    MINOR = "minor"
    CLARIFICATION = "clarification"
    CORRECTION = "correction"


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageOpened:
    erasable: ClassVar[frozenset[str]] = frozenset({"details"})

    slug: str
    details: CoverageDetails | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageRevised:
    """The head of the coverage reads so from now on; `details` is the whole of it, not a difference."""

    erasable: ClassVar[frozenset[str]] = frozenset({"details"})

    details: CoverageDetails | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CoveragePaused:
    erasable: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageResumed:
    """Live again, after a pause or after it had been closed."""

    erasable: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageClosed:
    erasable: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdatePublished:
    """A new update. `published_at` is None only where an imported source gives no time.

    `source_id` is the id that the update has in the system it was imported from; it outlives an erasure so that a
    second import cannot bring erased words back. `revised_at` is when that system last changed it.
    """

    erasable: ClassVar[frozenset[str]] = frozenset({"content"})

    update_id: UpdateId
    content: UpdateContent | None
    published_at: datetime | None
    revised_at: datetime | None = None
    is_key_event: bool = False
    source_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateRevised:
    """An update reads so from now on. `revision` counts from 1, the publication; `note` says what was wrong."""

    erasable: ClassVar[frozenset[str]] = frozenset({"content", "note"})

    update_id: UpdateId
    revision: int
    revision_kind: RevisionKind
    content: UpdateContent | None
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateRetracted:
    """It does not stand: the words go, the reason and the address stay."""

    erasable: ClassVar[frozenset[str]] = frozenset({"reason"})

    update_id: UpdateId
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateHeld:
    """In doubt while we check: hidden, may come back."""

    erasable: ClassVar[frozenset[str]] = frozenset()

    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateReleased:
    erasable: ClassVar[frozenset[str]] = frozenset()

    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdatePinned:
    """Held above the stream from now on, in place of any other."""

    erasable: ClassVar[frozenset[str]] = frozenset()

    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateUnpinned:
    erasable: ClassVar[frozenset[str]] = frozenset()

    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateFlagged:
    """A turning point: a key event."""

    erasable: ClassVar[frozenset[str]] = frozenset()

    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateUnflagged:
    erasable: ClassVar[frozenset[str]] = frozenset()

    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyPointsSet:
    """The summary on top reads so from now on; no points, no summary."""

    erasable: ClassVar[frozenset[str]] = frozenset({"points"})

    points: tuple[KeyPoint, ...] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PayloadRedacted:
    """Erased by law: what the events at `seqs` held in their erasable fields is gone, here and in the log.

    The log erases in the transaction that appends this event. `update_id` is the update whose words they were, None
    for the coverage's own head or summary. `reason` is shown to readers and stays: it must not repeat the words.
    """

    erasable: ClassVar[frozenset[str]] = frozenset()

    seqs: tuple[int, ...]
    reason: str
    update_id: UpdateId | None = None


Event = (
    CoverageOpened
    | CoverageRevised
    | CoveragePaused
    | CoverageResumed
    | CoverageClosed
    | UpdatePublished
    | UpdateRevised
    | UpdateRetracted
    | UpdateHeld
    | UpdateReleased
    | UpdatePinned
    | UpdateUnpinned
    | UpdateFlagged
    | UpdateUnflagged
    | KeyPointsSet
    | PayloadRedacted
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedEvent:
    """An event to which the log has given its place: `seq` counts from 1 in its coverage, without gaps.

    `at` is when it was recorded (aware UTC); `actor` names the account that did it.
    """

    coverage_id: CoverageId
    seq: int
    at: datetime
    actor: str
    event: Event
