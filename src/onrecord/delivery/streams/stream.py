"""The stream of a coverage, on any ASGI server."""

import asyncio
import functools
import time
from collections.abc import AsyncGenerator
from concurrent.futures import Executor
from contextlib import aclosing

from onrecord.delivery import encodings
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.packing import GZIP, HEAD, in_coding, stored
from onrecord.delivery.http import Receive, Scope, Send, header
from onrecord.delivery.limits.addresses import Proxies
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.hub import Hub, Subscription
from onrecord.delivery.streams.opening import (
    TOO_FAR_BEHIND,
    Opening,
    StreamLimits,
    beat,
    drain,
    poll,
    reset,
    stream_headers,
)


class Streams:
    """Sends each reader what follows on their place: nothing missing, nothing twice."""

    def __init__(self, hub: Hub, gate: Gate, proxies: Proxies, limits: StreamLimits, builds: Executor) -> None:
        self._hub = hub
        self._gate = gate
        self._proxies = proxies
        self._limits = limits
        self._builds = builds

    async def __call__(self, live: LiveCoverage, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream, until the reader goes or has to.

        A coverage with readers stays in memory, so nothing is awaited between finding it and subscribing.
        """
        coding = encodings.of_stream(header(scope, b"accept-encoding") or b"")
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": stream_headers(coding)})
            await send({"type": "http.response.body"})
            return
        address = self._address(scope)
        first = self._opening(live, scope, address)
        self._hub.tally.openings[first.outcome] += 1
        if first.is_over:
            address = None  # it is no reader, and not counted as one
        self._gate.enter(address)
        subscription = self._hub.subscribe(live.id)
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: subscription.wake())
        if coding == GZIP:
            live.frames.are_packed = True
        try:
            headers = stream_headers(coding, first.cached_seconds)
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            async with aclosing(self._pieces(live, first, coding, subscription, gone)) as pieces:
                async for piece in pieces:
                    async with asyncio.timeout(self._limits.stall_seconds):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                    self._hub.tally.stream_bytes += len(piece)
            if not gone.done():
                await send({"type": "http.response.body"})
        except TimeoutError:
            self._hub.tally.endings["stalled"] += 1
            # An ordinary close would wait for this very reader to take what is already on the way.
            if (abort := scope.get("extensions", {}).get("onrecord.abort")) is not None:
                abort()
                await gone  # a server that does not know yet would call this answer unfinished
        finally:
            self._gate.leave(address)
            self._hub.unsubscribe(live.id, subscription)
            gone.cancel()

    def _opening(self, live: LiveCoverage, scope: Scope, address: str | None) -> Opening:
        named = header(scope, b"last-event-id")
        last_event_id = None if named is None else named.decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        return self._gate.opening(live, last_event_id, query, address, self._hub)

    def _address(self, scope: Scope) -> str | None:
        client = scope.get("client")
        return self._proxies.told(client[0] if client else None, header(scope, b"x-forwarded-for"))

    async def _pieces(
        self, live: LiveCoverage, first: Opening, coding: str, subscription: Subscription, gone: "asyncio.Task[None]"
    ) -> AsyncGenerator[bytes, None]:
        """What to write, piece after piece; ends when the stream has to."""
        hub, limits = self._hub, self._limits
        opened_at = live.moment.head  # what came before, a reader catches up on: that says nothing of how soon news is
        position = first.position
        beat_at = time.monotonic() + limits.beat_seconds
        last = stored if coding == GZIP else _as_it_is
        yield HEAD + stored(first.event) if coding == GZIP else first.event
        if first.is_over:
            return
        while not gone.done():
            if hub.is_draining:
                hub.tally.endings["drained"] += 1
                yield last(drain(position, limits))
                return
            if not self._gate.may_stream(live.id):
                hub.tally.endings["switched"] += 1
                yield last(poll(position, self._gate.retry_ms()))
                return
            if time.monotonic() >= beat_at:
                hub.tally.beats += 1
                yield in_coding(beat(position, live.moment.head), coding)
                beat_at = time.monotonic() + limits.beat_seconds
            elif position < live.moment.head:
                if live.is_too_far_behind(position):
                    hub.tally.endings["behind"] += 1
                    yield last(reset(live, TOO_FAR_BEHIND))
                    return
                before = position
                piece, position = await self._batch(live, position, coding)
                yield piece
                hub.tally.frames += position - before
                if position > opened_at:
                    hub.tally.sent(live, max(before, opened_at), position)
            else:
                await subscription.wait(beat_at - time.monotonic())
        hub.tally.endings["gone"] += 1

    async def _batch(self, live: LiveCoverage, position: int, coding: str) -> tuple[bytes, int]:
        piece, reached = live.batch(position, coding, may_make=False)
        if reached > position:
            return piece, reached
        make = functools.partial(live.batch, position, coding, may_make=True)
        return await asyncio.get_running_loop().run_in_executor(self._builds, make)


def _as_it_is(event: bytes) -> bytes:
    return event


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
