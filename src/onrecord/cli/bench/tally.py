"""Who has had what: each event has a place in the order in which it was first seen, and each reader a bit for it."""

from array import array
from collections import Counter
from dataclasses import dataclass, field

from onrecord.cli.bench.stamps import stamp

# As many moments as fit in ten megabytes; whatever comes after them is counted, and not timed.
_MOST_TIMED = 2_500_000


class Record:
    """What one reader has had."""

    __slots__ = ("doubled", "had", "is_first")

    def __init__(self, *, is_first: bool) -> None:
        self.had = 0
        self.doubled = 0
        # Whoever was there before the first event is owed all; who came later, what follows on the first that came.
        self.is_first = is_first


@dataclass(slots=True)
class Seen:
    """One event in one process: when it came first, how much later to each reader, and when it says it was made."""

    id: str
    first: float
    stamp: float | None
    later: "array[float]"


@dataclass(slots=True)
class Counted:
    """What one process has seen, as it is told to the one that asked.

    `had` has how many readers had these bits; of each whether it was owed from the start on, and to the end.
    """

    seen: list[Seen] = field(default_factory=list)
    had: Counter[tuple[int, bool, bool]] = field(default_factory=Counter)
    deliveries: int = 0
    doubled: int = 0
    without_id: int = 0


class Tally:
    """All readers of one kind in one process."""

    def __init__(self) -> None:
        self.counted = Counted()
        self._places: dict[str, int] = {}
        self._old: set[str] = set()
        self._timed = 0
        self._records: set[Record] = set()
        self._has_begun = False

    def begin(self) -> None:
        """From here on it counts; what was seen before, a server's history, does not."""
        self._old.update(self._places)
        self._places.clear()
        self.counted = Counted()
        self._has_begun = True
        for record in self._records:
            record.had = record.doubled = 0
            record.is_first = True

    def known(self) -> set[str]:
        """All events that have been seen so far."""
        return {*self._old, *self._places}

    def join(self) -> Record:
        record = Record(is_first=not self._has_begun)
        self._records.add(record)
        return record

    def leave(self, record: Record) -> None:
        """A reader goes who was meant to: what came after is owed to nobody."""
        self._records.discard(record)
        self._close(record, is_last=False)

    def forget(self, record: Record) -> None:
        """A reader who never was one."""
        self._records.discard(record)

    def note(self, record: Record, event_id: str | None, data: bytes, now: float) -> None:
        """An event has come to this reader."""
        counted = self.counted
        if event_id is None:
            counted.without_id += 1
            return
        place = self._places.get(event_id)
        if place is None:
            if event_id in self._old:
                return
            place = self._places[event_id] = len(counted.seen)
            counted.seen.append(Seen(event_id, now, stamp(data), array("f")))
        bit = 1 << place
        if record.had & bit:
            record.doubled += 1
            return
        record.had |= bit
        counted.deliveries += 1
        if self._timed < _MOST_TIMED:
            self._timed += 1
            seen = counted.seen[place]
            seen.later.append(now - seen.first)

    def end(self) -> Counted:
        """All that was counted; those who are still there are owed everything."""
        for record in self._records:
            self._close(record, is_last=True)
        self._records.clear()
        return self.counted

    def _close(self, record: Record, *, is_last: bool) -> None:
        self.counted.had[record.had, record.is_first, is_last] += 1
        self.counted.doubled += record.doubled


def missing(counted: Counted, kept: int) -> int:
    """How many events did not come to a reader to whom they were owed; `kept` has the bits of those that count."""
    lacking = 0
    for (all_had, is_first, is_last), readers in counted.had.items():
        had = all_had & kept
        if not had and not (is_first and is_last):
            continue
        owed = kept
        if not is_last:
            owed &= (1 << had.bit_length()) - 1
        if not is_first:
            owed &= -(had & -had)
        lacking += readers * (owed & ~had).bit_count()
    return lacking
