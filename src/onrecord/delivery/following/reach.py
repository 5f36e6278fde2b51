"""How soon the readers who were there had an event: counted as it is sent, for the desk to see."""

import time
from dataclasses import dataclass

# The desk asks within seconds of publishing; nobody asks for more than the newest.
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Sent:
    """How many open streams an event was written to, and when the last of them: in seconds of the epoch, to be held
    against the log's times, and on the monotonic clock, for a clock may be set back.
    """

    readers: int
    last_at: float
    noted_at: float


class Reach:
    """Of one coverage. Written in the event loop, read from any thread."""

    def __init__(self) -> None:
        self._sent: dict[int, Sent] = {}

    def note(self, after: int, upto: int, readers: int = 1) -> list[int]:
        """So many readers have just been sent the events from `after` + 1 to `upto`; says which are new to all."""
        now, noted_at = time.time(), time.monotonic()
        new = []
        for seq in range(max(after, upto - _KEPT) + 1, upto + 1):
            before = self._sent.get(seq)
            self._sent[seq] = Sent(readers if before is None else before.readers + readers, now, noted_at)
            if before is None:
                new.append(seq)
                self._sent.pop(seq - _KEPT, None)
        return new

    def newest(self, since: float) -> dict[int, Sent]:
        """What was sent after this moment of the monotonic clock, by seq; from any thread."""
        return {seq: sent for seq, sent in list(self._sent.items()) if sent.noted_at > since}

    def of(self, seq: int) -> Sent | None:
        """What is known of this event; None for one that was sent to nobody, or is long past."""
        return self._sent.get(seq)
