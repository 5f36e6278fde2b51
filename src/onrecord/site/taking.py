"""Connections that have not taken yet what they were sent: who takes too little of it in some time is cut off."""

from typing import Protocol

from onrecord.site.patience import Patience, Waiting
from onrecord.site.waiting_room import WaitingRoom

# The kernel asks for more when a third of its buffer is free: this much within this time is a phone on its worst line.
_SECONDS = 60.0
_LEAST = 4 * 1024


class Taker(Waiting, Protocol):
    """A connection with something to take."""

    def left_to_take(self) -> int:
        """How many bytes the kernel has not accepted yet."""


class Taking:
    """Belongs to the event loop; in `room` are those who have something to take, and nobody else."""

    def __init__(self, room: WaitingRoom) -> None:
        self.room = room
        self._patience = Patience[Taker](_SECONDS, self._look, room, room.half_open)
        self._left: dict[Taker, int] = {}

    def begin(self, connection: Taker) -> None:
        """It has been sent more than the kernel accepts at once."""
        self._left[connection] = connection.left_to_take()
        self._patience.begin(connection)

    def over(self, connection: Taker) -> None:
        """It has taken all, or is gone."""
        if self._left.pop(connection, None) is not None:
            self._patience.over(connection)

    def _look(self, connection: Taker) -> None:
        before = self._left.pop(connection)
        left = connection.left_to_take()
        if before - left < _LEAST:
            connection.cut_off()
        else:
            self.begin(connection)
