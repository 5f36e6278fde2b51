"""A live page that was over when it was imported is not shown as live."""

from datetime import UTC, datetime

from onrecord.domain.commands import CloseCoverage, ResumeCoverage
from onrecord.domain.coverage import CoverageState
from onrecord.domain.errors import CoverageNotLive
from onrecord.domain.events import CoverageClosed
from onrecord.domain.ids import CoverageId
from onrecord.newsroom import Newsroom


def close_if_ended(newsroom: Newsroom, coverage_id: CoverageId, *, actor: str) -> None:
    """Close the coverage if its source says that it has ended."""
    coverage = newsroom.load(coverage_id)
    ended_at = coverage.details.ended_at
    if ended_at is not None and ended_at <= datetime.now(UTC) and coverage.state is CoverageState.LIVE:
        newsroom.execute(coverage_id, CloseCoverage(), actor=actor)


def reopen_what_import_closed(newsroom: Newsroom, coverage_id: CoverageId, *, actor: str) -> None:
    """Let a source that has gone on add to its coverage; raises CoverageNotLive where somebody else closed it."""
    closed_by = [
        recorded.actor for recorded in newsroom.log.read(coverage_id) if isinstance(recorded.event, CoverageClosed)
    ]
    if newsroom.load(coverage_id).state is not CoverageState.CLOSED or closed_by[-1:] != [actor]:
        raise CoverageNotLive
    newsroom.execute(coverage_id, ResumeCoverage(), actor=actor)
