"""What came of it, in words for people and in JSON for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.cli.bench.figures import Delivered, Spread
from onrecord.cli.main import printable


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What the server's processes used, where they could be looked at."""

    pids: tuple[int, ...]
    cpu_per_reader: float
    cpu_per_delivery: float | None
    cpu_share: float
    memory_per_reader: float
    kernel_memory_per_reader: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that is reported."""

    url: str
    asked: dict[str, int]
    opened: int
    opening: Spread | None
    published: Spread | None
    streams: Delivered
    polls: Delivered | None
    cut: int
    came_back: int
    came_and_went: int
    stalled_ended: int
    replies: dict[str, int]
    told: dict[str, int]
    refused: dict[str, int]
    cost: Cost | None

    @property
    def is_good(self) -> bool:
        """Whether nobody lacks anything, and nobody has anything twice."""
        kinds = [self.streams] if self.polls is None else [self.streams, self.polls]
        return all(kind.missing == kind.doubled == 0 for kind in kinds)


def as_json(report: Report) -> dict[str, Any]:
    """The same for programs; all times in milliseconds."""
    cost = report.cost
    return {
        "ok": report.is_good,
        "url": report.url,
        "readers": {**report.asked, "opened": report.opened},
        "opening_ms": _spread_json(report.opening),
        "publishing_ms": _spread_json(report.published),
        "streams": _delivered_json(report.streams),
        "polling": None if report.polls is None else _delivered_json(report.polls),
        "cut": report.cut,
        "came_back": report.came_back,
        "came_and_went": report.came_and_went,
        "stalled_ended": report.stalled_ended,
        "replies": report.replies,
        "told": report.told,
        "refused": report.refused,
        "server": None
        if cost is None
        else {
            "pids": list(cost.pids),
            "cpu_us_per_reader": _rounded(cost.cpu_per_reader * 1e6),
            "cpu_us_per_delivery": None if cost.cpu_per_delivery is None else _rounded(cost.cpu_per_delivery * 1e6),
            "cpu_share": _rounded(cost.cpu_share),
            "memory_bytes_per_reader": round(cost.memory_per_reader),
            "kernel_memory_bytes_per_reader": round(cost.kernel_memory_per_reader),
        },
    }


def as_words(report: Report) -> Iterator[str]:
    """Line by line."""
    asked = sum(report.asked.values())
    yield f"{printable(report.url)}: {report.opened:,} of {asked:,} readers in{_times(', opened', report.opening)}"
    for reason, count in report.refused.items():
        yield f"  refused: {count:,} times: {printable(reason)}"
    if report.published is not None:
        yield f"publishing, until acknowledged{_times(':', report.published)}"
    yield from _kind("streams", report.streams)
    if report.polls is not None:
        yield from _kind("polling", report.polls)
        yield "  replies: " + ", ".join(f"{count:,} with {status}" for status, count in report.replies.items())
    for what, count in {
        "lines cut": report.cut,
        "came back": report.came_back,
        "came and went": report.came_and_went,
        "stalled readers sent away": report.stalled_ended,
        **{f"told “{kind}”": count for kind, count in report.told.items()},
    }.items():
        if count:
            yield f"{what}: {count:,}"
    if report.cost is not None:
        yield from _cost(report.cost)


def _kind(name: str, kind: Delivered) -> Iterator[str]:
    wrong = f"{kind.missing:,} missing, {kind.doubled:,} doubled"
    yield f"{name}: {kind.events:,} events, {kind.deliveries:,} deliveries, {wrong}"
    if kind.times is not None:
        yield f"  since {kind.measured_from}{_times(':', kind.times)}"
    if kind.last is not None:
        yield f"  to the last reader of each{_times(':', kind.last)}"
    if kind.without_id:
        yield f"  {kind.without_id:,} came without an id: nobody can tell whether any of them is missing"


def _cost(cost: Cost) -> Iterator[str]:
    pids = ", ".join(str(pid) for pid in cost.pids)
    delivery = "" if cost.cpu_per_delivery is None else f", {cost.cpu_per_delivery * 1e6:,.1f} µs a delivery"
    opening = f"{cost.cpu_per_reader * 1e6:,.0f} µs to let a reader in"
    yield f"server (process {pids}): processor {opening}{delivery}, {cost.cpu_share:.0%} busy"
    yield (
        f"  memory a reader: {cost.memory_per_reader / 1024:,.1f} KB of its own,"
        f" {cost.kernel_memory_per_reader / 1024:,.1f} KB of the kernel's"
    )


def _times(before: str, times: Spread | None) -> str:
    if times is None:
        return ""
    names = {"half": times.p50, "95 %": times.p95, "99 %": times.p99, "all": times.longest}
    return f"{before} " + ", ".join(f"{name} within {_time(seconds)}" for name, seconds in names.items())


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _spread_json(times: Spread | None) -> dict[str, float] | None:
    if times is None:
        return None
    named = {"p50": times.p50, "p95": times.p95, "p99": times.p99, "max": times.longest}
    return {name: _rounded(seconds * 1000) for name, seconds in named.items()}


def _delivered_json(kind: Delivered) -> dict[str, Any]:
    return {
        "events": kind.events,
        "deliveries": kind.deliveries,
        "missing": kind.missing,
        "doubled": kind.doubled,
        "without_id": kind.without_id,
        "measured_from": kind.measured_from,
        "delivery_ms": _spread_json(kind.times),
        "last_reader_ms": _spread_json(kind.last),
    }


def _rounded(value: float) -> float:
    return round(value, 3)
