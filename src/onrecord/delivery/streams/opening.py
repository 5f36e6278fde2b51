"""How a stream begins and how it ends: what its first event is, whoever sends it."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs

from onrecord.delivery.following.frames import FARTHEST_BEHIND, sse_event
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.packing import GZIP
from onrecord.delivery.http import ANY_ORIGIN, Header

# A seq is a short number; anything longer was never ours.
_SEQ = re.compile(r"[0-9]{1,12}", re.ASCII)
TOO_FAR_BEHIND = f"more than {FARTHEST_BEHIND} events behind"


@lru_cache(maxsize=64)
def stream_headers(coding: str, cached_seconds: int = 0) -> tuple[Header, ...]:
    """What is said with a stream; one that is only told to poll for so long may be kept by caches."""
    cache = b"public, max-age=%d" % cached_seconds if cached_seconds else b"no-store"
    packed = ((b"content-encoding", b"gzip"),) if coding == GZIP else ()
    return (
        (b"content-type", b"text/event-stream"),
        (b"cache-control", cache),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Accept-Encoding, Last-Event-ID"),
        ANY_ORIGIN,
        *packed,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamLimits:
    """How long and how many: `beat_seconds` is shorter than any proxy's patience, `stall_seconds` longer than a tunnel.

    Past `most_readers`, or `most_per_address` of those that can be told apart, a stream answers "poll instead", to be
    tried again after `poll_retry_ms` or up to twice that. Who polls does so each `interval_ms`.
    """

    beat_seconds: float = 15.0
    stall_seconds: float = 30.0
    most_readers: int = 20_000
    # A large office, or the part of a mobile network that shares an address; who is past it is seconds late, no more.
    most_per_address: int = 1_000
    interval_ms: int = 3_000
    poll_retry_ms: int = 60_000
    drain_ms: tuple[int, int] = (500, 8_000)
    retry_ms: tuple[int, int] = (1_000, 4_000)


@dataclass(frozen=True, slots=True)
class Opening:
    """The place that a stream goes on from, and its first event; with `is_over` that is also its last."""

    position: int
    event: bytes
    is_over: bool = False
    outcome: str = "new"
    cached_seconds: int = 0


def asked_place(last_event_id: str | None, query: str) -> str | None:
    """The place that a client names, None where it names none."""
    if last_event_id:
        return last_event_id
    if not query:
        return None
    after = parse_qs(query, keep_blank_values=True).get("after")
    return None if after is None else after[0]


def opening(
    live: LiveCoverage,
    asked: str | None,
    limits: StreamLimits,
    *,
    poll_ms: Callable[[], int | None],
    is_draining: bool,
) -> Opening:
    """How the stream of a client who asks for this place begins; `poll_ms` says if it may not, and for how long."""
    head = live.moment.head
    position = head
    if asked is not None:
        why_not = _why_not(live, asked, head)
        if why_not is not None:
            return Opening(head, reset(live, why_not), is_over=True, outcome="reset")
        position = int(asked)
    if is_draining:
        return Opening(position, drain(position, limits), is_over=True, outcome="draining")
    if (retry_ms := poll_ms()) is not None:
        return Opening(position, poll(position, retry_ms), is_over=True, outcome="refused")
    first = beat(position, head, _between(limits.retry_ms))
    return Opening(position, first, outcome="resumed" if position < head else "new")


def beat(position: int, head: int, retry_ms: int | None = None) -> bytes:
    """The sign that the line is alive."""
    return sse_event("beat", position, {"head": head}, retry_ms)


def poll(position: int, retry_ms: int) -> bytes:
    """The request to poll instead, and to try a stream again after this time."""
    return sse_event("poll", position, {"retry_ms": retry_ms}, retry_ms)


def reset(live: LiveCoverage, reason: str) -> bytes:
    """Its id is the head: whoever takes the page anew and only then goes on from here has missed nothing."""
    head = live.moment.head
    return sse_event("reset", head, {"head": head, "reason": reason})


def drain(position: int, limits: StreamLimits) -> bytes:
    """The request to come back later, at a time that no other reader is given."""
    retry_ms = _between(limits.drain_ms)
    return sse_event("drain", position, {"retry_ms": retry_ms}, retry_ms)


def _why_not(live: LiveCoverage, asked: str, head: int) -> str | None:
    """Why this place cannot be honoured, None if it can."""
    if not _SEQ.fullmatch(asked):
        return "the place is not a number"
    if int(asked) > head:
        return "the place lies beyond the head"
    return TOO_FAR_BEHIND if live.is_too_far_behind(int(asked)) else None


def _between(bounds: tuple[int, int]) -> int:
    lowest, highest = bounds
    return lowest + int(random.random() * (highest - lowest + 1))  # noqa: S311 - spreads load, guards nothing
