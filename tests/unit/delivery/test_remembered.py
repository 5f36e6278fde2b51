"""What was answered to the very same bytes is said again only while all that it was made of stands."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from onrecord.delivery.door.remembered import Answer, Remembered
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import Shelf
from onrecord.delivery.limits.strain import Strain
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.opening import StreamLimits
from onrecord.delivery.tally import Served
from onrecord.domain.ids import CoverageId
from onrecord.log import MemoryLog, Mode, Switch
from tests.serving import Story

ASKED = b"GET /harbour HTTP/1.1\r\nHost: localhost\r\n\r\n"
ALWAYS = b"date: Mon, 23 Nov 2026 15:00:00 GMT\r\n"


class Door:
    """What a memory of answers stands on, with one coverage in it."""

    def __init__(self, loads: ThreadPoolExecutor) -> None:
        self.log = MemoryLog()
        self.story = Story(self.log)
        self.strain = Strain()
        self.gate = Gate(StreamLimits(), lambda: self.strain.factor)
        self.shelf = Shelf(self.log, loads, lambda _: False, kept=1)
        self.live = self.read(self.story)
        self.remembered = Remembered(self.shelf, self.gate)
        self.remembered.answer(ASKED, ALWAYS)

    def read(self, story: Story) -> LiveCoverage:
        for head in self.log.heads():
            self.shelf.note(head)
        live = asyncio.run(self.shelf.find(story.slug))
        assert live is not None
        return live

    def said(self) -> Answer:
        """An answer as the door gives it now."""
        live = self.live
        return Answer([b"said"], 0, Served(), self.story.slug, live, live.moment, self.gate.pace(live.id))

    def is_remembered(self, data: bytes = ASKED) -> bool:
        return self.remembered.answer(data, ALWAYS) is not None


@pytest.fixture
def door() -> Iterator[Door]:
    with ThreadPoolExecutor(1) as loads:
        yield Door(loads)


def test_the_same_bytes_have_the_same_answer(door: Door) -> None:
    said = door.said()
    door.remembered.keep(ASKED, said)
    assert door.remembered.answer(bytes(bytearray(ASKED)), ALWAYS) is said


def test_other_bytes_have_none(door: Door) -> None:
    door.remembered.keep(ASKED, door.said())
    assert not any(door.is_remembered(ASKED[:cut] + b"x" + ASKED[cut:]) for cut in range(len(ASKED) + 1))


def test_no_answer_outlives_its_date(door: Door) -> None:
    """Not even one of the same words, which is made anew each second."""
    door.remembered.keep(ASKED, door.said())
    assert door.remembered.answer(ASKED, bytes(bytearray(ALWAYS))) is None
    assert len(door.remembered) == 0


def test_what_has_happened_since_is_not_kept_from_anybody(door: Door) -> None:
    door.remembered.keep(ASKED, door.said())
    door.story.publish("one")
    assert door.is_remembered()
    door.live.catch_up(door.log, is_read=False)
    assert not door.is_remembered()
    assert len(door.remembered) == 0


def test_an_answer_of_an_older_moment_is_never_given(door: Door) -> None:
    """As where something happens while the answer is being put together."""
    said = door.said()
    door.story.publish("one")
    door.live.catch_up(door.log, is_read=False)
    door.remembered.keep(ASKED, said)
    assert not door.is_remembered()


def test_a_coverage_that_has_left_the_memory_is_not_answered_for(door: Door) -> None:
    """It does not hear of what happens any more."""
    door.remembered.keep(ASKED, door.said())
    door.read(Story(door.log, "vote"))
    assert door.shelf.in_memory(door.story.id) is None
    assert not door.is_remembered()


def test_a_coverage_that_was_read_anew_is_not_answered_for(door: Door) -> None:
    said = door.said()
    door.read(Story(door.log, "vote"))
    assert door.read(door.story) is not door.live
    door.remembered.keep(ASKED, said)
    assert not door.is_remembered()


@pytest.mark.parametrize("mode", [Mode.STATIC, Mode.POLL])
def test_a_switch_is_heeded(door: Door, mode: Mode) -> None:
    door.remembered.keep(ASKED, door.said())
    door.gate.switch({CoverageId("coverage-harbour"): Switch(mode=mode)})
    assert not door.is_remembered()


def test_a_process_that_is_behind_says_so(door: Door) -> None:
    door.remembered.keep(ASKED, door.said())
    door.strain.note(late=0.5, now=1.0)
    assert not door.is_remembered()


def test_so_many_are_remembered_and_those_who_were_there_stay(door: Door) -> None:
    many = [b"%05d" % number + ASKED for number in range(20_000)]
    for data in many:
        door.remembered.keep(data, door.said())
    assert len(door.remembered) == 2048
    assert door.is_remembered(many[0])
    assert not door.is_remembered(many[-1])


def test_long_requests_are_not_remembered(door: Door) -> None:
    long = ASKED[:-2] + b"Cookie: " + b"x" * 1024 + b"\r\n\r\n"
    door.remembered.keep(long, door.said())
    assert len(door.remembered) == 0


def test_what_is_asked_for_again_is_not_the_first_to_leave_the_memory() -> None:
    """An answer that is remembered counts as asking."""
    with ThreadPoolExecutor(1) as loads:
        door = Door(loads)
        other = Story(door.log, "vote")
        door.shelf = Shelf(door.log, loads, lambda _: False, kept=2)
        door.live = door.read(door.story)
        door.remembered = Remembered(door.shelf, door.gate)
        door.is_remembered()
        door.remembered.keep(ASKED, door.said())
        door.read(other)
        assert door.is_remembered()
        door.read(Story(door.log, "storm"))
        assert door.shelf.in_memory(other.id) is None
        assert door.is_remembered()
