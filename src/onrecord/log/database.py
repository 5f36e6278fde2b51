"""The log in a database, through Django: SQLite or PostgreSQL."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from django.db import IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from onrecord.domain.errors import SlugTaken
from onrecord.domain.events import Event, PayloadRedacted, RecordedEvent
from onrecord.domain.ids import CoverageId
from onrecord.log import sql
from onrecord.log.codec import decode
from onrecord.log.failures import failures_told
from onrecord.log.hints import Hints
from onrecord.log.log import Head, LogRecord, SeqConflict, Watch
from onrecord.log.models import CoverageRow, EventRow, SwitchRow
from onrecord.log.records import encode_batch, whole_coverage
from onrecord.log.rows import record_of, row_of
from onrecord.log.switches import USUAL, Mode, Switch, Switches
from onrecord.log.watches import PostgresWatch, SqliteWatch

# Rows fetched or named at once. Between two pages a read holds no snapshot, so it never keeps SQLite's WAL from
# shrinking; and a database takes only so many parameters.
_PAGE = 500

# One set of listeners for each database of this process, however many DatabaseLogs stand before it.
_hints: dict[str, Hints] = {}
# SQLite lets writers wait by asking again, in no order, so that one of several can come last for seconds. Those of one
# process take turns; where a turn does not come, as when another program holds the file, SQLite has the word.
_turns: dict[str, Lock] = {}
_LONGEST_TURN = 5.0


class DatabaseLog:
    """The log in the database that Django knows under `alias`."""

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias
        self._hints = _hints.setdefault(alias, Hints())
        self._turn = _turns.setdefault(alias, Lock())
        self._owes_checkpoint = False

    def append(
        self, coverage_id: CoverageId, expected_seq: int, events: Sequence[Event], *, at: datetime, actor: str
    ) -> list[RecordedEvent]:
        batch = encode_batch(coverage_id, expected_seq, events, at=at, actor=actor)
        slug = self._commit(coverage_id, expected_seq, batch, [e for e in events if isinstance(e, PayloadRedacted)])
        self._hints.tell(Head(coverage_id=coverage_id, slug=slug, seq=batch[-1].seq))
        return [decode(record) for record in batch]

    def read(self, coverage_id: CoverageId, after: int = 0, limit: int | None = None) -> Iterator[RecordedEvent]:
        return (decode(record) for record in self._pages(coverage_id, after, limit))

    def records(self, coverage_id: CoverageId, after: int = 0) -> Iterator[LogRecord]:
        return self._pages(coverage_id, after, None)

    def restore(self, records: Sequence[LogRecord]) -> None:
        coverage_id = whole_coverage(records)
        slug = self._commit(coverage_id, 0, records, [])
        self._hints.tell(Head(coverage_id=coverage_id, slug=slug, seq=len(records)))

    def head(self, coverage_id: CoverageId) -> Head | None:
        heads = self._heads(coverage_id=coverage_id)
        return heads[0] if heads else None

    def find(self, slug: str) -> Head | None:
        heads = self._heads(slug=slug)
        return heads[0] if heads else None

    def heads(self, of: Collection[CoverageId] | None = None) -> list[Head]:
        return self._heads() if of is None else self._heads(coverage_id__in=of)

    def on_append(self, listener: Callable[[Head], None]) -> Callable[[], None]:
        return self._hints.listen(listener)

    def watch(self) -> Watch:
        connection = connections[self.alias]
        return PostgresWatch(connection) if connection.vendor == "postgresql" else SqliteWatch(connection)

    def switches(self) -> Switches:
        with failures_told():
            self._connection()
            rows = list(SwitchRow.objects.using(self.alias).values_list("coverage_id", "mode", "interval_seconds"))
        return {
            CoverageId(name) if name else None: Switch(mode=Mode(mode), interval_seconds=s) for name, mode, s in rows
        }

    def set_switch(self, coverage_id: CoverageId | None, switch: Switch) -> None:
        name = coverage_id or ""
        with failures_told():
            connection = self._connection()
            with transaction.atomic(using=self.alias):
                rows = SwitchRow.objects.using(self.alias)
                if switch == USUAL:
                    rows.filter(coverage_id=name).delete()
                else:
                    said = {"mode": switch.mode.value, "interval_seconds": switch.interval_seconds}
                    rows.update_or_create(coverage_id=name, defaults=said)
                sql.notify(connection, name, 0)

    def _connection(self) -> BaseDatabaseWrapper:
        connection = connections[self.alias]
        if not connection.in_atomic_block:
            # Outside a request nobody else would drop a connection that has died, or lived too long.
            connection.close_if_unusable_or_obsolete()
        return connection

    def _commit(
        self,
        coverage_id: CoverageId,
        expected_seq: int,
        batch: Sequence[LogRecord],
        redactions: Sequence[PayloadRedacted],
    ) -> str:
        """Store the batch, all or nothing, and return the coverage's slug."""
        with failures_told() as stage:
            connection = self._connection()
            with self._in_turn(connection), transaction.atomic(using=self.alias, durable=True):
                row = self._swap_head(coverage_id, expected_seq, batch)
                EventRow.objects.using(self.alias).bulk_create([row_of(row, record) for record in batch], _PAGE)
                for redaction in redactions:
                    self._erase(row, redaction.seqs)
                sql.notify(connection, coverage_id, batch[-1].seq)
                stage.is_committing = True
        self._owes_checkpoint |= bool(redactions)
        if self._owes_checkpoint:
            self._owes_checkpoint = not sql.checkpoint(self._connection())
        return row.slug

    @contextmanager
    def _in_turn(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        is_ours = connection.vendor == "sqlite" and self._turn.acquire(timeout=_LONGEST_TURN)
        try:
            yield
        finally:
            if is_ours:
                self._turn.release()

    def _swap_head(self, coverage_id: CoverageId, expected_seq: int, batch: Sequence[LogRecord]) -> CoverageRow:
        rows = CoverageRow.objects.using(self.alias)
        head = batch[-1].seq
        if expected_seq:
            if not rows.filter(coverage_id=coverage_id, head=expected_seq).update(head=head):
                raise SeqConflict
            return rows.get(coverage_id=coverage_id)
        slug = batch[0].facts["slug"]
        try:
            with transaction.atomic(using=self.alias):
                return rows.create(coverage_id=coverage_id, slug=slug, head=head)
        except IntegrityError as error:
            # Both columns are unique; which of them refused reads differently in each database.
            raise (SeqConflict if rows.filter(coverage_id=coverage_id).exists() else SlugTaken) from error

    def _erase(self, row: CoverageRow, seqs: Sequence[int]) -> None:
        for start in range(0, len(seqs), _PAGE):
            rows = EventRow.objects.using(self.alias).filter(coverage=row, seq__in=seqs[start : start + _PAGE])
            rows.exclude(payload="{}").update(payload=None, salt=None)

    def _pages(self, coverage_id: CoverageId, after: int, limit: int | None) -> Iterator[LogRecord]:
        left = limit
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            with failures_told():
                self._connection()
                rows = EventRow.objects.using(self.alias).filter(coverage__coverage_id=coverage_id, seq__gt=after)
                page = list(rows.order_by("seq")[:size])
            for row in page:
                yield record_of(coverage_id, row)
            if len(page) < size:
                return
            after = page[-1].seq
            left = None if left is None else left - len(page)

    def _heads(self, **which: str | Collection[CoverageId]) -> list[Head]:
        with failures_told():
            self._connection()
            rows = CoverageRow.objects.using(self.alias).filter(**which).order_by("number")
            found = list(rows.values_list("coverage_id", "slug", "head"))
        return [Head(coverage_id=CoverageId(coverage_id), slug=slug, seq=seq) for coverage_id, slug, seq in found]
