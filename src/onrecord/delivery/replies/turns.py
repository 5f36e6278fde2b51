"""The line in which replies wait that few ask for, so that those that everybody asks for never do."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, TypeVar

# At some milliseconds each: whoever is last waits for seconds, not minutes, and forgotten requests do not pile up.
_MOST = 500
_Made = TypeVar("_Made")


class TooManyWait(Exception):
    """So many replies wait to be made that one more is better asked for later."""


class Turns(Generic[_Made]):
    """Belongs to the event loop. One at a time has its turn; who asks for what waits already, waits with it."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._turn = asyncio.Lock()
        self._waiting: dict[Hashable, asyncio.Task[Any]] = {}

    def __len__(self) -> int:
        """How many wait; from any thread."""
        return len(self._waiting)

    async def of(self, name: Hashable, make: Callable[[], Awaitable[_Made]]) -> _Made:
        """What `make` gives when its turn has come, and not before: what it is made of may be withdrawn meanwhile.

        Raises TooManyWait.
        """
        waiting = self._waiting.get(name)
        if waiting is None:
            if len(self._waiting) >= self._most:
                raise TooManyWait
            waiting = self._waiting[name] = asyncio.create_task(self._in_turn(name, make))
        # One reader who gives up must not take the others' reply away.
        return await asyncio.shield(waiting)

    async def _in_turn(self, name: Hashable, make: Callable[[], Awaitable[_Made]]) -> _Made:
        async with self._turn:
            # Whoever asks from now on may know of something newer, and has a turn of their own.
            del self._waiting[name]
            return await make()
