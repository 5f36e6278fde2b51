"""Who is reading a stream, and how they learn that a coverage has moved."""

import asyncio
from collections import defaultdict
from typing import Protocol

from onrecord.delivery.tally import Tally
from onrecord.domain.ids import CoverageId


class Subscription(Protocol):
    """One reader's wake-up. There is no queue: a reader is a position, and what comes after it is the timeline's."""

    async def wait(self, seconds: float) -> None:
        """Return when the coverage may have moved, the hub drains, `wake` was called, or the time is up."""

    def wake(self) -> None:
        """End the wait; from the event loop."""


class Hub(Protocol):
    """The readers of all streams. Every method is called from the event loop.

    Nothing that happens after `subscribe` is missed: between reading a coverage's head and `wait` there is no await,
    and `tell` comes after the new moment can be read.
    """

    tally: Tally

    @property
    def readers(self) -> int:
        """How many streams are open."""

    def transports(self) -> dict[str, int]:
        """How many of them are held in which way; from any thread."""

    @property
    def late(self) -> int:
        """How many readers there are whose line did not take all that was written to it; from any thread."""

    @property
    def is_draining(self) -> bool:
        """Whether the server is about to go: streams say so and end, new ones at once."""

    def subscribe(self, coverage_id: CoverageId) -> Subscription:
        """A new reader of this coverage, until `unsubscribe`."""

    def unsubscribe(self, coverage_id: CoverageId, subscription: Subscription) -> None:
        """The reader has gone."""

    def is_read(self, coverage_id: CoverageId) -> bool:
        """Whether somebody reads this coverage's stream."""

    def readers_of(self, coverage_id: CoverageId) -> int:
        """How many read this coverage's stream; from any thread."""

    def tell(self, coverage_id: CoverageId) -> None:
        """Wake the readers of this coverage: it has moved."""

    def switch(self) -> None:
        """Send away those whose streams have been switched off: the gate says which."""

    def drain(self) -> None:
        """Wake everybody: the server goes."""

    def stop(self) -> None:
        """The loop is about to end: let go of everything."""


class TaskHub:
    """Readers that are tasks of this event loop."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._readers: defaultdict[CoverageId, set[Subscription]] = defaultdict(set)
        self._count = 0
        self._is_draining = False

    @property
    def readers(self) -> int:
        return self._count

    def transports(self) -> dict[str, int]:
        return {"task": self._count}

    @property
    def late(self) -> int:
        return 0

    @property
    def is_draining(self) -> bool:
        return self._is_draining

    def subscribe(self, coverage_id: CoverageId) -> Subscription:
        subscription = TaskSubscription()
        self._readers[coverage_id].add(subscription)
        self._count += 1
        return subscription

    def unsubscribe(self, coverage_id: CoverageId, subscription: Subscription) -> None:
        readers = self._readers[coverage_id]
        readers.remove(subscription)
        self._count -= 1
        if not readers:
            del self._readers[coverage_id]

    def is_read(self, coverage_id: CoverageId) -> bool:
        return coverage_id in self._readers

    def readers_of(self, coverage_id: CoverageId) -> int:
        return len(self._readers.get(coverage_id, ()))

    def tell(self, coverage_id: CoverageId) -> None:
        for subscription in self._readers.get(coverage_id, ()):
            subscription.wake()

    def switch(self) -> None:
        for coverage_id in self._readers:
            TaskHub.tell(self, coverage_id)

    def drain(self) -> None:
        self._is_draining = True
        for coverage_id in self._readers:
            TaskHub.tell(self, coverage_id)

    def stop(self) -> None:
        """Tasks end with their connections."""


class TaskSubscription:
    """A future that is there only while its task waits."""

    def __init__(self) -> None:
        self._waiter: asyncio.Future[None] | None = None

    async def wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(max(seconds, 0), self.wake)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
