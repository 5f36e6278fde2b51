"""A row that cannot be measured says why, and keeps nobody from going on."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.measure import QUICK, Figure, NotMeasured, Size
from bench.outcome import Outcome, Run

_HALF = Figure(what="half", value=0.5, must=0.85)


def _whole(size: Size, _: Path) -> Iterator[Figure]:
    yield _HALF
    yield Figure(what=f"{size.rounds} rounds", value=1.0)


def _lacking(_: Size, __: Path) -> Iterator[Figure]:
    yield _HALF
    raise NotMeasured("nginx is missing")


def _broken(_: Size, __: Path) -> Iterator[Figure]:
    yield _HALF
    raise KeyError("ETag")


def _empty(_: Size, __: Path) -> Iterator[Figure]:
    yield from ()


def _stuck(_: Size, __: Path) -> Iterator[Figure]:
    yield _HALF
    signal.pause()


def _stuck_in_each_part(_: Size, __: Path) -> Iterator[Figure]:
    yield _HALF
    try:
        signal.pause()
    except OSError:
        signal.pause()


def _left(_: Size, __: Path) -> Iterator[Figure]:
    yield _HALF
    raise KeyboardInterrupt


def _measured(run: Run, tmp_path: Path, patience: float = 60) -> Outcome:
    outcome = Outcome(row="fanout")
    outcome.measure(run, QUICK, tmp_path, lambda _: None, patience)
    return outcome


def test_a_whole_row_misses_nothing(tmp_path: Path) -> None:
    told: list[Figure] = []
    outcome = Outcome(row="fanout")
    outcome.measure(_whole, QUICK, tmp_path, told.append)
    assert outcome.missed == ""
    assert told == outcome.figures
    assert [figure.what for figure in told] == ["half", "3 rounds"]


@pytest.mark.parametrize(
    ("run", "missed"),
    [
        (_lacking, "not measured: nginx is missing"),
        (_broken, "failed: KeyError: 'ETag'"),
    ],
)
def test_what_was_found_before_a_row_failed_is_kept_with_the_reason(run: Run, missed: str, tmp_path: Path) -> None:
    outcome = _measured(run, tmp_path)
    assert outcome.missed == missed
    assert outcome.figures == [_HALF]


@pytest.mark.parametrize("run", [_stuck, _stuck_in_each_part])
def test_a_row_that_waits_for_ever_is_left(run: Run, tmp_path: Path) -> None:
    assert _measured(run, tmp_path, 0.1).missed == "failed: TimeoutError: not whole after 0.1 seconds"


def test_a_row_without_a_figure_is_missed(tmp_path: Path) -> None:
    assert _measured(_empty, tmp_path).missed == "no figure came of it"


def test_who_interrupts_keeps_what_was_found(tmp_path: Path) -> None:
    outcome = Outcome(row="fanout")
    with pytest.raises(KeyboardInterrupt):
        outcome.measure(_left, QUICK, tmp_path, lambda _: None)
    assert outcome.figures == [_HALF]
    assert outcome.missed == "interrupted"


def test_the_alarm_is_off_after_a_row(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGALRM)
    _measured(_whole, tmp_path)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_row_that_nobody_came_to_says_so() -> None:
    assert Outcome(row="fanout").missed == "not begun"
