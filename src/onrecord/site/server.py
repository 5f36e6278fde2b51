"""The server that `onrecord run` starts: uvicorn, set for streams."""

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from onrecord.site.application import Application

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
# Streams end at once when they are told to; this is for a desk's request that is still being worked on.
_LONGEST_SHUTDOWN = 10


class Connection(HttpToolsProtocol):
    """uvicorn's own, which waits for no endless head, and lets the application cut a connection off: a close waits for
    the other side.
    """

    _head_size = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
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
        if self._head_timer is None:
            self._begin_head()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

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
        http=Connection,
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_level=log_level,
        server_header=False,
        proxy_headers=forwarded_allow_ips is not None,
        forwarded_allow_ips=forwarded_allow_ips or "",
        backlog=_BACKLOG,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=_LONGEST_SHUTDOWN,
    )
    return Server(config, application)


def serve(
    host: str = "127.0.0.1", port: int = 8000, *, forwarded_allow_ips: str | None = None, log_level: str = "warning"
) -> None:
    """Serve the site until SIGTERM or SIGINT; raises OSError where the address cannot be bound."""
    from onrecord.site.asgi import application

    listening = listening_socket(host, port)
    server(application, forwarded_allow_ips=forwarded_allow_ips, log_level=log_level).run(sockets=[listening])
