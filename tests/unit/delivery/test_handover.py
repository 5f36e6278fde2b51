"""Readers given from one process to another: each goes on where it was, and at no moment do two write to one line."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.packing import GZIP, IDENTITY
from onrecord.delivery.streams.batch import Batch, Place, batch_of, words_of
from onrecord.delivery.streams.handover import Handover, answer, offered
from onrecord.domain.ids import CoverageId
from onrecord.log import LogUnavailable, Mode, Switch
from tests.serving import PATIENCE, Story
from tests.unit.delivery.test_descriptors import LARGE, Line, Room, a_while, all_descriptors_are_closed, nobody, room

__all__ = ["all_descriptors_are_closed"]
_Test = Callable[[], Coroutine[None, None, None]]
Find = Callable[[str], Awaitable[LiveCoverage | None]]


def going(test: _Test) -> Callable[[], None]:
    """The test in an event loop."""

    def run() -> None:
        asyncio.run(test())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def line_between() -> tuple[socket.socket, socket.socket]:
    """What a process hands over by, and what its successor takes over by."""
    to, of = socket.socketpair()
    for end in (to, of):
        end.setblocking(False)
    return to, of


@dataclass
class Succession:
    """A room, and the one that follows on it; it knows those coverages that it was told to follow."""

    old: Room
    new: Room
    to: socket.socket
    lives: dict[str, LiveCoverage] = field(default_factory=dict)

    async def find(self, slug: str) -> LiveCoverage | None:
        return self.lives.get(slug)

    def follow(self, story: Story) -> LiveCoverage:
        """The successor reads the same log from now on, and has the coverage as it stands there."""
        self.new.log = self.old.log
        self.lives[story.slug] = live = LiveCoverage(story.id)
        live.catch_up(self.old.log, is_read=False)
        return live

    async def hand_over(self) -> None:
        await _give(self.old, self.to)


@asynccontextmanager
async def succession(find: Find | None = None) -> AsyncIterator[Succession]:
    """A room, the one that follows on it, and the line between."""
    async with room() as old, room() as new:
        to, of = line_between()
        both = Succession(old, new, to)
        taking = asyncio.create_task(Handover(new.hub, find or both.find).take_over(of))
        try:
            yield both
        finally:
            to.close()
            async with asyncio.timeout(PATIENCE):
                await taking
            of.close()


async def _give(old: Room, to: socket.socket) -> None:
    async def nothing(_: str) -> None:
        return None

    async with asyncio.timeout(PATIENCE):
        await Handover(old.hub, nothing).hand_over(to)


async def _goes_on(old: Room, story: Story, live: LiveCoverage, line: Line) -> None:
    """The reader has the next event from where they were, and then leaves."""
    story.publish("one")
    old.tell(live)
    assert await line.all_up_to(2) == [2]
    line.leave()


@going
async def test_readers_go_on_where_they_were() -> None:
    async with succession() as both:
        old, new = both.old, both.new
        story, live = old.open("harbour")
        lines = [Line(old, live) for _ in range(600)]
        story.publish("one")
        old.tell(live)
        await a_while()
        assert [line.seqs() for line in lines] == [[2]] * 600
        successor = both.follow(story)
        await both.hand_over()
        await a_while()
        assert (old.hub.readers, new.hub.readers) == (0, 600)
        story.publish("two")
        old.tell(live)
        new.tell(successor)
        for line in lines:
            assert await line.all_up_to(3) == [3]
            assert not line.is_over
            line.leave()


@going
async def test_who_is_handed_over_while_streams_are_off_is_told_to_poll() -> None:
    async with succession() as both:
        story, live = both.old.open("harbour")
        lines = [Line(both.old, live) for _ in range(30)]
        both.follow(story)
        both.new.gate.switch({story.id: Switch(mode=Mode.POLL)})
        await both.hand_over()
        await nobody(both.new)
        assert [line.take()[-1].type for line in lines] == ["poll"] * 30
        assert both.old.hub.readers == 0
        for line in lines:
            line.leave()


@going
async def test_what_is_left_of_a_write_is_finished_by_the_successor() -> None:
    async with succession() as both:
        old, new = both.old, both.new
        story, live = old.open("harbour")
        lines = [Line(old, live) for _ in range(3)]
        story.publish("one", LARGE)
        old.tell(live)
        await a_while()
        assert old.hub.late == 3
        story.publish("two")
        both.follow(story)
        await both.hand_over()
        await a_while()
        assert (old.hub.late, new.hub.late) == (0, 3)
        for line in lines:
            assert await line.all_up_to(3) == [2, 3]
            line.leave()


@going
async def test_whom_the_successor_cannot_serve_stays() -> None:
    async def find(slug: str) -> LiveCoverage | None:
        if slug == "harbour":
            raise LogUnavailable
        return None

    async with succession(find) as both:
        for slug in ("harbour", "island"):
            story, live = both.old.open(slug)
            line = Line(both.old, live)
            await both.hand_over()
            assert both.new.hub.readers == 0
            await _goes_on(both.old, story, live, line)


@going
async def test_readers_stay_when_there_is_no_successor_any_more() -> None:
    async with room() as old:
        story, live = old.open("harbour")
        line = Line(old, live)
        to, of = line_between()
        of.close()
        await _give(old, to)
        to.close()
        await _goes_on(old, story, live, line)


@going
async def test_readers_stay_when_the_successor_dies_before_it_answers() -> None:
    async with room() as old:
        story, live = old.open("harbour")
        line = Line(old, live)
        to, of = line_between()

        async def die() -> None:
            batch = await offered(of)
            assert batch is not None
            batch.close()
            of.close()

        dying = asyncio.create_task(die())
        await _give(old, to)
        await dying
        to.close()
        await _goes_on(old, story, live, line)


@going
async def test_descriptors_of_a_predecessor_who_died_half_way_are_closed() -> None:
    to, of = line_between()
    ours, theirs = socket.socketpair()
    socket.send_fds(to, [b"\0\0\1\0"], [theirs.fileno()])
    theirs.close()
    to.close()
    assert await offered(of) is None
    of.close()
    assert ours.recv(1) == b""
    ours.close()


@going
async def test_an_answer_to_nobody_is_an_error() -> None:
    to, of = line_between()
    to.close()
    with of, pytest.raises(OSError, match=os.strerror(errno.EPIPE)):
        answer(of, takes=True)


CHUNKS = [os.urandom(50), b"5\r\nhello\r\n"]
NUMBERS = st.integers(0, 10**12)


@given(
    st.lists(
        st.builds(
            Place,
            position=NUMBERS,
            since=NUMBERS,
            upto=NUMBERS,
            coding=st.sampled_from([IDENTITY, GZIP]),
            address=st.none() | st.ip_addresses().map(str),
            rest=st.none()
            | st.builds(lambda chunk, at: memoryview(chunk)[at:], st.sampled_from(CHUNKS), st.integers(0, 9)),
        ),
        max_size=20,
    )
)
def test_what_goes_over_is_what_was_there(places: list[Place]) -> None:
    batch = Batch(CoverageId("one"), "harbour", places, [])
    assert batch_of(words_of(batch), []) == batch
