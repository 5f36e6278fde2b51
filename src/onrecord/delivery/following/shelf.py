"""Which coverages there are, and which of them are in memory."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from onrecord.delivery.following.live import LiveCoverage
from onrecord.domain.ids import CoverageId
from onrecord.log import Head, Log

# A coverage of 1,500 updates takes about ten megabytes. Those whose stream is read stay, whatever their number.
_KEPT = 32


class NotReady(Exception):
    """The log cannot be read just now, so nobody can tell what it holds."""


class Shelf:
    """Coverages by slug. Its own methods belong to the event loop; `note` is for the tail's thread."""

    def __init__(
        self, log: Log, loads: ThreadPoolExecutor, is_read: Callable[[CoverageId], bool], kept: int = _KEPT
    ) -> None:
        self._log = log
        self._loads = loads
        self._is_read = is_read
        self._kept = kept
        self._slugs: dict[str, CoverageId] = {}
        self._heads: dict[CoverageId, Head] = {}
        self._live: OrderedDict[CoverageId, LiveCoverage] = OrderedDict()
        self._loading: dict[CoverageId, asyncio.Task[LiveCoverage]] = {}
        self.moves = 0

    def note(self, head: Head) -> LiveCoverage | None:
        """Remember where a coverage stands; returns it if it is in memory and has to catch up. For any thread."""
        self._heads[head.coverage_id] = head
        self._slugs[head.slug] = head.coverage_id
        self.moves += 1
        return self._live.get(head.coverage_id)

    def knows(self, slug: str) -> bool:
        return slug in self._slugs

    def head(self, slug: str) -> Head | None:
        """Where the coverage at this slug stands, as far as is known."""
        coverage_id = self._slugs.get(slug)
        return None if coverage_id is None else self._heads.get(coverage_id)

    def heads(self) -> list[Head]:
        """Where every coverage stands, the oldest first; for any thread."""
        return list(self._heads.values())

    def in_memory(self, coverage_id: CoverageId) -> LiveCoverage | None:
        return self._live.get(coverage_id)

    def all_in_memory(self) -> list[LiveCoverage]:
        """The coverages that are in memory; for any thread."""
        return list(self._live.values())

    def at_hand(self, slug: str) -> LiveCoverage | None:
        """The coverage at this slug if it is in memory."""
        coverage_id = self._slugs.get(slug)
        live = None if coverage_id is None else self._live.get(coverage_id)
        if live is not None:
            self._live.move_to_end(live.id)
        return live

    async def find(self, slug: str) -> LiveCoverage | None:
        """The coverage at this slug, read from the log if need be; None if none is known. Raises LogError."""
        coverage_id = self._slugs.get(slug)
        if coverage_id is None:
            return None
        while (live := self.at_hand(slug)) is None:
            loading = self._loading.get(coverage_id)
            if loading is None:
                loading = self._loading[coverage_id] = asyncio.create_task(self._load(coverage_id))
                loading.add_done_callback(lambda _: self._loading.pop(coverage_id, None))
            # One reader who gives up must not take the others' coverage away.
            await asyncio.shield(loading)
        return live

    async def _load(self, coverage_id: CoverageId) -> LiveCoverage:
        live = LiveCoverage(coverage_id)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._loads, lambda: live.catch_up(self._log, is_read=False))
        self._live[coverage_id] = live
        # The tail may have looked for it in memory just before it stood there.
        if live.moment.head < self._heads[coverage_id].seq:
            await loop.run_in_executor(self._loads, lambda: live.catch_up(self._log, is_read=False))
        self._make_room()
        return live

    def _make_room(self) -> None:
        idle = [coverage_id for coverage_id in self._live if not self._is_read(coverage_id)]
        for coverage_id in idle[: max(len(idle) - self._kept, 0)]:
            del self._live[coverage_id]
