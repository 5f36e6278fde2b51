"""The updates of a coverage, in the order in which they were published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from onrecord.domain.content import UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId

# A change copies one chunk and the list of chunks; 64 keeps both small for coverages of up to some 10,000 updates.
_CHUNK = 64


class Standing(StrEnum):
    """How an update stands before readers."""

    PUBLISHED = "published"
    HELD = "held"
    RETRACTED = "retracted"
    REDACTED = "redacted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One version of an update; number 1, without a kind, is its publication.

    `note` is None, whatever was written, while the update is held and once it is retracted or redacted. `is_erased`:
    the words of this version are gone by law.
    """

    number: int
    seq: int
    at: datetime
    kind: RevisionKind | None = None
    note: str | None = None
    is_erased: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """That an update was retracted or redacted: in which event, when, and the reason given to readers."""

    seq: int
    at: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """One update as readers may see it: `content` is None unless its standing is PUBLISHED.

    `ordinal` counts publications in the coverage from 1 and never changes, whatever becomes of the update;
    `version` is the seq of the newest event that concerned it.
    """

    id: UpdateId
    ordinal: int
    version: int
    content: UpdateContent | None
    published_at: datetime | None
    revised_at: datetime | None
    revisions: tuple[Revision, ...]
    is_key_event: bool = False
    is_held: bool = False
    retraction: Withdrawal | None = None
    redaction: Withdrawal | None = None
    source_id: str | None = None

    @property
    def revision(self) -> int:
        """The number of the newest revision."""
        return self.revisions[-1].number

    @property
    def seq(self) -> int:
        """The seq of its publication."""
        return self.revisions[0].seq

    @property
    def standing(self) -> Standing:
        if self.is_held:
            return Standing.HELD
        if self.redaction is not None:
            return Standing.REDACTED
        if self.retraction is not None:
            return Standing.RETRACTED
        return Standing.REDACTED if self.content is None else Standing.PUBLISHED

    @property
    def corrections(self) -> tuple[Revision, ...]:
        """The corrections and clarifications that readers are told of, oldest first."""
        return tuple(r for r in self.revisions if r.kind in (RevisionKind.CORRECTION, RevisionKind.CLARIFICATION))


class Updates(Mapping[UpdateId, Update]):
    """An immutable mapping of updates, oldest first, of which a changed copy costs the same at any length.

    All copies share one index from id to ordinal. It only ever grows, and what it says is checked against the chunks,
    so an entry that another copy added is invisible here.
    """

    __slots__ = ("_chunks", "_index", "_len")

    def __init__(self) -> None:
        self._chunks: tuple[tuple[Update, ...], ...] = ()
        self._index: dict[UpdateId, int] = {}
        self._len = 0

    def with_update(self, update: Update) -> "Updates":
        """A copy in which `update` stands at its ordinal: an existing one, or the next."""
        if not 1 <= update.ordinal <= self._len + 1:
            raise IndexError(f"ordinal {update.ordinal} after {self._len} updates")
        copy = Updates()
        copy._index, copy._len = self._index, self._len
        place, offset = divmod(update.ordinal - 1, _CHUNK)
        chunk = self._chunks[place] if place < len(self._chunks) else ()
        copy._chunks = (
            *self._chunks[:place],
            (*chunk[:offset], update, *chunk[offset + 1 :]),
            *self._chunks[place + 1 :],
        )
        if update.ordinal > self._len:
            # Another copy may have gone on from here, maybe in another thread just now: then part from it.
            if len(self._index) != self._len or self._index.setdefault(update.id, update.ordinal) != update.ordinal:
                copy._index = {known.id: known.ordinal for known in self.values()}
                copy._index[update.id] = update.ordinal
            copy._len = update.ordinal
        return copy

    def at(self, ordinal: int) -> Update:
        """The update with this ordinal, counted from 1; raises IndexError where there is none."""
        if not 1 <= ordinal <= self._len:
            raise IndexError(ordinal)
        return self._chunks[(ordinal - 1) // _CHUNK][(ordinal - 1) % _CHUNK]

    def __getitem__(self, update_id: UpdateId) -> Update:
        ordinal = self._index[update_id]
        if ordinal > self._len or (update := self.at(ordinal)).id != update_id:
            raise KeyError(update_id)
        return update

    def __iter__(self) -> Iterator[UpdateId]:
        return (update.id for chunk in self._chunks for update in chunk)

    def __len__(self) -> int:
        return self._len
