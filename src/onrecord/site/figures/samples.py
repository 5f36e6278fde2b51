"""The figures of this process, gathered from what delivery counts and from what the kernel says."""

import os
import resource
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from onrecord.delivery import Delivery
from onrecord.delivery.health import trouble
from onrecord.delivery.streams.opening import StreamLimits
from onrecord.delivery.tally import Histogram
from onrecord.site.waiting_room import WaitingRoom

# A family's name, its labels' values, and its value; a histogram's is its counts, then its sum, then its bounds.
Value = float | tuple[list[int], float, list[float]]
Sample = tuple[str, list[str], Value]

# Each coverage is a series in somebody's Prometheus.
_MOST_COVERAGES = 20
BEGAN_AT = time.time()
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Sampler:
    """For one thread at a time; nothing that it asks waits for anybody."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        # Where connections wait, in a process whose server has such a place.
        self.waiting_room: WaitingRoom | None = None
        self.takers: WaitingRoom | None = None
        self._version = _version()
        self._polls = _Rate()

    def samples(self) -> list[Sample]:
        parts = (self._of_readers(), self._of_connections(), self._of_replies(), self._of_log(), _of_process())
        return [sample for part in parts for sample in part]

    def readers(self) -> dict[str, int]:
        """The open streams of each coverage that has any."""
        delivery = self._delivery
        counted = ((live.id, delivery.hub.readers_of(live.id)) for live in delivery.shelf.all_in_memory())
        return {str(coverage_id): readers for coverage_id, readers in counted if readers}

    def _of_readers(self) -> Iterator[Sample]:
        hub, tally = self._delivery.hub, self._delivery.tally
        yield "up", [self._version], 1
        yield "ready", [], float(trouble(self._delivery.tail, hub) is None)
        for transport, readers in hub.transports().items():
            yield "readers", [transport], readers
        polls = sum(served.replies for kind, _, served in tally.all_served() if kind == "latest")
        yield "readers", ["polling"], round(self._polls.note(polls) * StreamLimits().interval_ms / 1000)
        slugs = {str(live.id): live.moment.coverage.slug for live in self._delivery.shelf.all_in_memory()}
        most = sorted(self.readers().items(), key=lambda each: -each[1])[:_MOST_COVERAGES]
        for coverage_id, readers in most:
            yield "coverage_readers", [slugs.get(coverage_id, "")], readers
        for outcome, times in tally.openings.items():
            yield "stream_openings", [outcome], times
        for reason, times in tally.endings.items():
            yield "stream_endings", [reason], times
        yield "stream_late", [], tally.late
        yield "stream_late_readers", [], hub.late
        yield "stream_queued_writes", [], max(tally.queued, 0)
        yield "stream_frames", [], tally.frames
        yield "stream_bytes", [], tally.stream_bytes
        yield "stream_beats", [], tally.beats
        yield "delivery_seconds", [], _shape(tally.delivery)
        yield "last_reader_seconds", [], _shape(tally.last_reader)

    def _of_connections(self) -> Iterator[Sample]:
        if (room := self.waiting_room) is not None and (takers := self.takers) is not None:
            for how, connections in room.waiting().items():
                yield "waiting_connections", [how], connections
            yield "waiting_connections", ["taking"], len(takers)
            yield "waiting_places", [], room.most + len(takers)
            yield "connections_sent_away", [], room.sent_away + takers.sent_away

    def _of_replies(self) -> Iterator[Sample]:
        tally, snapshots = self._delivery.tally, self._delivery.snapshots
        for kind, status, served in tally.all_served():
            yield "replies", [kind, str(status)], served.replies
            if kind != "stream":
                yield "reply_bytes", [kind, str(status)], served.bytes
        yield "replies_from_memory", [], tally.from_memory
        yield "replies_built", [], tally.built
        yield "reply_cache_bytes", [], sum(each.kept_bytes for each in snapshots)
        yield "builds_queued", [], sum(each.building for each in snapshots)
        yield "build_seconds", [], _shape(tally.build)
        yield "loop_lag_seconds", [], _shape(tally.loop_lag)

    def _of_log(self) -> Iterator[Sample]:
        shelf, tail, tally = self._delivery.shelf, self._delivery.tail, self._delivery.tally
        heads = shelf.heads()
        yield "log_head", [], sum(head.seq for head in heads)
        lacking = ((head.seq, shelf.in_memory(head.coverage_id)) for head in tail.owed)
        yield "log_lag_events", [], sum(max(seq - live.timeline.head, 0) for seq, live in lacking if live is not None)
        yield "log_lag_seconds", [], max(time.monotonic() - tail.looked_at, 0.0)
        yield "coverages", ["log"], len(heads)
        yield "coverages", ["memory"], len(shelf.all_in_memory())
        yield "pickup_seconds", [], _shape(tally.pickup)
        yield "render_seconds", [], _shape(tally.news)


class _Rate:
    """How often a second a counter went up, over the last looks at it."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._count = 0
        self._rate = 0.0

    def note(self, count: int) -> float:
        now = time.monotonic()
        if (passed := now - self._at) >= 1:
            self._rate += ((count - self._count) / passed - self._rate) * min(passed / 5, 1)
            self._at, self._count = now, count
        return self._rate


def _of_process() -> Iterator[Sample]:
    yield "process_start_time_seconds", [], BEGAN_AT
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield "process_cpu_seconds", [], used.ru_utime + used.ru_stime
    yield "process_max_fds", [], resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        # Since Linux 6.2 the folder's size is how many there are: nobody has to list a crowd of them.
        descriptors = Path("/proc/self/fd").stat().st_size
    except (OSError, ValueError, IndexError):
        return
    yield "process_resident_memory_bytes", [], pages * _PAGE_BYTES
    if descriptors:
        yield "process_open_fds", [], descriptors


def _shape(histogram: Histogram) -> Value:
    return list(histogram.counts), histogram.total, list(histogram.bounds)


def _version() -> str:
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "unknown"
