"""Readers of the whole machine: this process's own, asked now, and those of the others as of a second ago."""

from onrecord.domain.ids import CoverageId
from onrecord.site.figures.reporter import Reporter


class Everywhere:
    """For any thread; answers from memory."""

    def __init__(self, reporter: Reporter) -> None:
        self._delivery = reporter.delivery
        self._reporter = reporter

    def readers(self, coverage_id: CoverageId) -> int:
        """How many streams of this coverage are open."""
        others = sum(notice.readers.get(coverage_id, 0) for notice in self._reporter.others)
        return self._delivery.hub.readers_of(coverage_id) + others

    def reached(self, coverage_id: CoverageId, seq: int) -> tuple[int, float] | None:
        """How many readers were sent the event, and after how many seconds the last of them; None where none was."""
        told = [notice.reached.get(coverage_id, {}).get(str(seq)) for notice in self._reporter.others]
        known = [each for each in (self._delivery.reached(coverage_id, seq), *told) if each is not None]
        if not known:
            return None
        return sum(readers for readers, _ in known), max(seconds for _, seconds in known)

    def behind(self, coverage_id: CoverageId, seq: int) -> list[str]:
        """The other processes that hold the coverage as it was before this event; none may keep what it withdrew.

        One that does not hold it in memory holds nothing of it: it reads it from the log, as it stands, when asked.
        """
        return [
            f"{notice.worker} (process {notice.pid})"
            for notice in (*self._reporter.others, *self._reporter.silent)
            if notice.heads.get(coverage_id, seq) < seq
        ]
