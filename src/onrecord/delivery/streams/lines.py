"""A connection, as the front door has it between two requests: one of the event loop's, or a descriptor alone."""

import asyncio
import os
from collections.abc import Callable
from typing import Protocol


class Line(Protocol):
    """Belongs to the event loop."""

    @property
    def peer(self) -> str | None:
        """The address at the other end, where there is one."""

    def is_closing(self) -> bool:
        """Whether nothing can be said any more."""

    def is_busy(self) -> bool:
        """Whether something that was said has not been taken yet."""

    def say(self, parts: list[bytes], *, is_last: bool) -> None:
        """Send these, and then close if they are the last."""

    def give(self, take: Callable[[int], None]) -> bool:
        """Let `take` have a descriptor of the connection, which then is nobody else's; False where OSError says no."""


class LoopLine:
    """A connection of the event loop's."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    @property
    def peer(self) -> str | None:
        peer = self._transport.get_extra_info("peername")
        return peer[0] if isinstance(peer, tuple) else None

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def is_busy(self) -> bool:
        return self._transport.get_write_buffer_size() > 0

    def say(self, parts: list[bytes], *, is_last: bool) -> None:
        self._transport.writelines(parts)
        if is_last:
            self._transport.close()

    def give(self, take: Callable[[int], None]) -> bool:
        try:
            fd = os.dup(self._transport.get_extra_info("socket").fileno())
        except OSError:
            return False
        try:
            take(fd)
        except OSError:
            os.close(fd)
            return False
        # Of two descriptors of one connection, closing the first sends nothing.
        self._transport.abort()
        return True
