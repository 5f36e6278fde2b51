"""Signs of life: one round for all readers, whatever their number."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from onrecord.delivery.streams import channel
from onrecord.delivery.streams.opening import beat
from tests.event_stream import StreamEvent
from tests.serving import PATIENCE
from tests.unit.delivery.test_descriptors import LIMITS, Line, all_descriptors_are_closed, room, run

__all__ = ["all_descriptors_are_closed"]


def test_beats_go_to_all_with_each_ones_own_place() -> None:
    async def beats() -> None:
        async with room(replace(LIMITS, beat_seconds=0.1)) as opened:
            story, live = opened.open("harbour")
            story.publish_many(3)
            live.catch_up(opened.log, is_read=True)
            lines = [Line(opened, live) for _ in range(50)]
            heard: list[list[StreamEvent]] = [[] for _ in lines]
            async with asyncio.timeout(PATIENCE):
                while min(map(len, heard)) < 4:
                    await asyncio.sleep(0.01)
                    for line, events in zip(lines, heard, strict=True):
                        events += line.take()
            assert {(event.type, event.last_event_id) for events in heard for event in events} == {("beat", "4")}
            for line in lines:
                line.leave()

    run(beats())


def test_a_beat_is_made_once_for_all_who_are_at_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0

    def counted(position: int, head: int) -> bytes:
        nonlocal made
        made += 1
        return beat(position, head)

    monkeypatch.setattr(channel, "beat", counted)

    async def beats() -> None:
        async with room(replace(LIMITS, beat_seconds=0.1)) as opened:
            _, live = opened.open("harbour")
            # They have sixteen turns: of so many, ten at least have the same.
            lines = [Line(opened, live) for _ in range(160)]
            async with asyncio.timeout(PATIENCE):
                while opened.hub.tally.beats < 3 * len(lines):  # noqa: ASYNC110 - nobody tells us
                    await asyncio.sleep(0.01)
            assert 0 < made * 9 <= opened.hub.tally.beats
            for line in lines:
                line.leave()

    run(beats())


def test_a_reader_costs_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    timers = 0

    async def many() -> None:
        async with room() as opened:
            _, live = opened.open("harbour")
            loop = asyncio.get_running_loop()
            call_at = loop.call_at

            def counted(*arguments: Any, **options: Any) -> asyncio.TimerHandle:
                nonlocal timers
                timers += 1
                return call_at(*arguments, **options)

            monkeypatch.setattr(loop, "call_at", counted)
            lines = [Line(opened, live) for _ in range(50)]
            for line in lines:
                line.leave()
            monkeypatch.setattr(loop, "call_at", call_at)

    run(many())
    # The hub's own, which goes round all of them.
    assert timers == 1
