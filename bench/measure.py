"""What a row comes to: two things measured in turn, so that a machine that slows down slows both."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

ROUNDS = 5


class NotMeasured(Exception):
    """Something is lacking here; says what, and how it may be had."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table. `value` is what is to be reached: a ratio to the peer, or a quantity where there is none.

    `must` and `aim` are bounds from above, unless `is_more_better`.
    """

    what: str
    value: float
    peer: str = ""
    this: float | None = None
    that: float | None = None
    unit: str = ""
    must: float | None = None
    aim: float | None = None
    is_more_better: bool = False
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.must is None:
            return ""
        bounds = ((self.aim, "aim"), (self.must, "yes"))
        return next((word for bound, word in bounds if bound is not None and self._reaches(bound)), "NO")

    def _reaches(self, bound: float) -> bool:
        return self.value >= bound if self.is_more_better else self.value <= bound


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a run is: of everybody, of each row, and how often each is measured.

    `peers` are those of the row of that name that are asked for; all of them if none is named.
    """

    readers: tuple[int, ...] = (1_000, 5_000, 15_000)
    two_workers: int = 36_000
    rounds: int = ROUNDS
    deliveries: int = 40_000
    seconds: float = 4.0
    history: int = 10_000
    peers: tuple[str, ...] = ()


QUICK = Size(readers=(300,), two_workers=600, rounds=3, deliveries=3_000, seconds=1.0, history=1_000)


def ratio(
    what: str, peer: str, this: Sequence[float], that: Sequence[float], *, unit: str, scale: float = 1.0, **more: object
) -> Figure:
    """The median of the ratios pair by pair, and both medians in their unit."""
    bounds = {name: more.pop(name) for name in ("must", "aim", "is_more_better") if name in more}
    return Figure(
        what=what,
        peer=peer,
        value=statistics.median(a / b for a, b in zip(this, that, strict=True)),
        this=statistics.median(this) * scale,
        that=statistics.median(that) * scale,
        unit=unit,
        more={**more, "all": [[a * scale, b * scale] for a, b in zip(this, that, strict=True)]},
        **bounds,  # type: ignore[arg-type]
    )


def in_turn(this: Callable[[], float], that: Callable[[], float], rounds: int) -> tuple[list[float], list[float]]:
    """Both, again and again, after a warm-up."""
    this(), that()
    pairs = [(this(), that()) for _ in range(rounds)]
    return [a for a, _ in pairs], [b for _, b in pairs]
