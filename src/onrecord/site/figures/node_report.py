"""What one machine says of its readers and of how far it is in the log, and the JSON in which the others read it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from onrecord.domain.ids import CoverageId

# Each machine reads the rows of all the others every few seconds.
_LARGEST = 2**20
# What is left out first, and then: whom older events reached, and coverages with few readers.
_MOST_EVENTS = (64, 16, 4, 1, 0)
_MOST_COVERAGES = 5000


@dataclass(frozen=True, slots=True)
class NodeReport:
    """The open streams of each coverage at one machine, and whom its events reached.

    `position` is how far all its processes have read the log, as a sum of heads, and `lacking` where those coverages
    stand that one of them shows without the newest of what it has read. None where it is not said.
    """

    readers: dict[str, int] = field(default_factory=dict)
    reached: dict[str, dict[str, tuple[int, float]]] = field(default_factory=dict)
    position: int | None = None
    lacking: dict[str, int] = field(default_factory=dict)

    def has_applied(self, coverage_id: CoverageId, seq: int, position: int) -> bool | None:
        """Whether no reader there is shown this coverage without the event; `position` is the log's since then."""
        return None if self.position is None else has_applied(self.position, self.lacking, coverage_id, seq, position)

    def as_text(self) -> str:
        """As JSON; of one that is too large what matters most."""
        for most in _MOST_EVENTS:
            reached = {name: _newest(events, most) for name, events in self.reached.items() if most}
            if len(text := _json(replace(self, reached=reached))) <= _LARGEST:
                return text
        most_read = sorted(self.readers.items(), key=lambda each: -each[1])[:_MOST_COVERAGES]
        return _json(replace(self, readers=dict(most_read), reached={}))


def has_applied(
    position: int, lacking: Mapping[str, int], coverage_id: CoverageId, seq: int, log_position: int
) -> bool:
    """Whether who stands there shows an event that the log had at that position.

    Heads only ever grow, and all of them are read at one moment: a sum that is as high holds everything that the other
    did. What is not in memory is read from the log when it is asked for, as it then stands.
    """
    return position >= log_position and lacking.get(coverage_id, seq) >= seq


def read_report(text: str) -> NodeReport:
    """What this text says; nothing where it is no report."""
    try:
        said = json.loads(text)
        position, lacking = said.get("position"), dict(said.get("lacking", {}))
        return NodeReport(dict(said["readers"]), dict(said["reached"]), position, lacking)
    except (ValueError, TypeError, KeyError, AttributeError):
        return NodeReport()


def _newest(events: dict[str, tuple[int, float]], most: int) -> dict[str, tuple[int, float]]:
    return {seq: events[seq] for seq in sorted(events, key=int)[-most:]}


def _json(report: NodeReport) -> str:
    return json.dumps(asdict(report), separators=(",", ":"))
