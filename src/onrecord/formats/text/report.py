"""What the reader of a scrape did not take over, gathered by reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.formats.text.lines import Kind, Line


@dataclass(slots=True)
class Report:
    """Words and times that did not find a place in the draft."""

    times: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    unparted: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    def warnings(self, lines: Iterable[Line]) -> list[str]:
        """One warning a reason, each naming every line that it is about."""
        dropped: dict[str, list[str]] = {}
        for line in lines:
            if line.kind is Kind.DROPPED and line.why:
                label = f"{line.label} " if line.label else ""
                dropped.setdefault(line.why, []).append(label + line.text)
        warnings = [f"left out ({why}): {_named(texts)}" for why, texts in dropped.items()]
        if self.above:
            warnings.append(f"left out above the first update, where only text has a place: {_named(self.above)}")
        if self.times:
            why = "no day, time of day and zone together"
            warnings.append(f"left out {len(self.times)} times ({why}): {_named(self.times)}")
        if self.copies:
            warnings.append(f"left out copies of updates that stand on the page twice: {_named(self.copies)}")
        if self.bylines:
            warnings.append(f"read as contributors: {_named(self.bylines)}")
        if self.unparted:
            warnings.append(
                f"alt text and caption could not be told apart; all of it is caption: {_named(self.unparted)}"
            )
        return warnings


def _named(texts: list[str]) -> str:
    counts = Counter(texts)
    return ", ".join(f"“{text}”" if count == 1 else f"“{text}” ({count} times)" for text, count in counts.items())
