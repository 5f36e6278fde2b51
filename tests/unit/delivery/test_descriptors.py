"""Readers that are bare descriptors: each gets its own coverage's frames, whole and once, whatever the others do."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.streams import channel
from onrecord.delivery.streams.descriptors import DescriptorHub
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.opening import Opening, StreamLimits, beat
from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from onrecord.log import MemoryLog
from tests.event_stream import EventStreamParser, StreamEvent
from tests.serving import PATIENCE, Story

LIMITS = StreamLimits()
LARGE = "word " * 60_000


class Line:
    """A reader's end of a connection whose other end the hub has."""

    def __init__(self, room: "Room", live: LiveCoverage, position: int | None = None) -> None:
        self.socket, server = socket.socketpair()
        for end in (self.socket, server):
            end.setblocking(False)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
        head = live.moment.head
        at = head if position is None else position
        self.fd = server.detach()
        self._parser = EventStreamParser()
        self._raw = b""
        self.is_over = False
        room.hub.take(live, self.fd, Opening(at, beat(at, head)), b"")

    def take(self, most: int = 1 << 20) -> list[StreamEvent]:
        """The events that have come whole."""
        with suppress(BlockingIOError, ConnectionError):
            while True:
                piece = self.socket.recv(most)
                self.is_over = not piece
                self._raw += piece
                if not piece or most < 1 << 20:
                    break
        events: list[StreamEvent] = []
        while b"\r\n" in self._raw:
            size, _, rest = self._raw.partition(b"\r\n")
            if len(rest) < int(size, 16) + 2:
                break
            assert rest[int(size, 16) :].startswith(b"\r\n")
            events += self._parser.feed(rest[: int(size, 16)])
            self._raw = rest[int(size, 16) + 2 :]
        return events

    def seqs(self) -> list[int]:
        return [json.loads(event.data)["seq"] for event in self.take() if event.type == "change"]

    async def all_up_to(self, last: int) -> list[int]:
        seqs: list[int] = []
        async with asyncio.timeout(PATIENCE):
            while last not in seqs:
                await asyncio.sleep(0)
                seqs += self.seqs()
        return seqs

    def leave(self) -> None:
        self.socket.close()


class Room:
    """A hub, and coverages that its readers read."""

    def __init__(self, limits: StreamLimits) -> None:
        self.gate = Gate(limits)
        self.hub = DescriptorHub(limits, self.gate)
        self.log = MemoryLog()

    def open(self, slug: str) -> tuple[Story, LiveCoverage]:
        story = Story(self.log, slug)
        live = LiveCoverage(story.id)
        live.catch_up(self.log, is_read=True)
        return story, live

    def tell(self, live: LiveCoverage) -> None:
        live.catch_up(self.log, is_read=True)
        self.hub.tell(live.id)


@asynccontextmanager
async def room(limits: StreamLimits = LIMITS) -> AsyncIterator[Room]:
    opened = Room(limits)
    try:
        yield opened
    finally:
        opened.hub.stop()


@pytest.fixture(autouse=True)
def all_descriptors_are_closed() -> Iterator[None]:
    before = len(list(Path("/proc/self/fd").iterdir()))
    yield
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1  # a thread's, at most


async def a_while() -> None:
    """The loop goes round some times, so that what is ready happens."""
    for _ in range(30):
        await asyncio.sleep(0.001)


async def nobody(opened: Room) -> None:
    """Until the hub has no readers left."""
    async with asyncio.timeout(PATIENCE):
        while opened.hub.readers:  # noqa: ASYNC110 - the kernel tells the hub, and nobody tells us
            await asyncio.sleep(0.001)


def run(test: Coroutine[None, None, None]) -> None:
    asyncio.run(test)


def test_a_number_that_is_used_again_between_two_slices_is_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "SLICE", 1)

    async def reused() -> None:
        async with room() as opened:
            harbour, harbour_live = opened.open("harbour")
            _, market_live = opened.open("market")
            lines = [Line(opened, harbour_live) for _ in range(40)]
            harbour.publish("news")
            opened.tell(harbour_live)
            # One slice has been written; those of the others who leave now leave their numbers to readers elsewhere.
            for line in lines:
                opened.hub.close(opened.hub._by_fd[line.fd])  # noqa: SLF001 - as if the kernel had told of them
            elsewhere = [Line(opened, market_live) for _ in range(40)]
            assert {line.fd for line in elsewhere} & {line.fd for line in lines}
            await a_while()
            assert [line.seqs() for line in elsewhere] == [[]] * 40
            for line in (*lines, *elsewhere):
                line.leave()

    run(reused())


def test_readers_who_leave_between_two_slices_cost_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "SLICE", 3)

    async def leaving() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            lines = [Line(opened, live) for _ in range(60)]
            staying = lines[::3]
            for number in range(20):
                story.publish(f"n{number}")
                opened.tell(live)
                leaving, lines = lines[1:3], lines[:1] + lines[3:]
                for line in leaving:
                    if line not in staying:
                        line.leave()
                await asyncio.sleep(0)
            for line in staying:
                assert await line.all_up_to(21) == list(range(2, 22))
            for line in (*lines, *staying):
                line.leave()

    run(leaving())


def test_of_one_slice_each_reader_has_each_frame_once_whatever_the_others_can_take() -> None:
    async def mixed() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            lines = [Line(opened, live) for _ in range(30)]
            full, gone, resuming = lines[::5], lines[1::5], lines[2::5]
            for line in full:
                with suppress(BlockingIOError):
                    while True:
                        os.write(line.fd, b"3\r\n:\n\n\r\n" * 200)
            for line in gone:
                line.leave()
            story.publish("first")
            opened.tell(live)
            assert opened.hub.late == len(full)
            for line in resuming:
                line.take()
            late = [Line(opened, live, position=1) for _ in range(3)]
            story.publish("second")
            opened.tell(live)
            for line in lines:
                if line not in gone and line not in resuming:
                    assert await line.all_up_to(3) == [2, 3]
            assert [await line.all_up_to(3) for line in resuming] == [[3]] * len(resuming)
            assert [await line.all_up_to(3) for line in late] == [[2, 3]] * 3
            assert opened.hub.readers_of(live.id) == len(lines) - len(gone) + len(late)
            for line in (*lines, *late):
                line.leave()

    run(mixed())


def test_a_late_reader_goes_on_at_the_byte_where_it_stopped() -> None:
    async def late() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            slow, quick = Line(opened, live), Line(opened, live)
            for number in range(5):
                story.publish(f"n{number}", LARGE)
                opened.tell(live)
                assert await quick.all_up_to(number + 2) == [number + 2]
            seqs: list[int] = []
            async with asyncio.timeout(PATIENCE):
                while 6 not in seqs:
                    seqs += [json.loads(event.data)["seq"] for event in slow.take(7_777) if event.type == "change"]
                    await asyncio.sleep(0)
            assert seqs == [2, 3, 4, 5, 6]
            for line in (slow, quick):
                line.leave()

    run(late())


def test_a_late_reader_is_not_sent_what_was_withdrawn_meanwhile() -> None:
    async def withdrawn() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            slow = Line(opened, live)
            story.publish("first", LARGE)
            story.publish("doubtful", "Quixotaberrant")
            opened.tell(live)
            story.do(e.UpdateRetracted(update_id=UpdateId("doubtful"), reason="Not so."))
            opened.tell(live)
            events: list[StreamEvent] = []
            async with asyncio.timeout(PATIENCE):
                # A beat may come with it, and after it.
                while not any(event.data.startswith('{"seq":4') for event in events):
                    events += slow.take()
                    await asyncio.sleep(0)
            assert not any("Quixotaberrant" in event.data for event in events)
            assert [event.last_event_id for event in events if event.type == "change"] == ["2", "3", "4"]
            slow.leave()

    run(withdrawn())


def test_a_reader_who_takes_nothing_holds_no_bytes_of_its_own_and_is_cut_off() -> None:
    async def stalled() -> None:
        async with room(replace(LIMITS, beat_seconds=0.1, stall_seconds=0.2)) as opened:
            story, live = opened.open("harbour")
            lines = [Line(opened, live) for _ in range(20)]
            story.publish("large", LARGE)
            opened.tell(live)
            rests = [reader.rest for reader in opened.hub._by_fd.values()]  # noqa: SLF001 - what is held for them
            assert len({id(rest.obj) for rest in rests if rest is not None}) == 1
            assert None not in rests
            await nobody(opened)
            for line in lines:
                line.leave()

    run(stalled())


def test_a_reader_too_far_behind_is_told_to_start_again() -> None:
    async def behind() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            slow = Line(opened, live)
            story.publish("large", LARGE)
            opened.tell(live)
            story.publish_many(2100)
            opened.tell(live)
            events: list[StreamEvent] = []
            async with asyncio.timeout(PATIENCE):
                while not slow.is_over:
                    events += slow.take()
                    await asyncio.sleep(0)
            assert [event.type for event in events] == ["beat", "change", "reset"]
            slow.leave()

    run(behind())


def test_readers_at_many_places_get_what_each_lacks() -> None:
    async def places() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            story.publish_many(300)
            live.catch_up(opened.log, is_read=False)
            lines = [(Line(opened, live, at), at) for at in range(1, 301, 7)]
            for line, at in lines:
                assert await line.all_up_to(301) == list(range(at + 1, 302))
                line.leave()

    run(places())


def test_a_drain_reaches_everybody_before_the_hub_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "SLICE", 4)

    async def drained() -> None:
        async with room() as opened:
            _, live = opened.open("harbour")
            lines = [Line(opened, live) for _ in range(30)]
            opened.hub.drain()
            assert opened.hub.readers
            opened.hub.stop()
            assert not opened.hub.readers
            told = [line.take()[-1] for line in lines]
            assert {event.type for event in told} == {"drain"}
            assert len({event.data for event in told}) > 20
            for line in lines:
                line.leave()

    run(drained())


def test_a_line_that_the_reader_has_left_is_noticed_without_a_write() -> None:
    async def left() -> None:
        async with room() as opened:
            _, live = opened.open("harbour")
            lines = [Line(opened, live) for _ in range(700)]
            assert opened.hub.readers_of(live.id) == 700
            for line in lines:
                line.leave()
            await nobody(opened)
            assert not opened.hub.is_read(live.id)

    run(left())


def test_each_reader_is_counted_once_for_an_event_that_it_was_there_for() -> None:
    async def counted() -> None:
        async with room() as opened:
            story, live = opened.open("harbour")
            lines = [Line(opened, live) for _ in range(10)]
            story.publish("one")
            opened.tell(live)
            lines += [Line(opened, live, 1) for _ in range(5)]
            story.publish("two")
            opened.tell(live)
            for line in lines:
                await line.all_up_to(3)
                line.leave()
            sent = [live.reach.of(2), live.reach.of(3)]
            assert [known and known.readers for known in sent] == [10, 15]

    run(counted())


def test_a_line_that_cannot_be_watched_is_not_taken() -> None:
    async def refused() -> None:
        async with room() as opened:
            _, live = opened.open("harbour")
            fd = os.open("/dev/null", os.O_WRONLY)
            with pytest.raises(OSError, match="Operation not permitted"):
                opened.hub.take(live, fd, Opening(1, beat(1, 1)), b"")
            os.close(fd)
            assert opened.hub.readers == 0

    run(refused())
