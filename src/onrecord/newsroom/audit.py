"""Who did what: the commands that the log holds, and beside them what happens outside of any coverage.

What was done to a coverage is not written down a second time while it is done, where it could be forgotten or fail:
`catch_up` copies it out of the log, whoever wrote it there and through whichever door. Everything else is noted by the
function that does it.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, QuerySet

from onrecord.domain.events import RecordedEvent
from onrecord.log import Log
from onrecord.newsroom.models import AuditEntry

_BATCH = 500
_LONGEST_SUBJECT = 300
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = ("at", "actor", "action", "coverage_id", "update_id", "seq", "subject", "address")


def note(
    action: str,
    *,
    actor: str,
    coverage_id: str = "",
    update_id: str = "",
    subject: str = "",
    address: str = "",
    at: datetime | None = None,
) -> None:
    """Write down that `actor` has done this; `subject` is to whom or what, never any words of a draft."""
    AuditEntry.objects.create(
        at=at or datetime.now(UTC),
        actor=_stored(actor),
        action=action,
        coverage_id=coverage_id,
        update_id=update_id,
        subject=_stored(subject),
        address=address[:60],
    )


def catch_up(log: Log) -> None:
    """Afterwards every event that the log holds now has its entry."""
    rows = AuditEntry.objects.filter(seq__isnull=False).values("coverage_id").annotate(newest=Max("seq"))
    known = {row["coverage_id"]: row["newest"] for row in rows}
    for head in log.heads():
        batch: list[AuditEntry] = []
        if (after := known.get(head.coverage_id, 0)) >= head.seq:
            continue
        for recorded in log.read(head.coverage_id, after=after):
            batch.append(_entry(recorded))
            if len(batch) == _BATCH:
                _keep(batch)
                batch = []
        _keep(batch)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What somebody wants to see of the audit log; what is empty does not narrow it."""

    actor: str = ""
    action: str = ""
    coverage_id: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def entries(self) -> QuerySet[AuditEntry]:
        """The entries asked for, the newest first."""
        exact = {"actor": self.actor, "action": self.action, "coverage_id": self.coverage_id}
        found = AuditEntry.objects.filter(**{name: value for name, value in exact.items() if value})
        if self.since is not None:
            found = found.filter(at__gte=self.since)
        if self.until is not None:
            found = found.filter(at__lt=self.until)
        return found.order_by("-at", "-id")


def as_json_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """One JSON object a line."""
    for entry in entries.iterator(chunk_size=_BATCH):
        yield json.dumps(as_row(entry), ensure_ascii=False) + "\n"


def as_csv(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """A header and a line an entry; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    yield _line(COLUMNS)
    for entry in entries.iterator(chunk_size=_BATCH):
        yield _line(tuple(_harmless(value) for value in as_row(entry).values()))


def _entry(recorded: RecordedEvent) -> AuditEntry:
    name = type(recorded.event).__name__
    return AuditEntry(
        at=recorded.at,
        actor=recorded.actor,
        action="".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_"),
        coverage_id=recorded.coverage_id,
        update_id=getattr(recorded.event, "update_id", None) or "",
        seq=recorded.seq,
    )


def _keep(batch: list[AuditEntry]) -> None:
    # Another process may be copying the same events: whoever is second finds them there.
    AuditEntry.objects.bulk_create(batch, ignore_conflicts=True)


def as_row(entry: AuditEntry) -> dict[str, Any]:
    """The entry as JSON has it."""
    row = {name: getattr(entry, name) for name in COLUMNS}
    return {**row, "at": entry.at.astimezone(UTC).isoformat().replace("+00:00", "Z")}


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _stored(text: str) -> str:
    """The text as every database can keep it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")[:_LONGEST_SUBJECT]
