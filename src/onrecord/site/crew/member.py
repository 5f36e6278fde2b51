"""A worker's own end of its line to the supervisor."""

import asyncio
import os
import socket
from collections.abc import Coroutine
from typing import Any, Protocol

from onrecord.site.crew import line
from onrecord.site.crew.line import Line, LineEnded
from onrecord.site.crew.worker import Order

_ALIVE_EVERY = 5.0
# A connection that was accepted just before we stopped to may still be on its way to say what it asks.
_LAST_REQUESTS = 1.0


class Readers(Protocol):
    """The streams of this process; what goes through the socket is theirs to know."""

    async def hand_over(self, to: socket.socket) -> None:
        """Give the readers to the process at the other end; whom it does not take, stays."""

    async def take_over(self, of: socket.socket) -> None:
        """Take the readers of the process at the other end, until it ends."""


class Served(Protocol):
    """The server, as far as a worker has a say in it."""

    should_exit: bool

    def stop_accepting(self) -> None:
        """Leave new connections to whoever else listens on the same socket."""


class Member:
    """Made at once; `begin` once connections are answered."""

    def __init__(self, order: Order) -> None:
        self._line = Line.of(order.line)
        self._heritage = None if order.heritage is None else socket.socket(fileno=order.heritage)
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def tell_prepared(self) -> None:
        """The database is as it has to be: whoever waits may go."""
        self._line.say(line.PREPARED)

    def wait_for_go(self) -> None:
        """Return once the database is prepared; raises LineEnded where nobody is left to prepare it."""
        self._line.wait_for(line.GO)

    def begin(self, server: Served, readers: Readers) -> None:
        """In the event loop: say that we serve, and hear from now on what is wanted of us."""
        loop = asyncio.get_running_loop()
        self._line.set_blocking(False)
        loop.add_reader(self._line.fileno(), self._hear, server, readers)
        if self._heritage is not None:
            self._do(self._inherit(self._heritage, readers))
        self._line.say(line.READY)
        self._say_alive(loop)

    def _say_alive(self, loop: asyncio.AbstractEventLoop) -> None:
        self._line.say(line.ALIVE)
        self._timer = loop.call_later(_ALIVE_EVERY, self._say_alive, loop)

    def _hear(self, server: Served, readers: Readers) -> None:
        try:
            while (word := self._line.hear()) is not None:
                if word.said == line.LEAVE and word.fd is not None:
                    self._do(self._leave(server, readers, socket.socket(fileno=word.fd)))
                elif word.fd is not None:
                    os.close(word.fd)
        except LineEnded:
            # Without a supervisor nobody would replace us: another one may be waiting for the port.
            asyncio.get_running_loop().remove_reader(self._line.fileno())
            server.should_exit = True

    async def _leave(self, server: Served, readers: Readers, heir: socket.socket) -> None:
        try:
            server.stop_accepting()
            heir.setblocking(False)
            await readers.hand_over(heir)
            await asyncio.sleep(_LAST_REQUESTS)
            await readers.hand_over(heir)
        finally:
            heir.close()
            server.should_exit = True

    async def _inherit(self, heritage: socket.socket, readers: Readers) -> None:
        try:
            heritage.setblocking(False)
            await readers.take_over(heritage)
        finally:
            heritage.close()

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
