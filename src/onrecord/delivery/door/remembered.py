"""What was answered to these very bytes: who asks so again is answered without a second reading.

An answer is only given again while all that it was made of stands, and none outlives the second that its date names. So
whoever keeps what was asked for lately still hears of it, and a client that asks for ever new things fills no more than
there is room for.
"""

from typing import NamedTuple

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import Shelf
from onrecord.delivery.following.timeline import Moment
from onrecord.delivery.streams.gate import Gate, Pace
from onrecord.delivery.tally import Served

# More than most browsers say; two megabytes of such bytes at most.
_LONGEST = 1024
_MOST = 2048


class Answer(NamedTuple):
    """The bytes of one reply about a coverage, where it is counted, and what it was made of."""

    parts: list[bytes]
    body_size: int
    served: Served
    slug: str
    live: LiveCoverage
    moment: Moment
    pace: Pace


class Remembered:
    """Belongs to the event loop."""

    def __init__(self, shelf: Shelf, gate: Gate) -> None:
        self._shelf = shelf
        self._gate = gate
        self._answers: dict[bytes, Answer] = {}
        self._always = b""

    def __len__(self) -> int:
        return len(self._answers)

    def answer(self, data: bytes, always: bytes) -> Answer | None:
        """What stands as the answer to these bytes, with these header lines, which are made anew each second."""
        if always is not self._always:
            self._always = always
            self._answers.clear()
            return None
        known = self._answers.get(data)
        if known is None:
            return None
        live = known.live
        # A coverage that has left the memory hears of nothing any more.
        is_in_memory = self._shelf.at_hand(known.slug) is live
        if is_in_memory and live.moment is known.moment and self._gate.pace(live.id) is known.pace:
            return known
        del self._answers[data]
        return None

    def keep(self, data: bytes, answer: Answer) -> None:
        """For who says the same within this second, if there is room."""
        if len(data) <= _LONGEST and len(self._answers) < _MOST:
            self._answers[data] = answer
