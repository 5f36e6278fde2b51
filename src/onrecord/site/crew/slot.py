"""A worker's place: who serves there, who comes, who leaves, and when the next is started."""

import time

from onrecord.site.crew.worker import Worker

# A worker that ends sooner than this after it was started has not served: the next one is started later and later.
_SERVED = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
# So many in a row, and what is wrong is not going to pass.
_HOPELESS = 5


class Slot:
    """Belongs to the supervisor, which tells it what has happened and asks it what is due."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.current: Worker | None = None
        self.coming: Worker | None = None
        self.leaving: set[Worker] = set()
        self._failures = 0
        self._started_at = 0.0
        self._start_at = 0.0

    @property
    def workers(self) -> list[Worker]:
        here = [worker for worker in (self.current, self.coming) if worker is not None]
        return [*here, *self.leaving]

    @property
    def serves(self) -> bool:
        return self.current is not None and self.current.is_ready

    @property
    def is_hopeless(self) -> bool:
        return self._failures >= _HOPELESS

    @property
    def due_at(self) -> float | None:
        """When a worker is to be started, None while there is one."""
        return self._start_at if self.current is None and self.coming is None else None

    def take(self, worker: Worker) -> None:
        """This worker, just started, is to serve here."""
        self.current = worker
        self._started_at = time.monotonic()

    def succeed(self) -> Worker | None:
        """Who comes takes the place of who serves, who leaves; returns the latter."""
        left, self.current, self.coming = self.current, self.coming, None
        self._failures = 0
        self._started_at = time.monotonic()
        if left is not None:
            left.waited = 0
            self.leaving.add(left)
        return left

    def lose(self, worker: Worker) -> None:
        """This worker's process has ended."""
        if worker is self.current:
            self.current = None
            if time.monotonic() - self._started_at > _SERVED:
                self._failures = 0
            self.fail()
        elif worker is self.coming:
            self.coming = None
        self.leaving.discard(worker)

    def fail(self) -> None:
        """Nobody serves here, or could be started: plan the next start, at once and then later and later."""
        self._failures += 1
        pause = 0.0 if self._failures == 1 else min(_FIRST_PAUSE * 2 ** min(self._failures - 2, 8), _LONGEST_PAUSE)
        self._start_at = time.monotonic() + pause
