"""Readers who come faster than they can be let in, or before their coverage has been read: each waits as a descriptor.

After a restart all come at once, and to a process that has nothing in memory yet. Led to the ordinary path each would
be a task for as long as it reads, and let in at once they would keep everybody else's page waiting.
"""

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import NotReady, Shelf
from onrecord.delivery.http import NOT_READY, TEXT
from onrecord.delivery.streams.lines import Line
from onrecord.log import LogError

# In one turn of the loop: between two of these it answers others. One reader's beginning is a tenth of a millisecond,
# with all that they missed in it.
TURN_SECONDS = 0.004
# The kernel's buffers are empty when a connection begins: what is this short is taken whole.
_NOT_READY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: %b\r\nretry-after: 2\r\n"
    b"cache-control: no-store\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%b"
) % (TEXT, len(NOT_READY), NOT_READY)
Begin = Callable[[LiveCoverage, int], None]


class _Arrival(NamedTuple):
    """Wants the stream of the coverage at this slug."""

    slug: str
    fd: int
    begin: Begin


class Arrivals:
    """Belongs to the event loop. Those whose coverage is in memory are let in in the order in which they came."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ready: deque[_Arrival] = deque()
        self._early: dict[str, list[_Arrival]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn_ends_at: float | None = None
        self._is_letting_in = False

    @property
    def waiting(self) -> int:
        return len(self._ready) + sum(map(len, self._early.values()))

    def may_enter(self) -> bool:
        """Whether one more can be let in now; the others wait, so that this turn of the loop ends."""
        if self._ready:
            return False
        now = time.monotonic()
        if self._turn_ends_at is None:
            self._turn_ends_at = now + TURN_SECONDS
            asyncio.get_running_loop().call_soon(self._new_turn)
        return now <= self._turn_ends_at

    def wait(self, slug: str, line: Line, begin: Begin) -> bool:
        """Take the connection as a descriptor, which `begin` has when its turn comes. False if we cannot."""
        return line.give(lambda fd: self._queue(_Arrival(slug, fd, begin)))

    def _queue(self, arrival: _Arrival) -> None:
        self._ready.append(arrival)
        self._go_on()

    def _new_turn(self) -> None:
        self._turn_ends_at = None

    def _go_on(self) -> None:
        if self._ready and not self._is_letting_in:
            self._is_letting_in = True
            asyncio.get_running_loop().call_soon(self._let_in)

    def _let_in(self) -> None:
        began_at = now = time.monotonic()
        try:
            while self._ready and now - began_at <= TURN_SECONDS:
                now = time.monotonic()
                arrival = self._ready.popleft()
                # Asked for each time: a coverage that nobody reads yet may leave the memory in a pause.
                live = self._shelf.at_hand(arrival.slug)
                if live is None:
                    self._find_for(arrival)
                else:
                    arrival.begin(live, arrival.fd)
        finally:
            # Whatever went wrong with one, the others are not kept waiting.
            self._is_letting_in = False
            self._go_on()

    def _find_for(self, arrival: _Arrival) -> None:
        early = self._early.get(arrival.slug)
        if early is None:
            early = self._early[arrival.slug] = []
            task = asyncio.create_task(self._find(arrival.slug))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        early.append(arrival)

    async def _find(self, slug: str) -> None:
        live = None
        try:
            live = await self._shelf.find(slug)
        except (LogError, NotReady):
            pass
        finally:
            early = self._early.pop(slug)
            if live is None:
                for arrival in early:
                    say_and_close(arrival.fd, _NOT_READY)
            else:
                self._ready.extend(early)
                self._go_on()


def say_and_close(fd: int, words: bytes) -> None:
    """Say these last words to a connection to which nothing has been said."""
    with suppress(OSError), socket.socket(fileno=fd) as line:
        line.send(words, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
