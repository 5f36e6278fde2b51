"""Coverages as the log has made them, kept so that only what is new is read."""

from collections import OrderedDict
from threading import Lock

from onrecord.domain.coverage import Coverage
from onrecord.domain.fold import fold
from onrecord.domain.ids import CoverageId
from onrecord.log.log import Log


class FoldedCoverages:
    """The newest state of each coverage that was asked for lately, at most `capacity` of them; for any thread."""

    def __init__(self, log: Log, capacity: int = 64) -> None:
        self._log = log
        self._capacity = capacity
        self._lock = Lock()
        self._coverages: OrderedDict[CoverageId, Coverage] = OrderedDict()

    def current(self, coverage_id: CoverageId) -> Coverage | None:
        """The coverage as the log has it now, None if there is none; raises LogUnavailable."""
        with self._lock:
            known = self._coverages.get(coverage_id)
        coverage = fold(self._log.read(coverage_id, after=known.head if known else 0), known)
        if coverage is not None:
            self._keep(coverage)
        return coverage

    def _keep(self, coverage: Coverage) -> None:
        with self._lock:
            kept = self._coverages.get(coverage.id)
            if kept is None or kept.head <= coverage.head:
                self._coverages[coverage.id] = coverage
            self._coverages.move_to_end(coverage.id)
            while len(self._coverages) > self._capacity:
                self._coverages.popitem(last=False)
