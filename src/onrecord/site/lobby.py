"""Connections as bare descriptors, from when they are accepted for as long as memory holds all that they ask for.

A transport costs more to make than most of them need: a stream is the hub's with its first request, and a page's bytes
are in the kernel at once. Who asks again or for something else, or does not take what was asked for, is given one.
"""

import asyncio
import logging
import os
import select
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from onrecord.site.doorway import Doorway, Entrance
from onrecord.site.listening import BACKLOG
from onrecord.site.patience import Patience, Waiting

# In one turn of the loop: a herd at the door keeps nobody waiting who is inside. A time and no number, because while
# another thread is at work each call of the kernel's may take milliseconds. Letting readers in is parted by itself
# (`arrivals`), so that who comes for a page is heard before all streams are.
_TURN_SECONDS = 0.006
_EVENTS = 64
# More than any request that is answered from memory.
_PIECE = 16 * 1024
# Without a descriptor for it a connection stays with the kernel, until one of ours has ended.
_PAUSE = 0.1
_TOLD_EVERY = 60.0
Part = bytes | memoryview
_log = logging.getLogger(__name__)


class Caller:
    """One connection; a `Line` of the front door's."""

    __slots__ = ("_lobby", "fd", "has_asked", "is_here", "is_watched", "peer")

    def __init__(self, lobby: "Lobby", fd: int, peer: str | None) -> None:
        self._lobby = lobby
        self.fd = fd
        self.peer = peer
        self.is_here = True
        self.has_asked = self.is_watched = False

    def is_closing(self) -> bool:
        return not self.is_here

    def is_busy(self) -> bool:
        """Never: what is not taken at once goes with a transport."""
        return False

    def say(self, parts: list[bytes], *, is_last: bool) -> None:
        try:
            taken = os.writev(self.fd, parts)
        except BlockingIOError:
            taken = 0
        except OSError:
            self.shutdown()
            return
        rest = _after(taken, parts)
        if rest:
            self._lobby.hand_on(self, rest=rest, is_last=is_last)
        elif is_last:
            self.shutdown()

    def give(self, take: Callable[[int], None]) -> bool:
        if self.is_watched:
            self._lobby.forget(self)
        try:
            take(self.fd)
        except OSError:
            return False
        self.is_here = False
        return True

    def shutdown(self) -> None:
        if self.is_watched:
            self._lobby.forget(self)
        if self.is_here:
            self.is_here = False
            os.close(self.fd)

    cut_off = shutdown


def _after(taken: int, parts: Sequence[bytes]) -> list[Part]:
    """What is left of these after so many bytes; none of it is copied, whoever else is sent the same."""
    rest: list[Part] = []
    for part in parts:
        if taken < len(part):
            rest.append(memoryview(part)[taken:] if taken else part)
        taken = max(taken - len(part), 0)
    return rest


class Lobby:
    """In the place of one of the event loop's servers, and closed like them."""

    def __init__(self, listening: socket.socket, entrance: Entrance) -> None:
        self._entrance = entrance
        self._loop = asyncio.get_running_loop()
        self._callers: dict[int, Caller] = {}
        self._handed: set[asyncio.Task[object]] = set()
        self._pause: asyncio.TimerHandle | None = None
        self._told_at = -_TOLD_EVERY
        listening.setblocking(False)
        # Inherited, which spares a call for each connection.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.listen(BACKLOG)
        self._listening: socket.socket | None = listening
        self._family = listening.family
        self._epoll = select.epoll()
        self._loop.add_reader(self._epoll.fileno(), self._look)
        self._loop.add_reader(listening.fileno(), self._accept)

    def close(self) -> None:
        """Accept nobody from now on; who is here, stays."""
        if self._listening is not None:
            self._loop.remove_reader(self._listening.fileno())
            self._listening = None
        if self._pause is not None:
            self._pause.cancel()

    async def wait_closed(self) -> None:
        """As it is."""

    def end(self) -> None:
        """Let go of the loop."""
        self.close()
        for caller in list(self._callers.values()):
            caller.shutdown()
        if not self._epoll.closed:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()

    def forget(self, caller: Caller) -> None:
        """It is not waited for any longer."""
        caller.is_watched = False
        del self._callers[caller.fd]
        self._entrance.left(caller)
        with suppress(OSError):
            self._epoll.unregister(caller.fd)

    def hand_on(self, caller: Caller, said: bytes = b"", rest: Sequence[Part] = (), *, is_last: bool = False) -> None:
        """Give the connection a transport, to which it has said this, or which has this left to say."""
        if caller.is_watched:
            self.forget(caller)
        # Closing it is the transport's from now on.
        caller.is_here = False
        line = socket.socket(self._family, socket.SOCK_STREAM, fileno=caller.fd)
        doorway = _Handed(self._entrance, said, rest, is_last=is_last, is_unheard=caller.has_asked)
        made = self._loop.create_task(self._loop.connect_accepted_socket(lambda: doorway, line))
        self._handed.add(made)

        def is_made(task: asyncio.Task[object]) -> None:
            self._handed.discard(task)
            if task.cancelled() or task.exception() is not None:
                self._entrance.left(doorway)
                line.close()

        made.add_done_callback(is_made)

    def _accept(self) -> None:
        listening = self._listening
        began_at = now = time.monotonic()
        while listening is not None and now - began_at <= _TURN_SECONDS:
            now = time.monotonic()
            try:
                # `accept` makes an object around the descriptor, which takes longer than all that the kernel does.
                fd, address = listening._accept()  # type: ignore[attr-defined] # noqa: SLF001 - nothing else gives it
            except BlockingIOError:
                return
            except (ConnectionAbortedError, InterruptedError):
                continue
            except OSError as error:
                self._wait(listening, error)
                return
            os.set_blocking(fd, False)
            self._hear(Caller(self, fd, address[0] if isinstance(address, tuple) else None))

    def _wait(self, listening: socket.socket, error: OSError) -> None:
        """The kernel would call at once again, and as often as it can."""
        # Streams may have taken since what those had who ask for nothing.
        self._entrance.make_room()
        self._loop.remove_reader(listening.fileno())
        self._pause = self._loop.call_later(_PAUSE, self._go_on)
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            _log.warning(
                "New connections have to wait: %s. Allow the process more open files.", error.strerror or error
            )

    def _go_on(self) -> None:
        self._pause = None
        if self._listening is not None:
            self._loop.add_reader(self._listening.fileno(), self._accept)

    def _look(self) -> None:
        turn_ends_at = time.monotonic() + _TURN_SECONDS
        while True:
            ready = self._epoll.poll(0, _EVENTS)
            for fd, _ in ready:
                caller = self._callers.get(fd)
                if caller is not None:
                    self._hear(caller)
            if len(ready) < _EVENTS or time.monotonic() > turn_ends_at:
                return

    def _hear(self, caller: Caller) -> None:
        entrance = self._entrance
        try:
            said = os.read(caller.fd, _PIECE)
        except BlockingIOError:
            if not caller.is_watched:
                self._watch(caller, entrance.new)
            return
        except OSError:
            said = b""
        if not said:
            caller.shutdown()
            return
        if caller.has_asked:
            # Who stays asks often: then the loop's own reading is the cheaper.
            self.hand_on(caller, said)
            return
        try:
            is_answered = entrance.door.answers(caller, said, entrance.always)
        except BaseException:
            caller.shutdown()
            raise
        if not is_answered:
            self.hand_on(caller, said)
            return
        entrance.state.total_requests += 1
        if caller.is_here:
            caller.has_asked = True
            self._watch(caller, entrance.idle)

    def _watch(self, caller: Caller, patience: Patience[Waiting]) -> None:
        """Hear more of it, for as long as this patience lasts."""
        if caller.is_watched:
            self._entrance.new.over(caller)
        else:
            try:
                self._epoll.register(caller.fd, select.EPOLLIN)
            except OSError:
                caller.shutdown()
                return
            self._callers[caller.fd] = caller
            self._entrance.came(caller)
            caller.is_watched = True
        patience.begin(caller)


class _Handed(Doorway):
    """A connection that has been under way before the loop had it."""

    __slots__ = ("_early", "_is_last", "_is_made", "_is_over", "_is_unheard", "_rest", "_said")

    def __init__(
        self, entrance: Entrance, said: bytes, rest: Sequence[Part], *, is_last: bool, is_unheard: bool
    ) -> None:
        super().__init__(entrance)
        self._said, self._rest, self._is_last, self._is_unheard = said, rest, is_last, is_unheard
        self._is_made = self._is_over = False
        self._early = b""
        entrance.came(self)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._is_made = True
        said, rest = self._said, self._rest
        self._said, self._rest = b"", ()
        if rest:
            transport.writelines(rest)
            self._entrance.new.over(self)
            self._entrance.idle.begin(self)
        if self._is_over or self._is_last:
            transport.close()
        elif said and self._is_unheard:
            self.data_received(said)
        elif said:
            self.not_answered(said, is_first=True)

    def data_received(self, data: bytes) -> None:
        if self._line.is_busy():
            # The loop begins to read once the transport has been made, though it was told not to meanwhile.
            self._early += data
            self._transport.pause_reading()
        else:
            super().data_received(data)

    def resume_writing(self) -> None:
        super().resume_writing()
        early, self._early = self._early, b""
        if early and not self._transport.is_closing():
            self.data_received(early)

    def shutdown(self) -> None:
        if self._is_made:
            super().shutdown()
        self._is_over = True
