"""How long connections may go on as they are."""

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from onrecord.site.waiting_room import Guest, WaitingRoom


class Waiting(Guest, Protocol):
    """A connection that has not been given to uvicorn yet."""

    def shutdown(self) -> None:
        """What is under way still goes out."""

    def cut_off(self) -> None:
        """Nothing does."""


_Waiting = TypeVar("_Waiting", bound=Waiting)
# Who asks again within this share of the time keeps the place that they have: to give them another costs more.
_LATELY = 0.05


class Patience(Generic[_Waiting]):
    """Connections that may go on as they are for so many seconds, all for the same time: one timer serves all."""

    def __init__(
        self, seconds: float, end: Callable[[_Waiting], None], room: WaitingRoom, waits: Callable[[_Waiting], None]
    ) -> None:
        self._seconds = seconds
        self._most = seconds * (1 - _LATELY)
        self._end = end
        self._room = room
        self._waits = waits
        self._until: dict[_Waiting, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, connection: _Waiting) -> None:
        """From now on."""
        # Asked for once: each time it costs a system call.
        loop = self._loop = self._loop or asyncio.get_running_loop()
        self._until.pop(connection, None)
        self._until[connection] = loop.time() + self._seconds
        self._waits(connection)
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._look, loop)

    def has_begun_lately(self, connection: _Waiting) -> bool:
        until = self._until.get(connection)
        return until is not None and self._loop is not None and until - self._loop.time() > self._most

    def over(self, connection: _Waiting) -> bool:
        """It is not waited for any longer; says whether it was."""
        if self._until.pop(connection, None) is None:
            return False
        self._room.leave(connection)
        return True

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        try:
            while self._until:
                connection, until = next(iter(self._until.items()))
                if until > now:
                    return
                self.over(connection)
                self._end(connection)
        finally:
            # Not before: who is waited for anew meanwhile would set a second one.
            next_until = next(iter(self._until.values()), None)
            self._timer = None if next_until is None else loop.call_at(next_until, self._look, loop)
