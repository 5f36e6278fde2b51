"""Replies of unknown length to HTTP/1.0: what ends them is the end of the connection."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_ANY_LENGTH = 2**62


class UntilClose:
    """Sends for a cycle that would send chunks, which HTTP/1.0 does not know."""

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._send = cycle.send
        self._is_open = False

    async def __call__(self, message: Any) -> None:
        cycle = self._cycle
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message.get("headers", [])}
            has_body = cycle.scope["method"] != "HEAD" and message["status"] not in (204, 304)
            if has_body and b"content-length" not in names:
                self._is_open = True
                cycle.chunked_encoding = False
                cycle.expected_content_length = _ANY_LENGTH
        elif self._is_open and message["type"] == "http.response.body" and not message.get("more_body", False):
            cycle.expected_content_length = len(message.get("body", b""))
        await self._send(message)
