"""How many connections may be open that ask for nothing: a descriptor each, which a reader could have."""

from collections.abc import Callable
from typing import Protocol

# Browsers open a line or two ahead of need; the readers behind one address of a large office all do.
MOST_PER_ADDRESS = 256


class Guest(Protocol):
    """A connection."""

    @property
    def peer(self) -> str | None:
        """The address at the other end, where there is one."""

    def cut_off(self) -> None:
        """Close it at once."""


class WaitingRoom:
    """Belongs to the event loop. Who has waited for longest leaves first: who has just begun a request has its time.

    Of addresses only those are counted that `counted` names: behind others may be any number. How many may wait in all
    is asked each time: it depends on how many streams there are.
    """

    def __init__(
        self,
        counted: Callable[[str | None], str | None],
        most: Callable[[], int],
        most_per_address: int = MOST_PER_ADDRESS,
    ) -> None:
        self._counted = counted
        self._most = most
        self._most_per_address = most_per_address
        self._half_open: dict[Guest, str | None] = {}
        self._idle: dict[Guest, None] = {}
        self._of_address: dict[str, dict[Guest, None]] = {}
        self.sent_away = 0

    @property
    def most(self) -> int:
        """How many may wait at present, one at least; from any thread."""
        return max(self._most(), 1)

    def __len__(self) -> int:
        return len(self._half_open) + len(self._idle)

    def waiting(self) -> dict[str, int]:
        """How many wait in the middle of a request, and how many between two; from any thread."""
        return {"half_open": len(self._half_open), "idle": len(self._idle)}

    def half_open(self, guest: Guest) -> None:
        """It has begun, and has not said yet all that it wants to ask."""
        self.leave(guest)
        address = self._half_open[guest] = self._counted(guest.peer)
        if address is not None:
            alike = self._of_address.setdefault(address, {})
            alike[guest] = None
            if len(alike) > self._most_per_address:
                self._send_away(next(iter(alike)))
        self.make_room()

    def idle(self, guest: Guest) -> None:
        """It has been answered, and may ask again."""
        self.leave(guest)
        self._idle[guest] = None
        self.make_room()

    def leave(self, guest: Guest) -> None:
        """It has asked, or is gone, or was not here."""
        self._idle.pop(guest, None)
        address = self._half_open.pop(guest, None)
        if address is not None:
            alike = self._of_address[address]
            del alike[guest]
            if not alike:
                del self._of_address[address]

    def make_room(self) -> None:
        """Let those go who are too many by now."""
        while len(self) > self.most:
            # A flood of the one kind is not paid for by the other.
            larger = self._half_open if len(self._half_open) >= len(self._idle) else self._idle
            self._send_away(next(iter(larger)))

    def _send_away(self, guest: Guest) -> None:
        self.leave(guest)
        self.sent_away += 1
        guest.cut_off()
