"""Readers who come faster than they can be let in, or before their coverage has been read: each waits as a descriptor.

After a restart all come at once, and to a process that has nothing in memory yet. Led to the ordinary path each would
be a task for as long as it reads, and let in at once they would keep everybody else's page waiting.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import NotReady, Shelf
from onrecord.delivery.http import NOT_READY, TEXT
from onrecord.delivery.streams.lines import Line
from onrecord.log import LogError

# Some milliseconds of work: between two of these the loop answers others.
AT_ONCE = 50
# The kernel's buffers are empty when a connection begins: what is this short is taken whole.
_NOT_READY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: %b\r\nretry-after: 2\r\n"
    b"cache-control: no-store\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%b"
) % (TEXT, len(NOT_READY), NOT_READY)
Begin = Callable[[LiveCoverage, int], None]


class Arrivals:
    """Belongs to the event loop."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._waiting: dict[str, list[tuple[int, Begin]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._let_in = 0

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    def may_enter(self) -> bool:
        """Whether one more can be let in now; the others wait, so that this round of the loop ends."""
        if not self._let_in:
            asyncio.get_running_loop().call_soon(self._new_round)
        self._let_in += 1
        return self._let_in <= AT_ONCE

    def wait(self, slug: str, line: Line, begin: Begin) -> bool:
        """Take the connection as a descriptor, which `begin` has when its turn comes. False if we cannot."""
        return line.give(partial(self._queue, slug, begin))

    def _queue(self, slug: str, begin: Begin, fd: int) -> None:
        waiting = self._waiting.get(slug)
        if waiting is None:
            waiting = self._waiting[slug] = []
            task = asyncio.create_task(self._let_all_in(slug))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        waiting.append((fd, begin))

    def _new_round(self) -> None:
        self._let_in = 0

    async def _let_all_in(self, slug: str) -> None:
        waiting = self._waiting[slug]
        try:
            while waiting:
                # Asked for each time: a coverage that nobody reads yet may leave the memory in a pause.
                live = await self._shelf.find(slug)
                if live is None:
                    return
                for fd, begin in waiting[:AT_ONCE]:
                    begin(live, fd)
                del waiting[:AT_ONCE]
                await asyncio.sleep(0)
        except (LogError, NotReady):
            pass
        finally:
            del self._waiting[slug]
            for fd, _ in waiting:
                say_and_close(fd, _NOT_READY)


def say_and_close(fd: int, words: bytes) -> None:
    """Say these last words to a connection to which nothing has been said."""
    with suppress(OSError), socket.socket(fileno=fd) as line:
        line.send(words, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
