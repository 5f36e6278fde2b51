"""The server that `onrecord run` starts: uvicorn, set for streams."""

import asyncio
import resource
import socket
from contextlib import suppress
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from onrecord.delivery import FrontDoor
from onrecord.site.application import Application
from onrecord.site.doorway import Entrance

# With the system's default a reader who stops reading holds 3.4 MB of kernel memory, and some hundreds of them reach
# the machine's limit for all sockets; with this one 0.14 MB. Inherited by every accepted connection.
_SEND_BUFFER = 64 * 1024
# After so long without one byte taken, the kernel gives a connection up, also one that we are waiting to close.
_USER_TIMEOUT_MS = 60_000
_BACKLOG = 2048
# Four times what browsers with full cookie jars send. uvicorn itself keeps a head for as long as it grows.
_LARGEST_HEAD = 64 * 1024
# Some seconds more than a phone needs that loses its network in the middle of a request.
_HEAD_SECONDS = 20.0
_HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_IDLE_SECONDS = 20
# More than one process has use for; some systems allow a thousand million.
_DESCRIPTORS = 65_536
# Streams end at once when they are told to; this is for a desk's request that is still being worked on.
_LONGEST_SHUTDOWN = 10


class Connection(HttpToolsProtocol):
    """uvicorn's own, which waits for no endless head, lets the application cut a connection off (a close waits for the
    other side), and goes back to the front door between requests.
    """

    front_door: FrontDoor | None = None
    _head_size = 0
    _is_in_request = True
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_answered(data):
            return
        super().data_received(data)
        if self._head_timer is None or self.transport.is_closing():
            return
        self._head_size += len(data)
        if self._head_size > _LARGEST_HEAD:
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(_HEAD_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {"onrecord.abort": self.transport.abort}
        self.scope["extensions"] = extensions
        self._is_in_request = True
        if self._head_timer is None:
            self._begin_head()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        # Who asks for another protocol is not asked anything in this one.
        self._is_in_request = self.parser.should_upgrade()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def _is_answered(self, data: bytes) -> bool:
        """Whether the front door could answer this; what it is asked begins a request, and none is under way."""
        if self.front_door is None or self._is_in_request or not self.cycle.response_complete:
            return False
        if self.pipeline or self.flow.write_paused or self.transport.is_closing():
            return False
        always = b"".join(b"%b: %b\r\n" % header for header in self.server_state.default_headers)
        if not self.front_door.answers(self.transport, data, always):
            return False
        self.on_response_complete()
        return True

    def _begin_head(self) -> None:
        self._head_size = 0
        self._head_timer = self.loop.call_later(_HEAD_SECONDS, self.transport.abort)

    def _end_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class Server(uvicorn.Server):
    """uvicorn's own, which tells the readers before it waits for their connections to end."""

    def __init__(self, config: uvicorn.Config, application: Application) -> None:
        super().__init__(config)
        self._application = application

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._application.drain()
        await super().shutdown(sockets)


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket whose connections have bounded buffers; port 0 takes any free one."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening


def server(application: Application, *, forwarded_allow_ips: str | None = None, log_level: str = "warning") -> Server:
    """A server for this application; `forwarded_allow_ips` names the proxies whose word on addresses is believed."""
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http=_protocol(application.delivery.front_door),
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_level=log_level,
        server_header=False,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips or "",
        backlog=_BACKLOG,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LONGEST_SHUTDOWN,
    )
    return Server(config, application)


def _protocol(front_door: FrontDoor | None) -> type[asyncio.Protocol]:
    """What makes a connection: uvicorn calls it with the settings of its own protocols."""
    if front_door is None:
        return Connection

    def behind(**settings: Any) -> Connection:
        connection = Connection(**settings)
        connection.front_door = front_door
        return connection

    entrance = Entrance(front_door, behind, head_seconds=_HEAD_SECONDS, idle_seconds=_IDLE_SECONDS)
    return cast(type[asyncio.Protocol], entrance)


def serve(
    host: str = "127.0.0.1", port: int = 8000, *, forwarded_allow_ips: str | None = None, log_level: str = "warning"
) -> None:
    """Serve the site until SIGTERM or SIGINT; raises OSError where the address cannot be bound."""
    from onrecord.site.asgi import application

    _raise_limit()
    listening = listening_socket(host, port)
    server(application, forwarded_allow_ips=forwarded_allow_ips, log_level=log_level).run(sockets=[listening])


def _raise_limit() -> None:
    """Each reader is a descriptor, and most systems give a process 1,024 unless it asks for those it may have."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if most == resource.RLIM_INFINITY else min(most, _DESCRIPTORS)
    if resource.RLIM_INFINITY != now < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
