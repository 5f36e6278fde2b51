"""A coverage to try commands on, and a short way to give them."""

from datetime import UTC, datetime, timedelta

from onrecord.domain.commands import Command, OpenCoverage, PublishUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.coverage import Coverage
from onrecord.domain.decide import decide
from onrecord.domain.events import RecordedEvent
from onrecord.domain.fold import apply
from onrecord.domain.ids import CoverageId, UpdateId

FLOOD = CoverageId("flood")
FIRST, SECOND, NOBODY = UpdateId("first"), UpdateId("second"), UpdateId("nobody")
NOW = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
DETAILS = CoverageDetails(headline="The river rises")
OPEN = OpenCoverage(coverage_id=FLOOD, slug="flood", details=DETAILS)


def words(heading: str) -> UpdateContent:
    return UpdateContent(heading=heading)


def publish(update_id: UpdateId = FIRST, heading: str = "Water in the square") -> PublishUpdate:
    return PublishUpdate(update_id=update_id, content=words(heading))


def after(*commands: Command) -> Coverage | None:
    """The coverage that these commands make, a second apart."""
    coverage: Coverage | None = None
    seq = 0
    for second, command in enumerate(commands):
        at = NOW + timedelta(seconds=second)
        for event in decide(coverage, command, at):
            seq += 1
            recorded = RecordedEvent(coverage_id=FLOOD, seq=seq, at=at, actor="ada", event=event)
            coverage = apply(coverage, recorded)
    return coverage


def coverage_after(*commands: Command) -> Coverage:
    """The coverage that these commands make of a newly opened one."""
    coverage = after(OPEN, *commands)
    assert coverage is not None
    return coverage
