"""Connections as the front door has them: light, and handed to uvicorn once they ask for more than memory holds."""

import asyncio
from collections.abc import Callable
from operator import methodcaller
from typing import Any

from uvicorn.server import ServerState

from onrecord.delivery import FrontDoor, LoopLine, has_begun
from onrecord.site.patience import Patience, Waiting
from onrecord.site.taking import Taking
from onrecord.site.waiting_room import WaitingRoom


class Entrance:
    """Makes the connections of one server; given to uvicorn in the place of a protocol of its own."""

    def __init__(
        self,
        door: FrontDoor,
        ordinary: Callable[..., asyncio.Protocol],
        room: WaitingRoom,
        taking: Taking,
        *,
        head_seconds: float,
        idle_seconds: float,
    ) -> None:
        self.door = door
        self.room = room
        self.taking = taking
        # Nothing has been said yet by the one, nothing is owed to the other.
        self.new: Patience[Waiting] = Patience(head_seconds, methodcaller("cut_off"), room, room.half_open)
        self.idle: Patience[Waiting] = Patience(idle_seconds, methodcaller("shutdown"), room, room.idle)
        self._ordinary = ordinary
        self.state = ServerState()
        self._settings: dict[str, Any] = {}
        self._headers: object = None
        self._lines = b""

    def __call__(self, **settings: Any) -> asyncio.Protocol:
        self.begin(**settings)
        return Doorway(self)

    def begin(self, **settings: Any) -> None:
        """What uvicorn tells its own connections."""
        self._settings = settings
        self.state = settings["server_state"]

    @property
    def always(self) -> bytes:
        """The header lines of every reply; the server makes them anew each second."""
        headers = self.state.default_headers
        if headers is not self._headers:
            self._headers = headers
            self._lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        return self._lines

    def came(self, connection: Waiting) -> None:
        """It is told when the server ends."""
        self.state.connections.add(connection)  # type: ignore[arg-type] # which asks them to shut down, no more

    def answered(self, connection: Waiting) -> None:
        """It may ask again."""
        self.new.over(connection)
        self.idle.begin(connection)

    def left(self, connection: Waiting) -> None:
        """It has ended, or is uvicorn's."""
        self.state.connections.discard(connection)
        self.new.over(connection)
        self.idle.over(connection)

    def make_room(self) -> None:
        """Let those go who are too many by now."""
        self.room.make_room()
        self.taking.room.make_room()

    def ordinary(self) -> asyncio.Protocol:
        """uvicorn's own connection."""
        return self._ordinary(**self._settings)


class Doorway(asyncio.Protocol):
    """One connection, for as long as all that it asks for is in memory."""

    __slots__ = ("_begun", "_entrance", "_line", "_transport", "peer")
    peer: str | None
    _transport: asyncio.Transport

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._begun = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        self._transport = transport
        # Told of the first byte that is not taken at once.
        transport.set_write_buffer_limits(high=0)
        self._line = LoopLine(transport)
        self.peer = self._line.peer
        self._entrance.came(self)
        self._entrance.new.begin(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        self._entrance.left(self)
        self._entrance.taking.over(self)

    def data_received(self, data: bytes) -> None:
        entrance = self._entrance
        is_first = not self._begun
        if not is_first:
            data, self._begun = self._begun + data, b""
        if not entrance.door.answers(self._line, data, entrance.always):
            self.not_answered(data, is_first=is_first)
            return
        entrance.state.total_requests += 1
        # One that has become a stream is not this connection's any more.
        if not entrance.idle.has_begun_lately(self) and not self._transport.is_closing():
            entrance.answered(self)

    def not_answered(self, data: bytes, *, is_first: bool) -> None:
        """What is said next has to do with this, or uvicorn answers it."""
        entrance, transport = self._entrance, self._transport
        if has_begun(data):
            # Thousands may leave a request unfinished: each is its own bytes, and the time for it does not begin anew.
            self._begun = data
            if is_first and entrance.idle.over(self):
                entrance.new.begin(self)
            return
        entrance.left(self)
        connection = entrance.ordinary()
        transport.set_protocol(connection)
        connection.connection_made(transport)
        connection.data_received(data)

    def pause_writing(self) -> None:
        """Who does not take what was asked for may not ask for more."""
        self._entrance.taking.begin(self)
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._entrance.taking.over(self)
        self._transport.resume_reading()

    def left_to_take(self) -> int:
        return self._transport.get_write_buffer_size()

    def shutdown(self) -> None:
        """What is under way still goes out."""
        self._transport.close()

    def cut_off(self) -> None:
        self._transport.abort()
