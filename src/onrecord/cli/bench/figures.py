"""What all processes told, put together."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from operator import add

from onrecord.cli.bench.tally import Counted, Seen, missing

# A clock that is further off than this says nothing of how long an event was on its way.
_MOST_EARLY, _MOST_LATE = -0.5, 3600.0


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Percentiles, in seconds."""

    p50: float
    p95: float
    p99: float
    longest: float


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What came to readers of one kind.

    `measured_from` says since when the times count; `last` is the time of each event to the last of its readers.
    """

    events: int
    deliveries: int
    missing: int
    doubled: int
    without_id: int
    measured_from: str
    times: Spread | None
    last: Spread | None


def spread(values: Iterable[float]) -> Spread | None:
    """The percentiles of these, None of none."""
    ordered = sorted(values)
    if not ordered:
        return None

    def at(share: float) -> float:
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    return Spread(p50=at(0.5), p95=at(0.95), p99=at(0.99), longest=ordered[-1])


def delivered(counted: Sequence[Counted], published: Mapping[str, float], wanted: Set[str] | None = None) -> Delivered:
    """All processes' readers of one kind; `published` has the moments at which we began to publish each id.

    Where `wanted` is given, no other ids count: they came too early or too late to come to all.
    """
    by_id: dict[str, list[Seen]] = {}
    for each in counted:
        for seen in each.seen:
            if wanted is not None and seen.id not in wanted:
                continue
            by_id.setdefault(seen.id, []).append(seen)
    ids = {*by_id, *published}
    kept = [sum(1 << place for place, seen in enumerate(each.seen) if seen.id in ids) for each in counted]
    lacking = sum(
        missing(each, bits) + _unseen(each, len(ids) - bits.bit_count())
        for each, bits in zip(counted, kept, strict=True)
    )
    measured_from, origins = _origins(by_id, published)
    times: list[float] = []
    last: list[float] = []
    for event_id, seen_by in by_id.items():
        waits = [seen.first - origins[event_id] + later for seen in seen_by for later in seen.later]
        times += waits
        last += [max(waits)] if waits else []
    return Delivered(
        events=len(ids),
        deliveries=sum(
            readers * (had & bits).bit_count()
            for each, bits in zip(counted, kept, strict=True)
            for (had, _, _), readers in each.had.items()
        ),
        missing=lacking,
        doubled=sum(each.doubled for each in counted),
        without_id=sum(each.without_id for each in counted),
        measured_from=measured_from,
        times=spread(times),
        last=spread(last),
    )


def summed(counters: Iterable[Counter[str]]) -> dict[str, int]:
    return dict(reduce(add, counters, Counter()).most_common())


def _unseen(counted: Counted, events: int) -> int:
    """Events of which a whole process saw nothing are missing to all in it who were there from first to last."""
    return events * sum(n for (_, is_first, is_last), n in counted.had.items() if is_first and is_last)


def _origins(by_id: Mapping[str, list[Seen]], published: Mapping[str, float]) -> tuple[str, dict[str, float]]:
    firsts = {event_id: min(seen.first for seen in seen_by) for event_id, seen_by in by_id.items()}
    if published and by_id.keys() <= published.keys():
        return "publishing", {event_id: published[event_id] for event_id in by_id}
    # The same moment on the two clocks: one goes on whatever the time of day is set to.
    epoch = time.time() - time.monotonic()
    stamps = {
        event_id: seen.stamp - epoch
        for event_id, seen_by in by_id.items()
        for seen in seen_by
        if seen.stamp is not None
    }
    is_plausible = all(_MOST_EARLY < firsts[event_id] - at < _MOST_LATE for event_id, at in stamps.items())
    if stamps and stamps.keys() == by_id.keys() and is_plausible:
        return "the time in the event", stamps
    return "the first reader who had it", firsts
