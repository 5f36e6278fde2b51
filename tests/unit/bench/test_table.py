"""What a table says of a figure, and of a row that has none."""

import pytest

from bench.measure import Figure
from bench.outcome import Outcome
from bench.table import bounds, line, missed, whole

_REACHED = Figure(what="cost of one", value=0.7, must=0.85, aim=0.72)
_NOT_REACHED = Figure(what="speed of one", value=0.5, must=0.8, aim=0.95, is_more_better=True)
_TOLD = Figure(what="memory", value=1234.4)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (_REACHED, "< 0.85 (0.72)"),
        (_NOT_REACHED, "> 0.8 (0.95)"),
        (_TOLD, ""),
        (Figure(what="", value=1, must=2), "< 2"),
    ],
)
def test_a_bound_says_which_way_it_is_reached(figure: Figure, said: str) -> None:
    assert bounds(figure) == said


@pytest.mark.parametrize(
    ("figure", "ends"),
    [
        (_REACHED, ["<", "0.85", "(0.72)", "0.70", "aim"]),
        (_NOT_REACHED, [">", "0.8", "(0.95)", "0.50", "NO"]),
        (_TOLD, ["1,234", "-"]),
    ],
)
def test_a_line_has_what_must_be_reached_what_is_aimed_at_what_was_measured_and_a_mark(
    figure: Figure, ends: list[str]
) -> None:
    assert line(figure).split()[-len(ends) :] == ends


def test_a_ratio_tells_both_of_its_sides() -> None:
    figure = Figure(what="cost", value=2.0, this=9.0, that=4.5, unit="us", peer="nchan")
    assert line(figure).endswith("9.00 against 4.50 us, nchan")


def test_the_whole_table_has_every_figure_and_every_gap() -> None:
    found = Outcome(row="fanout", figures=[_REACHED, _NOT_REACHED, _TOLD], missed="", seconds=61.2)
    lacking = Outcome(row="pages", missed="not measured: wrk is missing")
    said = "\n".join(whole([found, lacking]))
    assert all(figure.what in said for figure in found.figures)
    assert "fanout (61 s)" in said
    assert "Not measured: wrk is missing" in said
    assert said.endswith("1 of 2 reach what they must, 1 of them what is aimed at")


def test_what_was_missed_is_told_by_name() -> None:
    found = Outcome(row="fanout", figures=[_REACHED], missed="")
    assert missed([found]) == ""
    assert missed([found, Outcome(row="pages"), Outcome(row="size", missed="failed: here")]) == (
        "MISSED: pages: not begun\nMISSED: size: failed: here"
    )
