"""Readers that are bare descriptors: what a stream costs is one write a frame, and nothing else."""

import asyncio
import os
import select
import socket
import struct
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice

from onrecord.delivery.following.frames import chunked
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.packing import GZIP, HEAD, IDENTITY, stored
from onrecord.delivery.streams.batch import MOST, Place
from onrecord.delivery.streams.channel import Channel, in_slices
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.hub import TaskHub
from onrecord.delivery.streams.opening import Opening, StreamLimits, drain, poll
from onrecord.delivery.streams.reader import GONE, Reader
from onrecord.domain.ids import CoverageId

LAST_CHUNK = b"0\r\n\r\n"
# Beats go out to a part of the readers at a time, so that no moment is everybody's.
_PARTS = 16
_EVENTS = 512
# A close that throws away what the kernel still holds for a reader who does not take it.
_NO_LINGER = struct.pack("ii", 1, 0)


def beginning(event: bytes, coding: str) -> bytes:
    """What a stream begins with, chunk and all: its words are for one reader alone, and so are not packed for all."""
    return chunked(HEAD + stored(event) if coding == GZIP else event)


class DescriptorHub(TaskHub):
    """Beside readers that are tasks, those whose connection was taken off the event loop.

    The kernel tells of them through an epoll object of our own, which the loop watches as one descriptor.
    """

    def __init__(self, limits: StreamLimits, gate: Gate | None = None) -> None:
        super().__init__()
        self._limits = limits
        self._gate = gate or Gate(limits)
        self._builds = ThreadPoolExecutor(max_workers=1, thread_name_prefix="onrecord-catch-up")
        self._channels: dict[CoverageId, Channel] = {}
        self._by_fd: dict[int, Reader] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._epoll: select.epoll | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._part = 0

    @property
    def readers(self) -> int:
        return super().readers + len(self._by_fd)

    def transports(self) -> dict[str, int]:
        readers = list(self._by_fd.values())
        packed = sum(reader.coding == GZIP for reader in readers)
        return {**super().transports(), "identity": len(readers) - packed, "gzip": packed}

    @property
    def late(self) -> int:
        return sum(len(channel.blocked) for channel in list(self._channels.values()))

    def is_read(self, coverage_id: CoverageId) -> bool:
        return coverage_id in self._channels or super().is_read(coverage_id)

    def readers_of(self, coverage_id: CoverageId) -> int:
        channel = self._channels.get(coverage_id)
        return super().readers_of(coverage_id) + (0 if channel is None else len(channel.readers))

    def tell(self, coverage_id: CoverageId) -> None:
        super().tell(coverage_id)
        channel = self._channels.get(coverage_id)
        if channel is not None:
            channel.tell()

    def take(
        self,
        live: LiveCoverage,
        fd: int,
        opening: Opening,
        head: bytes,
        coding: str = IDENTITY,
        address: str | None = None,
    ) -> None:
        """Make a connection's descriptor a reader of this coverage; `head` is what HTTP says before the stream.

        From now on the hub closes it; where it raises OSError, it has not taken it. Nothing may be under way on it, and
        nobody else may write to it.
        """
        reader = self._join(live, fd, opening.position, coding, address)
        reader.channel.give(reader, [head + beginning(opening.event, coding)], 0)
        reader.channel.go_on(reader)

    def some_of(self, other_than: Collection[CoverageId]) -> list[Reader]:
        """As many readers of one coverage as can be handed over at once; none where there are none but of these."""
        for coverage_id, channel in self._channels.items():
            if coverage_id not in other_than:
                return list(islice(channel.readers, MOST))
        return []

    def part_with(self, reader: Reader) -> int:
        """Forget the reader; the descriptor is the caller's, and the line stays as it is."""
        fd = reader.fd
        self._forget(reader)
        return fd

    def adopt(self, live: LiveCoverage, fd: int, place: Place) -> None:
        """Make the descriptor of a stream that is under way a reader, or send it away where streams are off by now.

        Where it raises OSError, it has not taken it.
        """
        reader = self._join(live, fd, place.position, place.coding, place.address)
        reader.since = place.since
        reader.channel.go_on_from(reader, place.rest, place.upto)
        if not self._gate.may_stream(live.id):
            self._send_to_poll([reader])

    def close(self, reader: Reader, why: str = "gone") -> None:
        """Forget the reader and close the line; what the kernel has of it still goes out."""
        fd = reader.fd
        if fd == GONE:
            return
        self.tally.endings[why] += 1
        self._forget(reader)
        with suppress(OSError):
            os.close(fd)

    def _join(self, live: LiveCoverage, fd: int, position: int, coding: str, address: str | None) -> Reader:
        self._started().register(fd, select.EPOLLRDHUP | select.EPOLLET)
        channel = self._channels.get(live.id)
        if channel is None:
            channel = self._channels[live.id] = Channel(live, self, self._builds)
        reader = self._by_fd[fd] = channel.join(fd, position, coding, address)
        self._gate.enter(address)
        if coding == GZIP:
            live.frames.are_packed = True
        return reader

    def _forget(self, reader: Reader) -> None:
        fd, reader.fd = reader.fd, GONE
        channel = reader.channel
        channel.leave(reader)
        self._gate.leave(reader.address)
        if not channel.readers:
            self._channels.pop(channel.live.id, None)
        del self._by_fd[fd]
        if self._epoll is not None:
            # Not left to the close: while the loop still has its own descriptor of this line, epoll would keep ours.
            with suppress(OSError):
                self._epoll.unregister(fd)

    def end(self, reader: Reader, event: bytes, why: str) -> None:
        """Say a last word to a reader who can take it, and close the line."""
        if reader.fd != GONE and reader.rest is None:
            with suppress(OSError):
                os.write(reader.fd, chunked(stored(event) if reader.coding == GZIP else event) + LAST_CHUNK)
        self.close(reader, why)

    def watch_writable(self, reader: Reader) -> None:
        if self._epoll is not None and reader.fd != GONE:
            self._epoll.modify(reader.fd, select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET)

    def switch(self) -> None:
        super().switch()
        for channel in list(self._channels.values()):
            if self._loop is not None and not self._gate.may_stream(channel.live.id):
                in_slices(self._loop, list(channel.readers), self._send_to_poll, lambda: None)

    def drain(self) -> None:
        if not self.is_draining and self._loop is not None:
            in_slices(self._loop, list(self._by_fd.values()), self._send_away, lambda: None)
        super().drain()

    def stop(self) -> None:
        """Send away whoever is left, and let go of the loop."""
        self._send_away(list(self._by_fd.values()))
        self._builds.shutdown(wait=False, cancel_futures=True)
        if self._timer is not None:
            self._timer.cancel()
        if self._epoll is not None and self._loop is not None:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()
        self._epoll = self._loop = self._timer = None

    def _started(self) -> select.epoll:
        if self._loop is None or self._epoll is None:
            self._loop = asyncio.get_running_loop()
            self._epoll = select.epoll()
            self._loop.add_reader(self._epoll.fileno(), self._take_events)
            self._timer = self._loop.call_later(self._part_seconds, self._tick)
        return self._epoll

    @property
    def _part_seconds(self) -> float:
        return self._limits.beat_seconds / _PARTS

    def _take_events(self) -> None:
        """What the kernel says of readers: gone, or able to take more."""
        if self._epoll is None:
            return
        for fd, events in self._epoll.poll(0, _EVENTS):
            reader = self._by_fd.get(fd)
            if reader is None:
                continue
            if events & ~select.EPOLLOUT:
                self.close(reader)
            else:
                reader.channel.go_on(reader)

    def _tick(self) -> None:
        """Cut off who has stalled, and give a part of the readers their sign that the line is alive."""
        if self._loop is None:
            return
        self._timer = self._loop.call_later(self._part_seconds, self._tick)
        self._part = (self._part + 1) % _PARTS
        patience_ends_at = time.monotonic() - self._limits.stall_seconds
        for channel in list(self._channels.values()):
            for reader in [reader for reader, since in channel.blocked.items() if since < patience_ends_at]:
                self._cut_off(reader)
            part = [reader for reader in channel.readers if reader.fd % _PARTS == self._part]
            in_slices(self._loop, part, channel.say, lambda: None)

    def _cut_off(self, reader: Reader) -> None:
        """An ordinary close would leave the kernel holding what this reader does not take."""
        with suppress(OSError):
            line = socket.socket(fileno=reader.fd)
            try:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            finally:
                line.detach()
        self.close(reader, "stalled")

    def _send_to_poll(self, readers: list[Reader]) -> None:
        for reader in readers:
            self.end(reader, poll(reader.position, self._gate.retry_ms()), "switched")

    def _send_away(self, readers: list[Reader]) -> None:
        for reader in readers:
            self.end(reader, drain(reader.position, self._limits), "drained")
