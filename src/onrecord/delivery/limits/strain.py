"""How hard this process is at work: told by how late its event loop comes back to it."""

import asyncio

_EVERY = 0.25
# So late, and those who poll are asked to come half as often; later, a quarter. A broadcast to ten thousand readers is
# written in slices of two milliseconds, so nothing of the kind happens to a process that keeps up.
_LATE = ((1.0, 8), (0.3, 4), (0.1, 2))
# A moment's rest does not call everybody back.
_CALM_SECONDS = 10.0


class Strain:
    """Belongs to the event loop. `factor` is 1 for a process that keeps up, and 2, 4 or 8 for one that does not."""

    def __init__(self) -> None:
        self.factor = 1
        self._due = 0.0
        self._calm_since = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        loop = asyncio.get_running_loop()
        self._calm_since = loop.time()
        self._wait(loop)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def note(self, late: float, now: float) -> None:
        """The loop came so many seconds late."""
        factor = next((factor for least, factor in _LATE if late >= least), 1)
        if factor >= self.factor:
            self.factor = factor
            self._calm_since = now
        elif now - self._calm_since >= _CALM_SECONDS:
            self.factor //= 2
            self._calm_since = now

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + _EVERY
        self._timer = loop.call_at(self._due, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self.note(now - self._due, now)
        self._wait(loop)
