"""How soon readers had what was published: asked of whoever delivers on this machine; the site joins them."""

from collections.abc import Callable

from onrecord.domain.ids import CoverageId

# How many open streams were sent an event, and how many seconds after it was recorded the last of them.
Reached = tuple[int, float]
Ask = Callable[[CoverageId, int], Reached | None]
_asked: list[Ask] = []


def join(ask: Ask) -> None:
    """From now on ask here."""
    _asked[:] = [ask]


def reached(coverage_id: CoverageId, seq: int) -> Reached | None:
    """What is known of this event; None for one that is long past, or where another process serves the readers."""
    return _asked[0](coverage_id, seq) if _asked else None
