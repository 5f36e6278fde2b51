"""Two things measured in turn, so that a machine that slows down slows both."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

# The small peer grows by a publication a round: fewer rounds keep it small.
ROUNDS = 50


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Medians in milliseconds, and the median of the ratios pair by pair."""

    what: str
    peer: str
    ratio: float
    this_ms: float
    peer_ms: float


def compare(
    what: str, this: Callable[[], float], peer_name: str, peer: Callable[[], float], rounds: int = ROUNDS
) -> Figure:
    """Call both in turn, each returning the seconds that it took, after a warm-up of a tenth of the rounds."""
    for _ in range(max(1, rounds // 10)):
        this()
        peer()
    pairs = [(this(), peer()) for _ in range(rounds)]
    return Figure(
        what=what,
        peer=peer_name,
        ratio=statistics.median(a / b for a, b in pairs),
        this_ms=statistics.median(a for a, _ in pairs) * 1000,
        peer_ms=statistics.median(b for _, b in pairs) * 1000,
    )
