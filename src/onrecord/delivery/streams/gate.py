"""Who may have a stream, and how often those come who have to poll instead."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.streams.hub import Hub
from onrecord.delivery.streams.opening import Opening, StreamLimits, asked_place, opening
from onrecord.domain.ids import CoverageId
from onrecord.log import Mode, Switches, in_force

# What a cache may keep of the changes, next to the time that a client waits: a fifth makes nobody much later.
_SHARE = 5


class Pace(NamedTuple):
    """How the readers of a coverage are served at present."""

    mode: Mode
    interval_ms: int

    @property
    def cached_seconds(self) -> int:
        """How long a cache in front may answer for us: of what stands still, for as long as nobody asks again."""
        seconds = self.interval_ms // 1000
        return max(1, seconds if self.mode is Mode.STATIC else seconds // _SHARE)


class Gate:
    """Belongs to the event loop; `refused` counts by reason, and may be read from any thread.

    Of addresses only those are counted that can be told apart: `None` is one that many may share (see `addresses`).
    """

    def __init__(self, limits: StreamLimits, strain: Callable[[], int] = lambda: 1) -> None:
        self._limits = limits
        self._strain = strain
        self._switches: Switches = {}
        self._paces: dict[tuple[CoverageId | None, int], Pace] = {}
        self._readers: dict[str, int] = {}
        self.refused = {"most": 0, "address": 0, "switch": 0}

    def switch(self, switches: Switches) -> None:
        """From now on this holds."""
        self._switches = switches
        self._paces.clear()

    def pace(self, coverage_id: CoverageId | None) -> Pace:
        """How its readers are served, or without one those of the site's own page; a process that is behind with its
        work asks those who poll to come less often.
        """
        factor = self._strain()
        pace = self._paces.get((coverage_id, factor))
        if pace is None:
            held = in_force(self._switches, coverage_id)
            slower = 1 if held.mode is Mode.STATIC else factor
            pace = Pace(held.mode, max(held.seconds * 1000, self._limits.interval_ms) * slower)
            self._paces[coverage_id, factor] = pace
        return pace

    def may_stream(self, coverage_id: CoverageId) -> bool:
        """Whether streams are on for this coverage."""
        return not self._switches or self.pace(coverage_id).mode is Mode.LIVE

    def poll_ms(self, coverage_id: CoverageId, readers: int, address: str | None) -> int | None:
        """None where one more stream may begin, else after how long it may be tried again; `readers` has it already."""
        if not self.may_stream(coverage_id):
            self.refused["switch"] += 1
        elif readers > self._limits.most_readers:
            self.refused["most"] += 1
        elif address is not None and self._readers.get(address, 0) >= self._limits.most_per_address:
            self.refused["address"] += 1
        else:
            return None
        return self.retry_ms()

    def opening(
        self, live: LiveCoverage, last_event_id: str | None, query: str, address: str | None, hub: Hub
    ) -> Opening:
        """How the stream begins of who asks so, from this address, beside those whom the hub has."""
        may = partial(self.poll_ms, live.id, hub.readers + 1, address)
        asked = asked_place(last_event_id, query)
        begun = opening(live, asked, self._limits, poll_ms=may, is_draining=hub.is_draining)
        if begun.outcome != "refused" or last_event_id:
            return begun
        # Where all are told to poll for good, and all the same, one answer does for everybody.
        pace = self.pace(live.id)
        return replace(begun, cached_seconds=pace.cached_seconds) if pace.mode is Mode.STATIC else begun

    def retry_ms(self) -> int:
        """When to try a stream again: no two readers at the same time."""
        least = self._limits.poll_retry_ms
        return random.randint(least, least * 2)  # noqa: S311 - spreads load, guards nothing

    def enter(self, address: str | None) -> None:
        """A stream to this address has begun."""
        if address is not None:
            self._readers[address] = self._readers.get(address, 0) + 1

    def leave(self, address: str | None) -> None:
        """A stream to this address has ended."""
        if address is None:
            return
        left = self._readers.get(address, 0) - 1
        if left > 0:
            self._readers[address] = left
        else:
            self._readers.pop(address, None)
