"""What every backend asks of events and records before it stores them."""

from collections.abc import Sequence
from datetime import datetime

from onrecord.domain.checks import check_id, check_words
from onrecord.domain.coverage import Coverage
from onrecord.domain.errors import Refusal
from onrecord.domain.events import CoverageOpened, Event, RecordedEvent
from onrecord.domain.fold import OutOfOrder, apply
from onrecord.domain.ids import CoverageId
from onrecord.domain.slug import check_slug
from onrecord.log.codec import check_digest, decode, encode
from onrecord.log.log import LogRecord, UnreadableRecord


def encode_batch(
    coverage_id: CoverageId, expected_seq: int, events: Sequence[Event], *, at: datetime, actor: str
) -> list[LogRecord]:
    """The records of a batch; raises UnwritableEvent, or ValueError for one that no caller should ask for."""
    check_id(coverage_id)
    check_words(actor)
    if not events or expected_seq < 0:
        raise ValueError("an append has at least one event and follows seq 0 or above")
    if [isinstance(event, CoverageOpened) for event in events] != [expected_seq == 0] + [False] * (len(events) - 1):
        raise ValueError("a coverage is opened by its first event and by no other")
    return [
        encode(RecordedEvent(coverage_id=coverage_id, seq=seq, at=at, actor=actor, event=event))
        for seq, event in enumerate(events, expected_seq + 1)
    ]


def whole_coverage(records: Sequence[LogRecord]) -> CoverageId:
    """The coverage whose records these are, from its opening on; raises UnreadableRecord unless they make one."""
    for record in records:
        check_digest(record)
    try:
        coverage: Coverage | None = None
        for record in records:
            recorded = decode(record)
            check_words((recorded.actor, recorded.event))
            coverage = apply(coverage, recorded)
        if coverage is None:
            raise UnreadableRecord("there is no record of a coverage here")
        check_slug(coverage.slug)
        for name in (coverage.id, *coverage.updates):
            check_id(name)
    except (OutOfOrder, KeyError, IndexError, Refusal) as error:
        raise UnreadableRecord(f"these records do not make a coverage: {error}") from error
    return coverage.id
