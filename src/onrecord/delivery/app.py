"""Delivery put together: a log goes in, an ASGI application for readers comes out."""

import asyncio
import contextlib
import select
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from onrecord.delivery.door.front_door import FrontDoor
from onrecord.delivery.following.shelf import NotReady, Shelf
from onrecord.delivery.following.tail import Tail
from onrecord.delivery.http import Receive, Scope, Send
from onrecord.delivery.limits.addresses import Proxies
from onrecord.delivery.limits.strain import Strain
from onrecord.delivery.limits.switchboard import Switchboard
from onrecord.delivery.replies.catalogue import Catalogue
from onrecord.delivery.replies.index import Index
from onrecord.delivery.replies.outlets import Outlets
from onrecord.delivery.replies.snapshot import Snapshots
from onrecord.delivery.router import Router
from onrecord.delivery.streams.descriptors import DescriptorHub
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.handover import Handover
from onrecord.delivery.streams.hub import Hub, TaskHub
from onrecord.delivery.streams.opening import StreamLimits
from onrecord.delivery.streams.stream import Streams
from onrecord.domain.ids import CoverageId
from onrecord.log import Head, Log, Switches

# How long a start waits for the log before it serves without: a balancer sees in /readyz how it stands.
_FIRST_LOOK_SECONDS = 10.0
# A slug that nobody knows may have been opened by another process just now; so often we look.
_UNKNOWN_SLUG_SECONDS = 0.25
_LONGEST_LOOK_SECONDS = 5.0
_T = TypeVar("_T")


class Delivery:
    """Readers' side of one process. `start` and `stop` in the event loop; `drain` before a stop."""

    def __init__(
        self,
        log: Log,
        *,
        limits: StreamLimits | None = None,
        front_door: bool = False,
        outlets: Outlets | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        """With `front_door` a server of ours may take requests to it before they come here; `proxies` are those whose
        word on a reader's address is believed.
        """
        outlets = outlets or Outlets()
        limits = limits or StreamLimits()
        self.proxies = proxies = proxies or Proxies()
        self._strain = Strain()
        self.gate = Gate(limits, lambda: self._strain.factor)
        self._switchboard = Switchboard(log)
        bare = DescriptorHub(limits, self.gate) if front_door and hasattr(select, "epoll") else None
        self.hub: Hub = bare or TaskHub()
        # Waiting for a database must not keep pages from being made, so each has threads of its own.
        self._loads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="onrecord-load")
        self._builds = ThreadPoolExecutor(max_workers=2, thread_name_prefix="onrecord-build")
        self._log = log
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looked = asyncio.Event()
        self._look_began_at = 0.0
        self.tally = self.hub.tally
        self.shelf = Shelf(log, self._loads, self.hub.is_read)
        self.tail = Tail(log, self._moved, self._has_looked)
        index = Index(log, self.shelf, outlets.site)
        streams = Streams(self.hub, self.gate, proxies, limits, self._builds)
        pages, lists = Snapshots(self._builds, tally=self.tally), Snapshots(self._loads, tally=self.tally)
        self.snapshots = (pages, lists)
        catalogue = Catalogue(pages, lists, index, lambda: self.shelf.moves, outlets, self.gate.pace)
        self.front_door = None
        if bare is not None:
            self.front_door = FrontDoor(self.shelf, catalogue, bare, self.gate, proxies)
        self._router = Router(self.shelf, catalogue, streams, self.tail, self.hub, self._look)
        self.handover = Handover(self.hub, self._router.found)

    async def start(self) -> None:
        """Follow the log; returns once it has been read for the first time, or after a while without it."""
        self._loop = asyncio.get_running_loop()
        self._strain.begin()
        self.tail.start()
        with contextlib.suppress(NotReady):
            await self._look(_FIRST_LOOK_SECONDS)

    def drain(self) -> None:
        """Tell the readers of streams to come back later, each at a time of their own."""
        self.hub.drain()

    async def stop(self) -> None:
        self.drain()
        await asyncio.get_running_loop().run_in_executor(None, self.tail.stop)
        self._strain.stop()
        self.hub.stop()
        self._loads.shutdown(wait=False, cancel_futures=True)
        self._builds.shutdown(wait=False, cancel_futures=True)
        self._loop = None

    def reached(self, coverage_id: CoverageId, seq: int) -> tuple[int, float] | None:
        """How many readers of this process's streams were sent the event, and how many seconds after it was recorded
        the last of them; None where none was, or it is long past. From any thread.
        """
        live = self.shelf.in_memory(coverage_id)
        sent = None if live is None else live.reach.of(seq)
        if live is None or sent is None:
            return None
        return sent.readers, live.waited(seq, sent)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)

    async def _look(self, longest: float = _LONGEST_LOOK_SECONDS) -> None:
        """Return once the log has been looked at after this call; raises NotReady where that takes too long."""
        asked_at = time.monotonic()
        try:
            async with asyncio.timeout(longest):
                await asyncio.sleep(self._look_began_at + _UNKNOWN_SLUG_SECONDS - asked_at)
                while self._look_began_at <= asked_at:
                    self.tail.look()
                    await self._looked.wait()
        except TimeoutError as error:
            raise NotReady from error

    def _moved(self, head: Head) -> None:
        """In the tail's thread: bring the coverage up to date, then let its readers know."""
        live = self.shelf.note(head)
        began_at = time.perf_counter()
        if live is not None and live.catch_up(self._log, is_read=self.hub.is_read(head.coverage_id)):
            self.tally.news.note(time.perf_counter() - began_at)
            self.tally.pickup.note(time.time() - live.timeline.recorded_at(live.moment.head))
            self._in_loop(self.hub.tell, head.coverage_id)

    def _in_loop(self, call: Callable[[_T], None], argument: _T) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody is left to be told
                loop.call_soon_threadsafe(call, argument)

    def _has_looked(self, began_at: float) -> None:
        switches = self._switchboard.changed()
        if switches is not None:
            self._in_loop(self._switch, switches)
        self._in_loop(self._note_look, began_at)

    def _switch(self, switches: Switches) -> None:
        self.gate.switch(switches)
        self.hub.switch()

    def _note_look(self, began_at: float) -> None:
        self._look_began_at = began_at
        self._looked.set()
        self._looked = asyncio.Event()
