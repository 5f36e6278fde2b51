"""Follows the log in a thread of its own, and tells the event loop what has moved."""

import logging
import random
import threading
import time
from collections.abc import Callable

from onrecord.domain.ids import CoverageId
from onrecord.log import Follower, Head, Log, LogError

_logger = logging.getLogger(__name__)

# A hint wakes the tail at once; this is how long one that is lost can cost, and how often it shows that it lives.
_LOOK_EVERY = 1.0
_FIRST_RETRY = 0.1
_LAST_RETRY = 5.0


class Tail:
    """Takes each coverage that has moved to `moved`, again and again until it succeeds; then `looked` hears since when.

    A failure of the log or of one coverage is logged and tried again, later and later; meanwhile readers get the last
    good state, and the other coverages go on.
    """

    def __init__(self, log: Log, moved: Callable[[Head], None], looked: Callable[[float], None]) -> None:
        self._log = log
        self._moved = moved
        self._looked = looked
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onrecord-tail", daemon=True)
        self._holding = threading.Lock()  # a follower is not woken while it is being closed
        self._follower: Follower | None = None
        self._owed: dict[CoverageId, Head] = {}
        self._delays: dict[CoverageId, float] = {}
        self._retry_at: dict[CoverageId, float] = {}
        self.looked_at = time.monotonic()
        self.has_looked = False
        self.failure: str | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended, or after five seconds of a database that does not answer."""
        self._stopping.set()
        self.look()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def look(self) -> None:
        """Let the tail look at the log now rather than soon; from any thread."""
        with self._holding:
            if self._follower is not None:
                self._follower.wake()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def owed(self) -> list[Head]:
        """Where the coverages stand in the log that have not been brought so far here; from any thread."""
        return list(self._owed.values())

    def _run(self) -> None:
        delay = _FIRST_RETRY
        while not self._stopping.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - whatever it was: when the tail ends, the site stands still
                self.failure = f"{type(error).__name__}: {error}"
                _log_failure("the log cannot be followed; trying again in %.1f s", delay, error)
                self._let_go()
                self._stopping.wait(delay * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, guards nothing
                delay = min(delay * 2, _LAST_RETRY)
            else:
                delay = _FIRST_RETRY
                self.failure = None
        self._let_go()

    def _look(self) -> None:
        if (follower := self._follower) is None:
            self._follower = follower = Follower(self._log)
        began_at = time.monotonic()
        for head in follower.advance():
            self._owed[head.coverage_id] = head
        now = time.monotonic()
        for head in [head for head in self._owed.values() if self._retry_at.get(head.coverage_id, 0.0) <= now]:
            self._take(head)
        self.looked_at = time.monotonic()
        self.has_looked = True
        self._looked(began_at)
        soonest = min(self._retry_at.values(), default=self.looked_at + _LOOK_EVERY) - time.monotonic()
        if not self._stopping.is_set():
            follower.wait(min(max(soonest, 0.0), _LOOK_EVERY))

    def _take(self, head: Head) -> None:
        try:
            self._moved(head)
        except Exception as error:  # noqa: BLE001 - one coverage's trouble must not become the others'
            delay = min(self._delays.get(head.coverage_id, _FIRST_RETRY / 2) * 2, _LAST_RETRY)
            self._delays[head.coverage_id] = delay
            self._retry_at[head.coverage_id] = time.monotonic() + delay
            _log_failure(f"{head.slug} stays where it was; trying again in %.1f s", delay, error)
        else:
            del self._owed[head.coverage_id]
            self._delays.pop(head.coverage_id, None)
            self._retry_at.pop(head.coverage_id, None)

    def _let_go(self) -> None:
        """A new follower begins with all heads, so one that is dropped loses nothing."""
        with self._holding:
            follower, self._follower = self._follower, None
            if follower is not None:
                follower.close()


def _log_failure(message: str, delay: float, error: Exception) -> None:
    if isinstance(error, LogError):
        _logger.warning(f"{message}: %s", delay, error)
    else:
        _logger.error(message, delay, exc_info=error)
