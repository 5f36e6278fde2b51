"""Lines of a scrape: where one paragraph ends and the next begins."""

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from onrecord.formats.text.sentences import width

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"
_WRAPPED_AT_MOST = 120  # columns: no terminal or mail program wraps later, and paragraphs on one line are longer


class Kind(Enum):
    """What a line is; SHORT is a line that can be a heading."""

    PROSE = auto()
    SHORT = auto()
    PHOTO = auto()
    GRAPHIC = auto()
    CREDIT = auto()
    LINK = auto()
    ADDRESS = auto()
    ITEM = auto()
    QUOTED = auto()
    ATTRIBUTION = auto()
    DIVIDER = auto()
    TIME = auto()
    DATE = auto()
    BYLINE = auto()
    DROPPED = auto()


@dataclass(slots=True)
class Line:
    """One paragraph, heading or label; `gap` counts the line ends before it, `label` is a time cut off its front.

    `alt` holds words that stood on a line of their own above this picture's caption, `why` the reason of a drop.
    """

    text: str
    gap: int = 0
    kind: Kind = Kind.PROSE
    label: str = ""
    alt: str = ""
    credit: str = ""
    why: str = ""

    def drop(self, why: str) -> None:
        self.kind, self.why = Kind.DROPPED, why


def split(text: str) -> list[Line]:
    """The lines that hold words, each with the number of line ends before it; hard-wrapped paragraphs are joined."""
    lines: list[Line] = []
    gap = 0
    for raw in text.split("\n"):
        stripped = raw.strip().strip(INVISIBLE).strip()
        if stripped:
            lines.append(Line(stripped, gap))
            gap = 0
        gap += 1
    columns = _wrapped_at(lines)
    return _joined(lines, columns) if columns else lines


def _wrapped_at(lines: list[Line]) -> int:
    """The column at which the whole text was wrapped, 0 where it was not."""
    widest = max((len(line.text) for line in lines), default=0)
    if not 30 <= widest <= _WRAPPED_AT_MOST:
        return 0
    columns = max(width(line.text) for line in lines)
    within = [(above, below) for above, below in pairwise(lines) if below.gap == 1]
    full = sum(1 for above, below in within if _is_full(above.text, below.text, columns))
    return columns if full >= 4 and full * 4 >= len(within) * 3 else 0


def _is_full(above: str, below: str, columns: int) -> bool:
    word = below.split(maxsplit=1)[0]
    needed = width(word[:1]) if _is_wide(below) else width(word) + 1
    return width(above) + needed > columns


def _is_wide(text: str) -> bool:
    return width(text[:1]) == 2


def _joined(lines: list[Line], columns: int) -> list[Line]:
    joined: list[Line] = []
    above: list[str] = []
    for line in lines:
        if above and line.gap == 1 and _is_full(above[-1], line.text, columns):
            above.append(line.text)
            continue
        if above:
            joined[-1].text = _one_line(above)
        joined.append(Line("", line.gap))
        above = [line.text]
    joined[-1].text = _one_line(above)
    return joined


def _one_line(parts: list[str]) -> str:
    return ("" if _is_wide(parts[0]) else " ").join(parts)
