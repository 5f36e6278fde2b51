"""The stream of a coverage, on any ASGI server."""

import asyncio
import functools
import random
import re
import time
from collections.abc import AsyncGenerator
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import parse_qs

from onrecord.delivery.frames import FARTHEST_BEHIND, sse_event
from onrecord.delivery.hub import Hub, Subscription
from onrecord.delivery.live import LiveCoverage
from onrecord.delivery.replies import ANY_ORIGIN, Header, Receive, Scope, Send, header

_HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    ANY_ORIGIN,
)
# A seq is a short number; anything longer was never ours.
_SEQ = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamLimits:
    """How long and how many: `beat_seconds` is shorter than any proxy's patience, `stall_seconds` longer than a tunnel.

    Past `most_readers` a stream answers "poll instead", to be tried again after `poll_retry_ms`.
    """

    beat_seconds: float = 15.0
    stall_seconds: float = 30.0
    most_readers: int = 20_000
    poll_retry_ms: int = 60_000
    drain_ms: tuple[int, int] = (500, 8_000)
    retry_ms: tuple[int, int] = (1_000, 4_000)


class NoSuchPlace(Exception):
    """What the client names as its place is no place in this coverage."""


class Streams:
    """Sends each reader what follows on their place: nothing missing, nothing twice."""

    def __init__(self, hub: Hub, limits: StreamLimits, builds: Executor) -> None:
        self._hub = hub
        self._limits = limits
        self._builds = builds

    async def __call__(self, live: LiveCoverage, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream, until the reader goes or has to.

        A coverage with readers stays in memory, so nothing is awaited between finding it and subscribing.
        """
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send({"type": "http.response.body"})
            return
        subscription = self._hub.subscribe(live.id)
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: subscription.wake())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            async with aclosing(self._pieces(live, scope, subscription, gone)) as pieces:
                async for piece in pieces:
                    async with asyncio.timeout(self._limits.stall_seconds):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
            if not gone.done():
                await send({"type": "http.response.body"})
        except TimeoutError:
            # An ordinary close would wait for this very reader to take what is already on the way.
            if (abort := scope.get("extensions", {}).get("onrecord.abort")) is not None:
                abort()
        finally:
            self._hub.unsubscribe(live.id, subscription)
            gone.cancel()

    async def _pieces(
        self, live: LiveCoverage, scope: Scope, subscription: Subscription, gone: "asyncio.Task[None]"
    ) -> AsyncGenerator[bytes, None]:
        """What to write, piece after piece; ends when the stream has to."""
        try:
            position = self._opening_place(live, scope)
        except NoSuchPlace as error:
            yield _reset(live, str(error))
            return
        if not self._hub.is_draining and self._hub.readers > self._limits.most_readers:
            poll_ms = self._limits.poll_retry_ms
            yield sse_event("poll", position, {"retry_ms": poll_ms}, poll_ms)
            return
        retry_ms: int | None = random.randint(*self._limits.retry_ms)  # noqa: S311 - spreads load, guards nothing
        beat_at = time.monotonic()
        opened_at = live.moment.head  # what came before, a reader catches up on: that says nothing of how soon news is
        while not gone.done():
            if self._hub.is_draining:
                yield self._drain(position)
                return
            if time.monotonic() >= beat_at:
                yield sse_event("beat", position, {"head": live.moment.head}, retry_ms)
                beat_at, retry_ms = time.monotonic() + self._limits.beat_seconds, None
            elif position < live.moment.head:
                if live.is_too_far_behind(position):
                    yield _reset(live, f"more than {FARTHEST_BEHIND} events behind")
                    return
                before = position
                piece, position = await self._batch(live, position)
                yield piece
                live.reach.note(max(before, opened_at), position)
            else:
                await subscription.wait(beat_at - time.monotonic())

    def _opening_place(self, live: LiveCoverage, scope: Scope) -> int:
        asked = _asked_place(scope)
        head = live.moment.head
        if asked is None:
            return head
        if not _SEQ.fullmatch(asked):
            raise NoSuchPlace("the place is not a number")
        if int(asked) > head:
            raise NoSuchPlace("the place lies beyond the head")
        if live.is_too_far_behind(int(asked)):
            raise NoSuchPlace(f"the place lies more than {FARTHEST_BEHIND} events back")
        return int(asked)

    async def _batch(self, live: LiveCoverage, position: int) -> tuple[bytes, int]:
        piece, reached = live.batch(position, may_make=False)
        if reached > position:
            return piece, reached
        make = functools.partial(live.batch, position, may_make=True)
        return await asyncio.get_running_loop().run_in_executor(self._builds, make)

    def _drain(self, position: int) -> bytes:
        retry_ms = random.randint(*self._limits.drain_ms)  # noqa: S311 - spreads load, guards nothing
        return sse_event("drain", position, {"retry_ms": retry_ms}, retry_ms)


def _reset(live: LiveCoverage, reason: str) -> bytes:
    """Its id is the head: whoever takes the page anew and only then goes on from here has missed nothing."""
    head = live.moment.head
    return sse_event("reset", head, {"head": head, "reason": reason})


def _asked_place(scope: Scope) -> str | None:
    last = header(scope, b"last-event-id")
    if last:
        return last.decode("latin-1")
    after = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=20).get("after")
    return None if after is None else after[0]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
