"""A worker's memory is looked through seldom: not because somebody opens a long coverage."""

import gc
from collections.abc import Iterator

import pytest

from onrecord.delivery.following.live import LiveCoverage
from onrecord.log import MemoryLog
from onrecord.site.garbage import collect_seldom
from tests.serving import Story


@pytest.fixture
def seldom() -> Iterator[None]:
    before = gc.get_threshold()
    collect_seldom()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("seldom")
def test_a_long_coverage_is_opened_without_looking_through_all_memory() -> None:
    log = MemoryLog()
    story = Story(log)
    for start in range(0, 5_000, 500):
        story.publish_many(500, start=start)
    gc.collect()
    before = gc.get_stats()[2]["collections"]
    live = LiveCoverage(story.id)
    live.catch_up(log, is_read=False)
    assert len(live.moment.coverage.updates) == 5_000
    assert gc.get_stats()[2]["collections"] == before


@pytest.mark.usefixtures("seldom")
def test_what_is_in_rings_is_still_let_go() -> None:
    class Ring:
        alive = 0

        def __init__(self) -> None:
            self.itself = self
            Ring.alive += 1

        def __del__(self) -> None:
            Ring.alive -= 1

    for _ in range(20_000):
        Ring()
    assert Ring.alive < 6_000


@pytest.mark.usefixtures("seldom")
def test_what_is_new_is_looked_through_in_small_parts() -> None:
    parts: list[int] = []

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start" and about["generation"] == 1:
            parts.append(len(gc.get_objects(generation=0)) + len(gc.get_objects(generation=1)))

    gc.callbacks.append(note)
    try:
        kept: list[list[int]] = [[number] for number in range(100_000)]
    finally:
        gc.callbacks.remove(note)
    assert len(kept) == 100_000
    assert parts
    assert max(parts) < 20_000
