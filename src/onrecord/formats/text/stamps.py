"""Times that a scrape ran together with other lines, or set on several: cut off, and joined into one label."""

from collections.abc import Callable

from onrecord.formats.text import times
from onrecord.formats.text.lines import Kind, Line
from onrecord.formats.text.sentences import is_stopped

_LONGEST_LINE = 1500
_LONGEST_LABEL = 60
_REVISED = "the time of a revision"


def cut(lines: list[Line]) -> None:
    """Take times off the fronts and the ends of lines, where several lines carry one: "12.31 Uhr: ..."."""
    _cut_fronts(lines)
    _cut_ends(lines, times.posted, at_least=2)
    _cut_ends(lines, times.back, at_least=3)


def _cut_fronts(lines: list[Line]) -> None:
    cut = [
        (line, *times.front(line.text[:_LONGEST_LINE]))
        for line in lines
        if line.text[:1] in "[(" or any(sign.isdigit() for sign in line.text[:_LONGEST_LABEL])
    ]
    cut = [
        (line, label, rest)
        for line, label, rest in cut
        if label and not times.is_time(line.text) and rest.strip(" -–—|:")
    ]
    if len(cut) < 2:
        return
    for line, label, rest in cut:
        line.label, line.text = label, rest + line.text[_LONGEST_LINE:]


def _cut_ends(lines: list[Line], taken: Callable[[str], tuple[str, str]], *, at_least: int) -> None:
    found = [(line, *taken(line.text)) for line in lines if not line.label and len(line.text) <= _LONGEST_LINE]
    found = [
        (line, words, label)
        for line, words, label in found
        if label and words and not is_stopped(words) and not times.is_time(line.text)
    ]
    if len(found) < at_least:
        return
    for line, words, label in found:
        line.text, line.label = words, label


def join(lines: list[Line]) -> None:
    """One label of several times in a row; a time of revision below an update's words is dropped."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    stamps = [line for line in live if line.kind is Kind.TIME]
    fresh = [line for line in stamps if not times.is_revision(line.text)]
    # Where all times are of changes and one closes the page, they stand below the words that they are about.
    if fresh or any(line.label for line in live) or (stamps and live[-1].kind is Kind.TIME):
        for line in stamps:
            if times.is_revision(line.text) and line is not live[0]:
                line.drop(_REVISED)
    live = [line for line in live if line.kind is not Kind.DROPPED]
    first: Line | None = None
    for line in live:
        if line.kind is not Kind.TIME:
            first = None
        elif first is None:
            first = line
        elif len(first.text) + len(line.text) < 80:
            first.text = f"{first.text} {line.text}"
            line.kind = Kind.DROPPED


def stand_below(live: list[Line]) -> bool:
    """True where times stand below headings more often than above them."""
    above = below = 0
    for index, line in enumerate(live):
        if line.kind is Kind.TIME:
            is_before = index + 1 < len(live) and live[index + 1].kind is Kind.SHORT
            is_after = index > 0 and live[index - 1].kind is Kind.SHORT
            above += is_before and not is_after
            below += is_after and not is_before
    return below > above
