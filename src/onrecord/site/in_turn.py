"""uvicorn's connection, made to answer each of several requests in its turn, and a bad one after all before it."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class InTurn(HttpToolsProtocol):
    """uvicorn refuses bad bytes at once: whoever sent requests before them would take that for the answer to those."""

    _refusal: str | None = None

    def data_received(self, data: bytes) -> None:
        # What follows a bad request cannot be told from a part of it.
        if self._refusal is None:
            super().data_received(data)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        if self.parser.should_upgrade():
            # The protocol asked for is not spoken, and nobody knows where its bytes would end.
            self.cycle.keep_alive = False

    def on_response_complete(self) -> None:
        is_last = not self.pipeline
        super().on_response_complete()
        if is_last and self._refusal is not None and not self.transport.is_closing():
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
