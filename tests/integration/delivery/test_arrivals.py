"""Readers who come to a process that has nothing in memory yet, or all at once."""

import json
from collections.abc import Iterator

import pytest

from onrecord.delivery.streams import arrivals
from onrecord.domain.events import RecordedEvent
from onrecord.domain.ids import CoverageId
from onrecord.log import LogUnavailable, MemoryLog
from tests.serving import RawReader, Site, Story, serving, wait_until


class _Unreadable(MemoryLog):
    """Its heads can be read, and no event."""

    is_broken = False

    def read(self, coverage_id: CoverageId, after: int = 0, limit: int | None = None) -> Iterator[RecordedEvent]:
        if self.is_broken:
            raise LogUnavailable
        return super().read(coverage_id, after, limit)


class _Counted(MemoryLog):
    """Knows how often events were asked of it."""

    readings = 0

    def read(self, coverage_id: CoverageId, after: int = 0, limit: int | None = None) -> Iterator[RecordedEvent]:
        self.readings += 1
        return super().read(coverage_id, after, limit)


def _raw(site: Site, count: int, after: int) -> list[RawReader]:
    return [RawReader(site.port, f"/harbour/stream?after={after}") for _ in range(count)]


def test_who_comes_before_the_coverage_is_in_memory_is_held_like_all_others() -> None:
    log = MemoryLog()
    story = Story(log)
    story.publish_many(20)
    with serving(log) as site:
        readers = _raw(site, 5, after=11)
        for reader in readers:
            assert reader.next().type == "beat"
            assert [frame["seq"] for frame in reader.changes(21)] == list(range(12, 22))
        if site.has_front_door:
            assert site.delivery.hub.transports()["task"] == 0
        for reader in readers:
            reader.close()


def test_a_crowd_that_comes_in_one_moment_is_let_in_part_after_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "TURN_SECONDS", 0)
    log = MemoryLog()
    story = Story(log)
    story.publish_many(3)
    with serving(log) as site:
        site.get(f"/{story.slug}")
        readers = _raw(site, 60, after=2)
        story.publish("one more")
        for reader in readers:
            assert [frame["seq"] for frame in reader.changes(5)] == [3, 4, 5]
            reader.close()
        wait_until(lambda: site.delivery.hub.readers == 0)


def test_all_who_come_back_are_served_by_one_reading_of_the_log() -> None:
    log = _Counted()
    story = Story(log)
    story.publish_many(100)
    with serving(log) as site:
        log.readings = 0
        readers = [RawReader(site.port, f"/harbour/stream?after={number % 100 + 1}") for number in range(200)]
        for number, reader in enumerate(readers):
            missed = range(number % 100 + 2, 102)
            assert [frame["seq"] for frame in reader.changes(101)] == list(missed)
            reader.close()
        assert log.readings == 1


def test_a_place_that_cannot_be_honoured_is_told_to_those_who_waited_too() -> None:
    log = MemoryLog()
    Story(log)
    with serving(log) as site, site.reader("/harbour/stream?after=99") as reader:
        (event,) = reader.rest()
        assert (event.type, json.loads(event.data)["head"]) == ("reset", 1)


def test_who_waits_for_a_log_that_cannot_be_read_is_told_to_try_again() -> None:
    log = _Unreadable()
    Story(log)
    log.is_broken = True
    with serving(log) as site:
        answered = site.get("/harbour/stream")
        assert (answered.status_code, answered.headers["retry-after"]) == (503, "2")
        assert answered.text == "The log cannot be read just now; try again.\n"
        log.is_broken = False
        with site.reader("/harbour/stream") as reader:
            assert reader.next().type == "beat"
