"""The small cast of these tests: one coverage, and updates that say something."""

from datetime import UTC, datetime

from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.events import CoverageOpened, UpdatePublished
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.log import Log, SeqConflict

FLOOD = CoverageId("019c6000-0000-7000-8000-00000000000f")
ELECTION = CoverageId("019c6000-0000-7000-8000-00000000000e")
NOW = datetime(2026, 2, 16, 9, 30, 15, 250000, tzinfo=UTC)


def opened(slug: str = "flood") -> CoverageOpened:
    return CoverageOpened(slug=slug, details=CoverageDetails(headline=f"The {slug}, live"))


def published(number: int | str, words: str = "The river has risen.") -> UpdatePublished:
    return UpdatePublished(
        update_id=UpdateId(f"u{number}"), content=UpdateContent(heading=words), published_at=NOW, source_id=str(number)
    )


def open_flood(log: Log) -> None:
    log.append(FLOOD, 0, [opened()], at=NOW, actor="ada")


def append_after_all(log: Log, event: UpdatePublished, actor: str = "ada") -> int:
    """Append after whatever stands, as often as somebody else is first; returns the event's seq."""
    while True:
        head = log.head(FLOOD)
        assert head is not None
        try:
            return log.append(FLOOD, head.seq, [event], at=NOW, actor=actor)[-1].seq
        except SeqConflict:
            continue
