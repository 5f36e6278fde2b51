"""What differs between two texts, word by word, and between two lists, item by item. Pure, and bounded in time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Looking for the shortest difference takes time with the square of its length; texts that have less in common than this
# are shown as one put in place of the other, which is also what a reader would call them.
_MOST_CHANGES = 500


class Change(StrEnum):
    """Whether a piece stands in both texts, only in the older, or only in the newer."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and where it stands."""

    change: Change
    text: str


def word_differences(old: str, new: str) -> list[Piece]:
    """Both texts in one: what went, what came, and what stayed, in order."""
    older, newer = _WORD.findall(old), _WORD.findall(new)
    both = [("".join(older[i:i_end]), "".join(newer[j:j_end])) for (i, i_end), (j, j_end) in runs(older, newer)]
    pieces: list[Piece] = []
    gone = came = ""
    for place, (was, now) in enumerate(both):
        # A space or a sign between two changes belongs to them: words told apart one by one cannot be read.
        is_between = 0 < place < len(both) - 1 and not any(sign.isalnum() for sign in was)
        if was != now or is_between:
            gone, came = gone + was, came + now
            continue
        pieces += [*_changed(gone, came), Piece(Change.SAME, was)]
        gone = came = ""
    return [*pieces, *_changed(gone, came)]


def _changed(gone: str, came: str) -> list[Piece]:
    pieces = (Piece(Change.GONE, gone), Piece(Change.NEW, came))
    return [piece for piece in pieces if piece.text]


def runs(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The two cut into stretches that are the same and stretches of which one took the other's place, in order."""
    i = j = same = 0
    for i_next, j_next in [*matches(old, new), (len(old), len(new))]:
        if (i + same, j + same) == (i_next, j_next) and i_next < len(old):
            same += 1
            continue
        if same:
            yield (i, i + same), (j, j + same)
        i, j, same = i + same, j + same, 0
        if (i, j) != (i_next, j_next):
            yield (i, i_next), (j, j_next)
        i, j, same = i_next, j_next, 1


def matches(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Which items of the two are the same ones, in order: as many as a shortest difference leaves."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    return [
        *((n, n) for n in range(start)),
        *((start + i, start + j) for i, j in middle),
        *((len(old) - n, len(new) - n) for n in range(end, 0, -1)),
    ]


def _middle(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Myers' greedy search: for ever more changes, how far along each diagonal one gets; then back on the trace."""
    farthest: dict[int, int] = {1: 0}
    trace: list[dict[int, int]] = []
    for changes in range(min(len(old) + len(new), _MOST_CHANGES) + 1):
        trace.append(dict(farthest))
        for diagonal in range(-changes, changes + 1, 2):
            i = _step(farthest, diagonal, changes)
            j = i - diagonal
            while i < len(old) and j < len(new) and old[i] == new[j]:
                i, j = i + 1, j + 1
            farthest[diagonal] = i
            if i >= len(old) and j >= len(new):
                return _back(trace, len(old), len(new))
    return []


def _step(farthest: dict[int, int], diagonal: int, changes: int) -> int:
    is_down = diagonal == -changes or (
        diagonal != changes and farthest.get(diagonal - 1, -1) < farthest.get(diagonal + 1, -1)
    )
    return farthest[diagonal + 1] if is_down else farthest[diagonal - 1] + 1


def _back(trace: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for changes in range(len(trace) - 1, -1, -1):
        farthest, diagonal = trace[changes], i - j
        start = _step(farthest, diagonal, changes)
        while i > start and j > start - diagonal and i > 0 and j > 0:
            i, j = i - 1, j - 1
            found.append((i, j))
        if changes:
            is_down = start == farthest.get(diagonal + 1) and (
                diagonal == -changes
                or (diagonal != changes and farthest.get(diagonal - 1, -1) < farthest.get(diagonal + 1, -1))
            )
            i, j = (start, start - diagonal - 1) if is_down else (start - 1, start - diagonal)
    return found[::-1]
