"""What a row's numbers come to: the median of the ratios pair by pair, and what they reach."""

import math

import pytest

from bench.measure import Figure, in_turn, ratio


def test_the_median_of_the_ratios_counts_and_not_the_ratio_of_the_medians() -> None:
    # The machine was three times as slow in one round: both took three times as long.
    figure = ratio("cost", "peer", [2.0, 30.0, 9.0], [1.0, 10.0, 5.0], unit="s")
    assert figure.value == 2.0
    assert (figure.this, figure.that) == (9.0, 5.0)


def test_both_medians_and_every_round_are_told_in_the_unit() -> None:
    figure = ratio("cost", "peer", [0.002, 0.004, 0.003], [0.001, 0.002, 0.003], unit="ms", scale=1e3)
    assert (figure.this, figure.that) == (3.0, 2.0)
    assert figure.more["all"] == [[2.0, 1.0], [4.0, 2.0], [3.0, 3.0]]


def test_rounds_without_their_counterpart_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio("cost", "peer", [1.0, 2.0], [1.0], unit="s")


def test_what_is_beside_the_ratio_is_kept_with_it() -> None:
    figure = ratio("cost", "peer", [1.0], [2.0], unit="s", must=0.85, aim=0.72, readers=300)
    assert (figure.must, figure.aim, figure.more["readers"]) == (0.85, 0.72, 300)


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.5, "aim"), (0.72, "aim"), (0.73, "yes"), (0.85, "yes"), (0.86, "NO"), (math.inf, "NO")]
)
def test_a_bound_from_above_is_reached_by_less(value: float, verdict: str) -> None:
    assert Figure(what="cost", value=value, must=0.85, aim=0.72).verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [(0.96, "aim"), (0.95, "aim"), (0.8, "yes"), (0.79, "NO"), (0.0, "NO")])
def test_a_bound_from_below_is_reached_by_more(value: float, verdict: str) -> None:
    assert Figure(what="speed", value=value, must=0.8, aim=0.95, is_more_better=True).verdict == verdict


def test_what_is_not_a_number_reaches_nothing() -> None:
    assert Figure(what="cost", value=math.nan, must=0.85, aim=0.72).verdict == "NO"


def test_a_bound_of_nothing_is_reached_by_nothing_alone() -> None:
    assert Figure(what="missing", value=0, must=0, aim=0).verdict == "aim"
    assert Figure(what="missing", value=1, must=0, aim=0).verdict == "NO"


def test_what_is_only_told_has_no_verdict() -> None:
    assert Figure(what="memory", value=7).verdict == ""


def test_both_are_measured_in_turn_after_a_warm_up_of_each() -> None:
    asked: list[str] = []

    def one(name: str) -> float:
        asked.append(name)
        return float(len(asked))

    this, that = in_turn(lambda: one("this"), lambda: one("that"), 2)
    assert asked == ["this", "that"] * 3
    assert (this, that) == ([3.0, 5.0], [4.0, 6.0])
