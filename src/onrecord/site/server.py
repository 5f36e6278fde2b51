"""The server that `onrecord run` starts: uvicorn, set for streams."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn

from onrecord.delivery import Delivery, LoopLine
from onrecord.site.application import Application
from onrecord.site.capacity import most_taking, most_waiting
from onrecord.site.doorway import Entrance
from onrecord.site.in_turn import InTurn
from onrecord.site.listening import BACKLOG, listening_socket
from onrecord.site.lobby import Lobby
from onrecord.site.taking import Taking
from onrecord.site.until_close import UntilClose
from onrecord.site.waiting_room import WaitingRoom

__all__ = ["Connection", "Server", "listening_socket", "server"]

# Four times what browsers with full cookie jars send. uvicorn itself keeps a head for as long as it grows.
_LARGEST_HEAD = 64 * 1024
# Twice what the longest chain of proxies makes of a browser's: the shortest headers take fifty times their bytes.
_MOST_HEADERS = 200
# Some seconds more than a phone needs that loses its network in the middle of a request.
_HEAD_SECONDS = 20.0
# Who sends a body sends this much in that time, or is cut off: a phone on a bad line sends ten times as much.
_LEAST_BODY = 4 * 1024
_BODY_SECONDS = 20.0
_HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_ONE_HOST = "a request has one Host, or its reader and its cache may think of two"
_TOO_LARGE = "The head of this request is too large."
_IDLE_SECONDS = 20
# Streams end at once when they are told to; this is for a desk's request that is still being worked on.
_LONGEST_SHUTDOWN = 10


class Connection(InTurn):
    """uvicorn's own, which waits for no endless head, lets the application cut a connection off (a close waits for the
    other side), and goes back to the front door between requests.
    """

    entrance: Entrance | None = None
    waiting_room: WaitingRoom
    taking: Taking
    _head_size = 0
    _is_in_request = True
    _head_timer: asyncio.TimerHandle | None = None
    _body_timer: asyncio.TimerHandle | None = None
    _body_size = 0

    @property
    def peer(self) -> str | None:
        return self.client[0] if self.client else None

    def cut_off(self) -> None:
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        self._end_body()
        self.waiting_room.leave(self)
        self.taking.over(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.taking.begin(self)

    def resume_writing(self) -> None:
        self.taking.over(self)
        super().resume_writing()

    def left_to_take(self) -> int:
        return self.transport.get_write_buffer_size()

    def data_received(self, data: bytes) -> None:
        if not self._is_answered(data):
            super().data_received(data)

    def read(self, piece: bytes) -> None:
        super().read(piece)
        if self.transport.is_closing():
            return
        if self._head_timer is None:
            # Empty lines before a request begin nothing, and are not waited after for ever.
            if self.cycle.response_complete and self.timeout_keep_alive_task is None and not self.pipeline:
                self._begin_head()
            return
        self._head_size += len(piece)
        if self._head_size > _LARGEST_HEAD or len(self.headers or ()) > _MOST_HEADERS:
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(_HEAD_TOO_LARGE)
                self.transport.close()
            else:
                self.send_400_response(_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {"onrecord.abort": self.transport.abort}
        self.scope["extensions"] = extensions
        self._is_in_request = True
        if self._head_timer is None:
            self._begin_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # One that is closing is about to be gone, and one that was asked for more has work to do.
        if self.timeout_keep_alive_task is not None and not self.transport.is_closing():
            self.waiting_room.idle(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_in_body():
            super().on_header(name, value)
            return
        # Said after the body, where nobody looks for it.
        self._head_size += len(name) + len(value)
        if self._head_size > _LARGEST_HEAD:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        self._body_size += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._end_body()
        super().on_message_complete()
        # Who asks for another protocol is not asked anything in this one.
        self._is_in_request = self.parser.should_upgrade()

    def on_headers_complete(self) -> None:
        if self.parser.get_http_version() == "1.1" and sum(name == b"host" for name, _ in self.headers) != 1:
            raise ValueError(_ONE_HOST)  # the parser makes a bad request of it
        self._end_head()
        super().on_headers_complete()
        self.waiting_room.half_open(self)
        self._wait_for_body()
        if self.scope["http_version"] == "1.0":
            # Its task has not begun yet.
            self.cycle.send = UntilClose(self.cycle)  # type: ignore[method-assign] # in its place

    def is_in_body(self) -> bool:
        return self._is_in_request and self.cycle is not None and self.cycle.scope is self.scope

    def _unsupported_upgrade_warning(self) -> None:
        """Anybody may ask for a WebSocket, as often as they like: that is answered, not logged."""

    def _is_answered(self, data: bytes) -> bool:
        """Whether the front door could answer this; what it is asked begins a request, and none is under way."""
        if self.entrance is None or self._is_in_request or not self.cycle.response_complete:
            return False
        if self.pipeline or self.flow.write_paused or self.transport.is_closing():
            return False
        if not self.entrance.door.answers(LoopLine(self.transport), data, self.entrance.always):
            return False
        self._end_head()
        self.on_response_complete()
        return True

    def _wait_for_body(self) -> None:
        self._body_size = 0
        self._body_timer = self.loop.call_later(_BODY_SECONDS, self._look_at_body)

    def _look_at_body(self) -> None:
        # Where the reading is paused, it is we who are slow.
        if self._body_size < _LEAST_BODY and not self.flow.read_paused:
            self.transport.abort()
        else:
            self._wait_for_body()

    def _end_body(self) -> None:
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None
            self.waiting_room.leave(self)

    def _begin_head(self) -> None:
        self._head_size = 0
        self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._look_at_head)
        self.waiting_room.half_open(self)

    def _look_at_head(self) -> None:
        # Where the reading is paused, others' requests on this line are answered first.
        if self.flow.read_paused:
            self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._look_at_head)
        else:
            self.transport.abort()

    def _end_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
            self.waiting_room.leave(self)


class Server(uvicorn.Server):
    """uvicorn's own, which tells the readers before it waits for their connections to end."""

    def __init__(
        self,
        config: uvicorn.Config,
        application: Application,
        entrance: Entrance | None,
        begun: Callable[["Server"], None],
    ) -> None:
        """`begun` is called in the event loop once connections are answered."""
        super().__init__(config)
        self._application = application
        self._entrance = entrance
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if sockets is None or self._entrance is None:
            await super().startup(sockets)
        else:
            await super().startup([])
            settings = {"config": self.config, "server_state": self.server_state, "app_state": self.lifespan.state}
            self._entrance.begin(**settings)
            # uvicorn asks them to close, and waits until they are.
            self.servers.extend(cast(asyncio.Server, Lobby(listening, self._entrance)) for listening in sockets)
        if self.started:
            self._begun(self)

    def stop_accepting(self) -> None:
        """Leave new connections to whoever else listens on the same socket."""
        for listening in self.servers:
            listening.close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._application.drain()
        await super().shutdown(sockets)
        # Who has not taken the last of it by now has had their time.
        for connection in list(self.server_state.connections):
            cast(Connection, connection).cut_off()
        await asyncio.sleep(0)
        for listening in self.servers:
            if isinstance(listening, Lobby):
                listening.end()


def server(
    application: Application,
    *,
    forwarded_allow_ips: str | None = None,
    log_level: str = "warning",
    begun: Callable[[Server], None] = lambda _: None,
) -> Server:
    """A server for this application; `forwarded_allow_ips` names the proxies whose word on addresses is believed."""
    if forwarded_allow_ips:
        application.delivery.proxies.trust(forwarded_allow_ips.split(","))
    hub = application.delivery.hub
    counted = application.delivery.proxies.counted
    taking = Taking(WaitingRoom(counted, lambda: most_taking(hub.readers)))
    waiting_room = WaitingRoom(counted, lambda: most_waiting(hub.readers) - len(taking.room))
    application.reporter.look_into(waiting_room, taking.room)
    made = _made(application.delivery, waiting_room, taking)
    entrance = made if isinstance(made, Entrance) else None
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http=cast(type[asyncio.Protocol], made),
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_config=None,
        log_level=log_level,
        server_header=False,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips or "",
        backlog=BACKLOG,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LONGEST_SHUTDOWN,
    )
    return Server(config, application, entrance, begun)


def _made(delivery: Delivery, waiting_room: WaitingRoom, taking: Taking) -> Entrance | Callable[..., Connection]:
    """What makes a connection: called as uvicorn calls its own protocols."""
    front_door = delivery.front_door
    entrance: Entrance | None = None

    def made(**settings: Any) -> Connection:
        connection = Connection(**settings)
        connection.entrance = entrance
        connection.waiting_room = waiting_room
        connection.taking = taking
        return connection

    if front_door is None:
        return made
    entrance = Entrance(front_door, made, waiting_room, taking, head_seconds=_HEAD_SECONDS, idle_seconds=_IDLE_SECONDS)
    return entrance
