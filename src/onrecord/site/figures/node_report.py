"""What one machine says of its readers, and the JSON in which the others read it."""

import json
from dataclasses import asdict, dataclass, field, replace

# Each machine reads the rows of all the others every few seconds.
_LARGEST = 2**20
# What is left out first, and then: whom older events reached, and coverages with few readers.
_MOST_EVENTS = (64, 16, 4, 1, 0)
_MOST_COVERAGES = 5000


@dataclass(frozen=True, slots=True)
class NodeReport:
    """The open streams of each coverage at one machine, and whom its events reached."""

    readers: dict[str, int] = field(default_factory=dict)
    reached: dict[str, dict[str, tuple[int, float]]] = field(default_factory=dict)

    def as_text(self) -> str:
        """As JSON; of one that is too large what matters most."""
        for most in _MOST_EVENTS:
            reached = {name: _newest(events, most) for name, events in self.reached.items() if most}
            if len(text := _json(replace(self, reached=reached))) <= _LARGEST:
                return text
        most_read = sorted(self.readers.items(), key=lambda each: -each[1])[:_MOST_COVERAGES]
        return _json(replace(self, readers=dict(most_read), reached={}))


def read_report(text: str) -> NodeReport:
    """What this text says; nothing where it is no report."""
    try:
        said = json.loads(text)
        return NodeReport(readers=dict(said["readers"]), reached=dict(said["reached"]))
    except (ValueError, TypeError, KeyError):
        return NodeReport()


def _newest(events: dict[str, tuple[int, float]], most: int) -> dict[str, tuple[int, float]]:
    return {seq: events[seq] for seq in sorted(events, key=int)[-most:]}


def _json(report: NodeReport) -> str:
    return json.dumps(asdict(report), separators=(",", ":"))
