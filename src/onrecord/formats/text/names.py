"""Whose words an update is: "By A and B", or a name that stands alone where other updates have theirs."""

import re
from collections import Counter

from onrecord.formats.text.lines import Kind, Line
from onrecord.formats.text.sentences import is_asked, is_caseless, is_open, is_stopped, width

_BYLINE = re.compile(r"(?:By|Von|Par|Por|Автор:?|Автори:|بقلم:?|文＝)\s?(.{3,80})$")
_NAME = re.compile(r"[^\W\d_][\w.’'-]*")
_WIDEST = 32  # narrow letters of a name that stands alone
_BELOW = frozenset({Kind.PROSE, Kind.SHORT, Kind.PHOTO, Kind.ITEM, Kind.QUOTED, Kind.LINK, Kind.ADDRESS})
_OFTEN = 3


def byline(line: str) -> tuple[str, ...]:
    """The names in "By A and B"; empty where the line is something else."""
    found = _BYLINE.match(line)
    if found is None or is_stopped(line) or is_open(line):
        return ()
    names = [name.strip() for name in re.split(r",|\s(?:and|und|et|y|e|та|і|и)\s|&|\sو", found[1]) if name.strip()]
    is_clear = names and all(_is_person(name) for name in names)
    return tuple(names) if is_clear else ()


def named(line: Line) -> tuple[str, ...]:
    """The contributors that a line of this kind names."""
    return byline(line.text) or (line.text,)


def settle(lines: list[Line]) -> None:
    """Make bylines of names that stand alone right below a heading or a time, and come again or stand there usually."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    below_heading, below_time = _places(live)
    headings = sum(1 for line in live if line.kind is Kind.SHORT) - len(below_heading)
    times = sum(1 for line in live if line.kind is Kind.TIME or line.label)
    counts = Counter(line.text for line in below_heading + below_time)
    is_usual = {
        id(line)
        for places, others in ((below_heading, headings), (below_time, times))
        if len(places) >= _OFTEN and len(places) * 2 >= others
        for line in places
    }
    for line in below_heading:
        is_known = counts[line.text] > 1 or (id(line) in is_usual and not is_caseless(line.text))
        if is_known:
            line.kind = Kind.BYLINE
    for line in below_time:
        # A title of two words stands where such a name does, so a name has to come oftener here.
        is_known = counts[line.text] >= _OFTEN or (id(line) in is_usual and not is_caseless(line.text))
        if is_known:
            line.kind = Kind.BYLINE


def _places(live: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines that could be a name: those right below a heading, and those that follow a time."""
    below_heading: list[Line] = []
    below_time: list[Line] = []
    for index, line in enumerate(live):
        after = live[index + 1] if index + 1 < len(live) else None
        if line.kind is not Kind.SHORT or not _may_be_name(line.text) or after is None or after.kind not in _BELOW:
            continue
        above = live[index - 1] if index else None
        if line.label or (above is not None and above.kind is Kind.TIME):
            below_time.append(line)
        elif (
            above is not None
            and above.kind is Kind.SHORT
            and above not in below_heading
            and after.kind is not Kind.SHORT
        ):
            below_heading.append(line)
    return below_heading, below_time


def _may_be_name(text: str) -> bool:
    return width(text) <= _WIDEST and not is_asked(text) and _is_person(text)


def _is_person(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 4 and all(
        _NAME.fullmatch(word) and (word[0].isupper() or not (word[0].islower() or len(words) < 2)) for word in words
    )
