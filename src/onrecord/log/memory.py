"""The log in memory: for tests and trials. It forgets all when the process ends."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from onrecord.domain.errors import SlugTaken
from onrecord.domain.events import Event, PayloadRedacted, RecordedEvent
from onrecord.domain.ids import CoverageId
from onrecord.log.codec import decode
from onrecord.log.hints import Hints
from onrecord.log.log import Head, LogRecord, LogUnavailable, OutcomeUnknown, SeqConflict, Watch
from onrecord.log.records import encode_batch, whole_coverage
from onrecord.log.switches import USUAL, Switch, Switches


class MemoryLog:
    """A log that keeps every promise but durability, and can be told to fail."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._coverages: dict[CoverageId, list[LogRecord]] = {}
        self._slugs: dict[str, CoverageId] = {}
        self._failures: list[bool] = []
        self._hints = Hints()
        self._switches: dict[CoverageId | None, Switch] = {}

    def fail_next(self, *, persist: bool) -> None:
        """Let the next append fail: with LogUnavailable and nothing recorded, or recorded but OutcomeUnknown."""
        with self._lock:
            self._failures.append(persist)

    def append(
        self, coverage_id: CoverageId, expected_seq: int, events: Sequence[Event], *, at: datetime, actor: str
    ) -> list[RecordedEvent]:
        batch = encode_batch(coverage_id, expected_seq, events, at=at, actor=actor)
        head = self._store(coverage_id, expected_seq, batch, [e for e in events if isinstance(e, PayloadRedacted)])
        self._hints.tell(head)
        return [decode(record) for record in batch]

    def restore(self, records: Sequence[LogRecord]) -> None:
        self._hints.tell(self._store(whole_coverage(records), 0, records, []))

    def read(self, coverage_id: CoverageId, after: int = 0, limit: int | None = None) -> Iterator[RecordedEvent]:
        return (decode(record) for record in self._after(coverage_id, after, limit))

    def records(self, coverage_id: CoverageId, after: int = 0) -> Iterator[LogRecord]:
        return iter(self._after(coverage_id, after, None))

    def head(self, coverage_id: CoverageId) -> Head | None:
        with self._lock:
            return self._head(coverage_id)

    def find(self, slug: str) -> Head | None:
        with self._lock:
            coverage_id = self._slugs.get(slug)
            return None if coverage_id is None else self._head(coverage_id)

    def heads(self, of: Collection[CoverageId] | None = None) -> list[Head]:
        with self._lock:
            asked = [coverage_id for coverage_id in self._coverages if of is None or coverage_id in of]
            return [head for coverage_id in asked if (head := self._head(coverage_id)) is not None]

    def on_append(self, listener: Callable[[Head], None]) -> Callable[[], None]:
        return self._hints.listen(listener)

    def watch(self) -> Watch:
        return _MemoryWatch(self)

    def switches(self) -> Switches:
        with self._lock:
            return dict(self._switches)

    def set_switch(self, coverage_id: CoverageId | None, switch: Switch) -> None:
        with self._lock:
            self._switches.pop(coverage_id, None)
            if switch != USUAL:
                self._switches[coverage_id] = switch

    def _store(
        self,
        coverage_id: CoverageId,
        expected_seq: int,
        batch: Sequence[LogRecord],
        redactions: Sequence[PayloadRedacted],
    ) -> Head:
        with self._lock:
            known = self._coverages.get(coverage_id, [])
            if len(known) != expected_seq:
                raise SeqConflict
            slug = (known or batch)[0].facts["slug"]
            if not known and slug in self._slugs:
                raise SlugTaken
            persist = self._failures.pop(0) if self._failures else None
            if persist is False:
                raise LogUnavailable
            known.extend(batch)
            for seq in {seq for redaction in redactions for seq in redaction.seqs if seq <= len(known)}:
                known[seq - 1] = _erased(known[seq - 1])
            self._coverages[coverage_id] = known
            self._slugs[slug] = coverage_id
            if persist:
                raise OutcomeUnknown
            return Head(coverage_id=coverage_id, slug=slug, seq=batch[-1].seq)

    def _after(self, coverage_id: CoverageId, after: int, limit: int | None) -> list[LogRecord]:
        with self._lock:
            known = self._coverages.get(coverage_id, [])
            return known[max(after, 0) :][:limit]

    def _head(self, coverage_id: CoverageId) -> Head | None:
        known = self._coverages.get(coverage_id)
        return (known and Head(coverage_id=coverage_id, slug=known[0].facts["slug"], seq=len(known))) or None


def _erased(record: LogRecord) -> LogRecord:
    return replace(record, payload=None, salt=None) if record.payload else record


class _MemoryWatch:
    interval = 1.0

    def __init__(self, log: MemoryLog) -> None:
        self._log = log
        self._total: int | None = None

    def fileno(self) -> int | None:
        return None

    def has_moved(self) -> bool:
        known, self._total = self._total, sum(head.seq for head in self._log.heads())
        return self._total != known

    def named(self) -> frozenset[CoverageId] | None:
        return None

    def close(self) -> None:
        pass
