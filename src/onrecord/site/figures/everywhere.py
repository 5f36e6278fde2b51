"""Readers of the whole site: this process's own, asked now, and those of the others as they last said."""

from collections import defaultdict

from onrecord.domain.ids import CoverageId
from onrecord.site.figures.node_report import NodeReport
from onrecord.site.figures.nodes import Nodes
from onrecord.site.figures.reporter import Reporter


class Everywhere:
    """For any thread; answers from memory."""

    def __init__(self, reporter: Reporter) -> None:
        self._delivery = reporter.delivery
        self._reporter = reporter
        self.nodes: Nodes | None = None

    def readers(self, coverage_id: CoverageId) -> int:
        """How many streams of this coverage are open."""
        others = sum(notice.readers.get(coverage_id, 0) for notice in self._reporter.others)
        elsewhere = sum(report.readers.get(coverage_id, 0) for report in self._elsewhere())
        return self._delivery.hub.readers_of(coverage_id) + others + elsewhere

    @property
    def hears_all(self) -> bool:
        """False while some process or machine that lately told of its readers is silent."""
        is_machine_silent = self.nodes is not None and bool(self.nodes.silent)
        return not self._reporter.silent and not is_machine_silent

    def reached(self, coverage_id: CoverageId, seq: int) -> tuple[int, float] | None:
        """How many readers were sent the event, and after how many seconds the last of them; None where none was."""
        told = [each.reached for each in self._reporter.others] + [each.reached for each in self._elsewhere()]
        others = (each.get(coverage_id, {}).get(str(seq)) for each in told)
        known = [each for each in (self._delivery.reached(coverage_id, seq), *others) if each is not None]
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

    def of_this_machine(self) -> NodeReport | None:
        """What all its processes say together; None where another of them tells it."""
        own, others = self._reporter.newest, self._reporter.others
        if any((each.worker, each.pid) < (own.worker, own.pid) for each in others):
            return None
        readers: defaultdict[str, int] = defaultdict(int)
        reached: dict[str, dict[str, tuple[int, float]]] = {}
        for notice in (own, *others):
            for coverage_id, count in notice.readers.items():
                readers[coverage_id] += count
            for coverage_id, events in notice.reached.items():
                known = reached.setdefault(coverage_id, {})
                for seq, (count, seconds) in events.items():
                    before = known.get(seq, (0, 0.0))
                    known[seq] = (before[0] + count, max(before[1], seconds))
        return NodeReport(dict(readers), reached)

    def _elsewhere(self) -> list[NodeReport]:
        return [] if self.nodes is None else list(self.nodes.reports.values())
