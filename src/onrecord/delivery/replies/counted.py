"""Replies of the ordinary path, counted as they are sent."""

from collections.abc import MutableMapping
from typing import Any

from onrecord.delivery.http import Send
from onrecord.delivery.tally import Tally


class Counted:
    """A `send` that counts what goes through it as of one kind."""

    def __init__(self, send: Send, tally: Tally, kind: str) -> None:
        self._send = send
        self._tally = tally
        self.kind = kind
        self.status = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._tally.served(self.kind, self.status).replies += 1
        elif message["type"] == "http.response.body":
            self._tally.served(self.kind, self.status).bytes += len(message.get("body", b""))
        await self._send(message)
