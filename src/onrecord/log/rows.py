"""Between a record and the row that holds it."""

import json

from onrecord.domain.ids import CoverageId
from onrecord.log.codec import canonical_json
from onrecord.log.log import LogRecord
from onrecord.log.models import CoverageRow, EventRow


def row_of(coverage: CoverageRow, record: LogRecord) -> EventRow:
    """The row, not yet saved, that holds this record."""
    return EventRow(
        coverage=coverage,
        seq=record.seq,
        type=record.type,
        version=record.version,
        at=record.at,
        actor=record.actor,
        facts=canonical_json(record.facts).decode(),
        payload=None if record.payload is None else canonical_json(record.payload).decode(),
        salt=record.salt,
        payload_digest=record.payload_digest,
    )


def record_of(coverage_id: CoverageId, row: EventRow) -> LogRecord:
    """The record that a row holds."""
    return LogRecord(
        coverage_id=coverage_id,
        seq=row.seq,
        type=row.type,
        version=row.version,
        at=row.at,
        actor=row.actor,
        facts=json.loads(row.facts),
        payload=None if row.payload is None else json.loads(row.payload),
        salt=row.salt,
        payload_digest=row.payload_digest,
    )
