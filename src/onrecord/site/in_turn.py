"""uvicorn's connection, made to read and answer each of several requests in its turn, a bad one after all before it."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# Bytes become requests so many at a time: a short one takes a hundred times as much memory once it has been read.
_PIECE = 1024


class InTurn(HttpToolsProtocol):
    """uvicorn reads all that has come, and refuses bad bytes at once: who sends ten thousand requests together takes
    up memory and time for all of them, and who sent some before bad bytes takes the refusal for the answer to those.
    """

    _refusal: str | None = None
    _unread = b""
    _being_answered: RequestResponseCycle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        # uvicorn tells the newest request alone, which another one may keep waiting.
        if self._being_answered is not None and not self._being_answered.response_complete:
            self._being_answered.disconnected = True
            self._being_answered.message_event.set()
        self._unread = b""
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._being_answered = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        # What follows a bad request cannot be told from a part of it.
        if self._refusal is None:
            self._unread += data
            self._read_on()

    def read(self, piece: bytes) -> None:
        """Take these bytes as what was said next."""
        super().data_received(piece)

    def _read_on(self) -> None:
        """Read until there is a request that has to wait for another's answer."""
        unread, start = self._unread, 0
        self._unread = b""
        while start < len(unread) and not self.pipeline and self._refusal is None and not self.transport.is_closing():
            self.read(unread[start : start + _PIECE])
            start += _PIECE
        self._unread = unread[start:]
        if self._unread and not self.transport.is_closing():
            self.flow.pause_reading()
            # A transport that has just been made reads, though it was told before not to.
            self.transport.pause_reading()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        if self.parser.should_upgrade():
            # The protocol asked for is not spoken, and nobody knows where its bytes would end.
            self.cycle.keep_alive = False

    def on_response_complete(self) -> None:
        is_last = not self.pipeline
        super().on_response_complete()
        if self._refusal is None:
            self._read_on()
        elif is_last and not self.transport.is_closing():
            super().send_400_response(self._refusal)

    def send_400_response(self, msg: str) -> None:
        cycle = self.cycle
        if self.is_in_body():
            if self.pipeline:
                # Nobody has begun to answer it.
                self.pipeline.popleft()
            elif cycle.response_complete:
                self.transport.close()
                return
            elif cycle.response_started:
                cycle.keep_alive = False
                return
            else:
                cycle.disconnected = True
                cycle.message_event.set()
                super().send_400_response(msg)
                return
        elif cycle is None or (cycle.response_complete and not self.pipeline):
            super().send_400_response(msg)
            return
        self._refusal = msg

    def is_in_body(self) -> bool:
        """Whether the newest request has its head, but is not whole."""
        raise NotImplementedError
