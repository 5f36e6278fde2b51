"""The table as it is printed: a line as each figure is found, and all of them once more at the end."""

from collections.abc import Iterator, Sequence

from bench.measure import Figure
from bench.outcome import Outcome

_WIDEST = 72
HEADING = f"{'what':<{_WIDEST}} {'must (aim)':>16} {'measured':>11}  mark"


def line(figure: Figure) -> str:
    """What must be reached, what is aimed at, what was measured, and whether that reaches it."""
    told = f"{figure.what:<{_WIDEST}} {bounds(figure):>16} {_number(figure.value):>11}  {figure.verdict or '-':<4}"
    if figure.this is None or figure.that is None:
        return told.rstrip()
    return f"{told}  {figure.this:,.2f} against {figure.that:,.2f} {figure.unit}, {figure.peer}"


def bounds(figure: Figure) -> str:
    """What must be reached and, in brackets, what is aimed at; nothing for what is only told."""
    if figure.must is None:
        return ""
    aim = "" if figure.aim is None else f" ({figure.aim:g})"
    return f"{'>' if figure.is_more_better else '<'} {figure.must:g}{aim}"


def whole(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """All that was found, and by name what was not."""
    yield f"  {HEADING}"
    for outcome in outcomes:
        yield f"{outcome.row} ({outcome.seconds:.0f} s)"
        yield from (f"  {line(figure)}" for figure in outcome.figures)
        if outcome.missed:
            yield f"  {outcome.missed.upper()[:1]}{outcome.missed[1:]}"
    verdicts = [figure.verdict for outcome in outcomes for figure in outcome.figures if figure.must is not None]
    reached, aims = len(verdicts) - verdicts.count("NO"), verdicts.count("aim")
    if verdicts:
        yield f"{reached} of {len(verdicts)} reach what they must, {aims} of them what is aimed at"


def missed(outcomes: Sequence[Outcome]) -> str:
    """Which rows are not whole, and why; empty if all are."""
    return "\n".join(f"MISSED: {each.row}: {each.missed}" for each in outcomes if each.missed)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.2f}"
