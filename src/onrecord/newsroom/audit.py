"""Who did what: the commands that the log holds, and beside them what happens outside of any coverage.

What was done to a coverage is not written down a second time while it is done, where it could be forgotten or fail:
`catch_up` copies it out of the log, whoever wrote it there and through whichever door. Everything else is noted by the
function that does it.
"""

import csv
import io
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from onrecord.domain.events import RecordedEvent
from onrecord.log import Log
from onrecord.newsroom.door import door
from onrecord.newsroom.models import AuditEntry, EventDoor

_BATCH = 500
_LONGEST_SUBJECT = 300
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = ("at", "actor", "action", "coverage_id", "update_id", "seq", "subject", "address", "door")
# Who is refused the same thing again and again is written down once in so long.
_REFUSED_ONCE_IN = timedelta(minutes=1)
_LOGGER = logging.getLogger(__name__)


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
        door=door(),
    )


def note_refused(what: str, *, actor: str, coverage_id: str = "", address: str = "") -> None:
    """Write down that somebody who is known tried what they may not do, by the key that the table of roles has for it.

    It is never a reason for another failure.
    """
    now = datetime.now(UTC)
    told = {"action": "refused", "actor": _stored(actor), "coverage_id": coverage_id, "subject": what}
    try:
        if not AuditEntry.objects.filter(**told, at__gt=now - _REFUSED_ONCE_IN).exists():
            note("refused", actor=actor, coverage_id=coverage_id, subject=what, address=address, at=now)
    except DatabaseError:
        _LOGGER.exception("a refused attempt could not be written down")


def note_door(recorded: Sequence[RecordedEvent]) -> None:
    """Write down through which door these events came; they are recorded, whether this can be written or not."""
    rows = [EventDoor(coverage_id=each.coverage_id, seq=each.seq, door=door()) for each in recorded]
    try:
        EventDoor.objects.bulk_create(rows, ignore_conflicts=True)
    except DatabaseError:
        _LOGGER.warning("through which door events came could not be written down", exc_info=True)


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
        doors = EventDoor.objects.filter(coverage_id=OuterRef("coverage_id"), seq=OuterRef("seq"))
        return found.annotate(event_door=Subquery(doors.values("door")[:1])).order_by("-at", "-id")

    def page(self, before: str = "", size: int = _BATCH) -> tuple[list[AuditEntry], str | None]:
        """So many entries after the place `before`, and the place of the next page; raises ValueError for no place.

        What is added meanwhile moves nothing: each entry is in one page, however many there are.
        """
        found = self.entries()
        if before:
            at, number = _place(before)
            found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=number))
        entries = list(found[: size + 1])
        last = entries[size - 1] if len(entries) > size else None
        return entries[:size], None if last is None else f"{last.at.isoformat()},{last.pk}"

    def pages(self) -> Iterator[list[AuditEntry]]:
        """All of it, a page at a time, so that no number of entries fills the memory."""
        place: str | None = ""
        while place is not None:
            entries, place = self.page(place)
            yield entries


def as_json_lines(pages: Iterable[list[AuditEntry]]) -> Iterator[str]:
    """One JSON object a line."""
    for entries in pages:
        yield "".join(json.dumps(as_row(entry), ensure_ascii=False) + "\n" for entry in entries)


def as_csv(pages: Iterable[list[AuditEntry]]) -> Iterator[str]:
    """A header and a line an entry; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    yield _line(COLUMNS)
    for entries in pages:
        yield "".join(_line(tuple(_harmless(value) for value in as_row(entry).values())) for entry in entries)


def event_action(event: type) -> str:
    """What the entry of such an event is called: `update_published`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in event.__name__).lstrip("_")


def _place(text: str) -> tuple[datetime, int]:
    at, _, number = text.partition(",")
    moment = datetime.fromisoformat(at)
    if moment.utcoffset() is None or not number.isdecimal() or len(number) > 18:
        raise ValueError("no place in the audit log")
    return moment, int(number)


def _entry(recorded: RecordedEvent) -> AuditEntry:
    return AuditEntry(
        at=recorded.at,
        actor=recorded.actor,
        action=event_action(type(recorded.event)),
        coverage_id=recorded.coverage_id,
        update_id=getattr(recorded.event, "update_id", None) or "",
        seq=recorded.seq,
        door="",  # EventDoor says it, whenever it was written
    )


def _keep(batch: list[AuditEntry]) -> None:
    # Another process may be copying the same events: whoever is second finds them there.
    AuditEntry.objects.bulk_create(batch, ignore_conflicts=True)


def as_row(entry: AuditEntry) -> dict[str, Any]:
    """The entry as JSON has it."""
    row = {name: getattr(entry, name) for name in COLUMNS}
    row["door"] = entry.door or getattr(entry, "event_door", None) or ""
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
