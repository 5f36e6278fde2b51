"""The whole site: this process's own readers, asked now, and what the other processes and machines last said."""

from collections import defaultdict

from onrecord.desk.public_site import Machine
from onrecord.domain.ids import CoverageId
from onrecord.site.figures.node_report import NodeReport, has_applied
from onrecord.site.figures.nodes import Nodes
from onrecord.site.figures.reporter import Reporter


class Everywhere:
    """For any thread; answers from memory, but for `machines`."""

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
        return not self._reporter.silent and (self.nodes is None or not self.nodes.is_any_missed)

    def reached(self, coverage_id: CoverageId, seq: int) -> tuple[int, float] | None:
        """How many readers were sent the event, and after how many seconds the last of them; None where none was."""
        told = [each.reached for each in self._reporter.others] + [each.reached for each in self._elsewhere()]
        others = (each.get(coverage_id, {}).get(str(seq)) for each in told)
        known = [each for each in (self._delivery.reached(coverage_id, seq), *others) if each is not None]
        if not known:
            return None
        return sum(readers for readers, _ in known), max(seconds for _, seconds in known)

    def behind(self, coverage_id: CoverageId, seq: int, position: int) -> list[str]:
        """The other processes of this machine that have not applied the event, which the log has at this position."""
        return [
            f"{notice.worker} (process {notice.pid})"
            for notice in (*self._reporter.others, *self._reporter.silent)
            if not has_applied(notice.position, notice.lacking, coverage_id, seq, position)
        ]

    def machines(self, coverage_id: CoverageId, seq: int, position: int) -> list[Machine]:
        """The other machines, asked of the database now, and whether they have applied the event."""
        if self.nodes is None:
            return []
        self.nodes.read()
        told = [
            Machine(name=name, heard_at=at, has_applied=report.has_applied(coverage_id, seq, position))
            for name, (at, report) in self.nodes.told.items()
        ]
        silent = [Machine(name=name, heard_at=at, is_silent=True) for name, at in self.nodes.silent.items()]
        return sorted([*told, *silent], key=lambda machine: machine.name)

    def is_last(self) -> bool:
        """Whether no other process of this machine says anything; reads their notices."""
        return not self._reporter.board.others()

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
        # One that hangs stands where it was when it was last heard of.
        lacking: dict[str, int] = {}
        for notice in (own, *others, *self._reporter.silent):
            for coverage_id, head in notice.lacking.items():
                lacking[coverage_id] = min(head, lacking.get(coverage_id, head))
        position = min(notice.position for notice in (own, *others, *self._reporter.silent))
        return NodeReport(dict(readers), reached, position, lacking)

    def _elsewhere(self) -> list[NodeReport]:
        return [] if self.nodes is None else [report for _, report in self.nodes.told.values()]
