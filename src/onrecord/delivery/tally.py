"""What readers were served, counted: plain integers of one process, for whoever watches over the site."""

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence

from onrecord.delivery.following.live import LiveCoverage

# Where the good, the acceptable and the bad are told apart: a frame is on its way within milliseconds, an update is
# news for some seconds, and what takes a minute is a reader who was in a tunnel.
DELIVERY_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
WORK_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
# An event to which nobody was added for so long has reached all whom it will.
_SETTLED_SECONDS = 2.0
_MOST_UNSETTLED = 4096


class Histogram:
    """How often a time fell between which bounds. For one thread, save that any may read it."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def note(self, seconds: float, times: int = 1) -> None:
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(self.bounds, seconds)] += times
        self.total += seconds * times


class Served:
    """The replies of one kind with one status. Kept beside what is sent, so that counting is an addition."""

    __slots__ = ("bytes", "replies")

    def __init__(self) -> None:
        self.replies = 0
        self.bytes = 0

    def note(self, size: int) -> None:
        self.replies += 1
        self.bytes += size


class Tally:
    """Belongs to the event loop, save for what says otherwise; may be read from any thread.

    Nothing here has a lock or looks a name up for each reader: fan-out adds to it once a slice.
    """

    def __init__(self) -> None:
        self.openings = {"new": 0, "resumed": 0, "reset": 0, "refused": 0, "draining": 0}
        self.endings = {"gone": 0, "stalled": 0, "behind": 0, "drained": 0, "failed": 0, "switched": 0}
        self.late = 0
        self.queued = 0
        self.frames = 0
        self.stream_bytes = 0
        self.beats = 0
        self.from_memory = 0
        self.built = 0
        self.delivery = Histogram(DELIVERY_SECONDS)
        self.last_reader = Histogram(DELIVERY_SECONDS)
        self.build = Histogram(WORK_SECONDS)
        self.news = Histogram(WORK_SECONDS)
        self.pickup = Histogram(DELIVERY_SECONDS)
        self.loop_lag = Histogram(WORK_SECONDS)
        self._served: dict[tuple[str, int], Served] = {}
        self._unsettled: deque[tuple[LiveCoverage, int]] = deque(maxlen=_MOST_UNSETTLED)

    def served(self, kind: str, status: int) -> Served:
        """Where replies of this kind with this status are counted."""
        served = self._served.get((kind, status))
        if served is None:
            served = self._served[kind, status] = Served()
        return served

    def all_served(self) -> list[tuple[str, int, Served]]:
        """Every kind and status that was served so far; from any thread."""
        return [(kind, status, served) for (kind, status), served in list(self._served.items())]

    def sent(self, live: LiveCoverage, after: int, upto: int, readers: int = 1) -> None:
        """So many readers, who were there when they happened, have just been sent the events after `after`."""
        now = time.time()
        for seq in range(after + 1, upto + 1):
            self.delivery.note(now - live.timeline.recorded_at(seq), readers)
        self._unsettled.extend((live, seq) for seq in live.reach.note(after, upto, readers))

    def settle(self) -> None:
        """Take down how long the last reader waited, of each event that has reached all whom it will."""
        now = time.monotonic()
        for _ in range(len(self._unsettled)):
            live, seq = self._unsettled.popleft()
            sent = live.reach.of(seq)
            if sent is None:
                continue
            if now - sent.noted_at < _SETTLED_SECONDS:
                self._unsettled.append((live, seq))
            else:
                self.last_reader.note(live.waited(seq, sent))
