"""Connections as the front door has them: light, and handed to uvicorn once they ask for more than memory holds."""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.server import ServerState

from onrecord.delivery import FrontDoor, has_begun
from onrecord.site.waiting_room import WaitingRoom


class Patience:
    """Connections that may go on as they are for so many seconds, all for the same time: one timer serves all."""

    def __init__(
        self, seconds: float, end: "Callable[[Doorway], None]", room: WaitingRoom, waits: "Callable[[Doorway], None]"
    ) -> None:
        self._seconds = seconds
        self._end = end
        self._room = room
        self._waits = waits
        self._until: dict[Doorway, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, connection: "Doorway") -> None:
        """From now on."""
        # Asked for once: each time it costs a system call.
        loop = self._loop = self._loop or asyncio.get_running_loop()
        self._until.pop(connection, None)
        self._until[connection] = loop.time() + self._seconds
        self._waits(connection)
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._look, loop)

    def over(self, connection: "Doorway") -> bool:
        """It is not waited for any longer; says whether it was."""
        if self._until.pop(connection, None) is None:
            return False
        self._room.leave(connection)
        return True

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        while self._until:
            connection, until = next(iter(self._until.items()))
            if until > now:
                self._timer = loop.call_at(until, self._look, loop)
                return
            self.over(connection)
            self._end(connection)


class Entrance:
    """Makes the connections of one server; given to uvicorn in the place of a protocol of its own."""

    def __init__(
        self,
        door: FrontDoor,
        ordinary: Callable[..., asyncio.Protocol],
        room: WaitingRoom,
        *,
        head_seconds: float,
        idle_seconds: float,
    ) -> None:
        self.door = door
        # Nothing has been said yet by the one, nothing is owed to the other.
        self.new = Patience(head_seconds, Doorway.cut_off, room, room.half_open)
        self.idle = Patience(idle_seconds, Doorway.shutdown, room, room.idle)
        self._ordinary = ordinary
        self._settings: dict[str, Any] = {}
        self._headers: object = None
        self._lines = b""

    def __call__(self, **settings: Any) -> asyncio.Protocol:
        self._settings = settings
        return Doorway(self)

    @property
    def state(self) -> ServerState:
        state: ServerState = self._settings["server_state"]
        return state

    @property
    def always(self) -> bytes:
        """The header lines of every reply; the server makes them anew each second."""
        headers = self.state.default_headers
        if headers is not self._headers:
            self._headers = headers
            self._lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        return self._lines

    def ordinary(self) -> asyncio.Protocol:
        """uvicorn's own connection."""
        return self._ordinary(**self._settings)


class Doorway(asyncio.Protocol):
    """One connection, for as long as all that it asks for is in memory."""

    __slots__ = ("_begun", "_entrance", "_transport", "peer")
    peer: str | None
    _transport: asyncio.Transport

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._begun = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self.peer = peer[0] if isinstance(peer, tuple) else None
        self._entrance.state.connections.add(self)  # type: ignore[arg-type] # which asks them to shut down, no more
        self._entrance.new.begin(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        self._leave()

    def data_received(self, data: bytes) -> None:
        entrance, transport = self._entrance, self._transport
        is_first = not self._begun
        if not is_first:
            data, self._begun = self._begun + data, b""
        if entrance.door.answers(transport, data, entrance.always):
            entrance.state.total_requests += 1
            entrance.new.over(self)
            # One that has become a stream is not this connection's any more.
            if not transport.is_closing():
                entrance.idle.begin(self)
            return
        if has_begun(data):
            # Thousands may leave a request unfinished: each is its own bytes, and the time for it does not begin anew.
            self._begun = data
            if is_first and entrance.idle.over(self):
                entrance.new.begin(self)
            return
        self._leave()
        connection = entrance.ordinary()
        transport.set_protocol(connection)
        connection.connection_made(transport)
        connection.data_received(data)

    def pause_writing(self) -> None:
        """Who does not take what was asked for may not ask for more."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def shutdown(self) -> None:
        """What is under way still goes out."""
        self._transport.close()

    def cut_off(self) -> None:
        self._transport.abort()

    def _leave(self) -> None:
        self._entrance.state.connections.discard(self)
        self._entrance.new.over(self)
        self._entrance.idle.over(self)
