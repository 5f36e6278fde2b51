"""Who has not taken yet what they were sent: waited for while they take some of it, and counted meanwhile."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from onrecord.site.taking import Taking
from onrecord.site.waiting_room import WaitingRoom
from tests.unit.site.travelling import Travelling


class Taker:
    """Was sent 100 KB."""

    peer = "192.0.2.1"

    def __init__(self) -> None:
        self.left = 100_000
        self.is_here = True

    def left_to_take(self) -> int:
        return self.left

    def cut_off(self) -> None:
        self.is_here = False

    shutdown = cut_off


@pytest.fixture
def loop() -> Iterator[Travelling]:
    loop = Travelling()
    yield loop
    loop.close()


@pytest.fixture
def taking() -> Taking:
    return Taking(WaitingRoom(lambda peer: peer, most=lambda: 100, most_per_address=3))


def begun(taking: Taking, loop: Travelling) -> Taker:
    taker = Taker()

    async def begin() -> None:
        taking.begin(taker)

    loop.run_until_complete(begin())
    return taker


def test_who_takes_nothing_for_a_minute_is_cut_off(taking: Taking, loop: Travelling) -> None:
    taker = begun(taking, loop)
    loop.pass_to(159.0)
    assert taker.is_here
    loop.pass_to(161.0)
    assert not taker.is_here
    assert len(taking.room) == 0


def test_who_takes_a_little_each_minute_is_waited_for(taking: Taking, loop: Travelling) -> None:
    taker = begun(taking, loop)
    for minute in range(1, 20):
        taker.left -= 5_000
        loop.pass_to(100.0 + 61 * minute)
        assert taker.is_here
    assert len(taking.room) == 1


def test_a_byte_at_a_time_is_nothing(taking: Taking, loop: Travelling) -> None:
    taker = begun(taking, loop)
    taker.left -= 60
    loop.pass_to(161.0)
    assert not taker.is_here


def test_who_has_taken_all_is_not_cut_off(taking: Taking, loop: Travelling) -> None:
    taker = begun(taking, loop)
    taking.over(taker)
    loop.pass_to(500.0)
    assert taker.is_here


def test_an_address_has_so_many(taking: Taking, loop: Travelling) -> None:
    takers = [begun(taking, loop) for _ in range(5)]
    assert [taker.is_here for taker in takers] == [False, False, True, True, True]


def test_who_is_waited_for_again_and_again_costs_one_timer_each_time(
    taking: Taking, loop: Travelling, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers: list[float] = []
    call_at = loop.call_at

    def counted(when: float, *rest: Any, **more: Any) -> asyncio.TimerHandle:
        timers.append(when)
        return call_at(when, *rest, **more)

    monkeypatch.setattr(loop, "call_at", counted)
    taker = begun(taking, loop)
    for minute in range(1, 20):
        taker.left -= 5_000
        loop.pass_to(100.0 + 61 * minute)
    assert len(timers) == 20


def test_one_may_wait_even_where_there_is_no_place() -> None:
    room = WaitingRoom(lambda peer: peer, most=lambda: -5)
    taker = Taker()
    room.half_open(taker)
    assert taker.is_here
    room.half_open(Taker())
    assert not taker.is_here
