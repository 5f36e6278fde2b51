"""One connection of a reader, without waiting for anything."""

import errno
import os
import select
import socket
import ssl
from typing import Protocol

from onrecord.cli.bench.address import Address

_LONGEST_HEAD = 64 * 1024
# What a reader who does not read has room for; the rest is the server's to hold.
_STALLED_BUFFER = 4096
# Ports are chosen when it is known where to, so that many more of them are free.
_BIND_ADDRESS_NO_PORT = 24


class Head:
    """How a reply begins."""

    __slots__ = ("headers", "status")

    def __init__(self, raw: bytes) -> None:
        first, *lines = raw.decode("latin-1").split("\r\n")
        words = first.split(" ", 2)
        self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        self.headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()


class Watcher(Protocol):
    """Tells of descriptors that can be read or written."""

    def watch(self, line: "Line", events: int) -> None: ...

    def unwatch(self, line: "Line") -> None: ...


class Line:
    """Connects, says one thing, and hears; a subclass knows what."""

    __slots__ = ("_begun", "_socket", "_to_send", "address", "fd", "head", "is_stalled", "number", "watcher")

    def __init__(self, address: Address, watcher: Watcher, number: int, *, is_stalled: bool = False) -> None:
        self.address = address
        self.watcher = watcher
        self.number = number
        self.is_stalled = is_stalled
        self.fd = -1
        self.head: Head | None = None
        self._socket: socket.socket | None = None
        self._begun = b""
        self._to_send = b""

    def connect(self, tls: ssl.SSLContext | None, request: bytes) -> None:
        """Begin; what becomes of it is told later. Raises OSError where not even that can be done."""
        address = self.address
        self.head, self._begun, self._to_send = None, b"", request
        plain = socket.socket(address.family)
        try:
            plain.setblocking(False)
            if self.is_stalled:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _STALLED_BUFFER)
            source = address.source(self.number)
            if source is not None:
                plain.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
                plain.bind((source, 0))
            error = plain.connect_ex((address.ip, address.port))
            if error not in (0, errno.EINPROGRESS):
                raise OSError(error, os.strerror(error))
        except OSError:
            plain.close()
            raise
        self._socket = plain
        if tls is not None:
            self._socket = tls.wrap_socket(
                plain, server_hostname=address.host, do_handshake_on_connect=False, suppress_ragged_eofs=True
            )
        self.fd = self._socket.fileno()
        self.watcher.watch(self, select.EPOLLOUT | select.EPOLLIN)

    def say(self, request: bytes) -> None:
        """Ask once more on the same connection; raises OSError."""
        self.head, self._begun, self._to_send = None, b"", request
        self._send()

    def ready(self) -> None:
        """The kernel has something for this line."""
        try:
            if self._to_send:
                self._send()
                if self._to_send:
                    return
            self._receive()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            pass
        except OSError as error:
            reason = error.reason if isinstance(error, ssl.SSLError) else error.strerror
            self.close()
            self.ended((reason or str(error)).lower())

    def close(self) -> None:
        """Hang up; nothing is told of this line any more."""
        if self._socket is not None:
            self.watcher.unwatch(self)
            self._socket.close()
            self._socket, self.fd = None, -1

    def answered(self, head: Head) -> bool:
        """The head has come; says whether to go on hearing."""
        raise NotImplementedError

    def take(self, piece: bytes) -> None:
        """What follows on the head."""
        raise NotImplementedError

    def ended(self, reason: str) -> None:
        """The other side has hung up, or there was no reaching it."""
        raise NotImplementedError

    def _send(self) -> None:
        if self._socket is None:
            return
        error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
        if isinstance(self._socket, ssl.SSLSocket):
            self._socket.do_handshake()
        sent = self._socket.send(self._to_send)
        self._to_send = self._to_send[sent:]
        if not self._to_send:
            self.watcher.watch(self, select.EPOLLIN)

    def _receive(self) -> None:
        while self._socket is not None:
            piece = self._socket.recv(65536)
            if not piece:
                self.close()
                self.ended("hung up")
                return
            if self.head is not None:
                self.take(piece)
            else:
                self._begin(piece)
            # Plain lines are asked again by the kernel; what TLS has read ahead, the kernel no longer knows of.
            if not isinstance(self._socket, ssl.SSLSocket) or not self._socket.pending():
                return

    def _begin(self, piece: bytes) -> None:
        self._begun += piece
        raw, end, rest = self._begun.partition(b"\r\n\r\n")
        if not end:
            if len(raw) > _LONGEST_HEAD:
                self.close()
                self.ended("a reply that is not HTTP")
            return
        self._begun = b""
        self.head = Head(raw)
        if self.answered(self.head) and rest:
            self.take(rest)
