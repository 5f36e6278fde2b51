"""The log in memory, told to fail."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from onrecord.domain.content import CoverageDetails
from onrecord.domain.events import CoverageOpened, CoveragePaused, CoverageResumed
from onrecord.domain.ids import CoverageId
from onrecord.log import FoldedCoverages, Follower, LogUnavailable, MemoryLog, OutcomeUnknown

NOW = datetime(2026, 2, 16, 14, 5, tzinfo=UTC)


def _open(log: MemoryLog, name: str) -> CoverageId:
    coverage_id = CoverageId(name)
    log.append(coverage_id, 0, [CoverageOpened(slug=name, details=CoverageDetails(headline=name))], at=NOW, actor="ada")
    return coverage_id


def test_it_can_fail_and_not_persist() -> None:
    log = MemoryLog()
    flood = _open(log, "flood")
    log.fail_next(persist=False)
    with pytest.raises(LogUnavailable) as caught:
        log.append(flood, 1, [CoveragePaused()], at=NOW, actor="ada")
    assert not isinstance(caught.value, OutcomeUnknown)
    assert [r.seq for r in log.read(flood)] == [1]
    assert log.append(flood, 1, [CoveragePaused()], at=NOW, actor="ada")[0].seq == 2


def test_it_can_fail_but_persist() -> None:
    log = MemoryLog()
    flood = _open(log, "flood")
    log.fail_next(persist=True)
    with pytest.raises(OutcomeUnknown):
        log.append(flood, 1, [CoveragePaused()], at=NOW, actor="ada")
    assert [r.seq for r in log.read(flood)] == [1, 2]


def test_a_follower_that_hears_nothing_waits_as_long_as_it_was_told() -> None:
    log = MemoryLog()
    follower = Follower(log)
    try:
        assert follower.advance() == []
        follower.wait(0.01)
        assert follower.advance() == []
    finally:
        follower.close()


def test_a_follower_can_be_woken_from_another_thread_and_closed_twice() -> None:
    follower = Follower(MemoryLog())
    follower.advance()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(follower.wait, 3600)
        follower.wake()
        waiting.result(timeout=60)
    follower.close()
    follower.close()
    follower.wake()


def test_hints_without_number_do_not_block_the_writer() -> None:
    log = MemoryLog()
    follower = Follower(log)
    try:
        for _ in range(100_000):
            follower.wake()
        _open(log, "flood")
        assert [head.slug for head in follower.advance()] == ["flood"]
    finally:
        follower.close()


class _Counted(MemoryLog):
    """Remembers after which seq each coverage was read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[str, int]] = []

    def read(self, coverage_id, after=0, limit=None):  # type: ignore[no-untyped-def]
        self.reads.append((coverage_id, after))
        return super().read(coverage_id, after, limit)


def test_folded_coverages_read_only_what_is_new_and_keep_those_asked_for_last() -> None:
    log = _Counted()
    flood, fire, storm = (_open(log, name) for name in ("flood", "fire", "storm"))
    log.append(flood, 1, [CoveragePaused(), CoverageResumed()], at=NOW, actor="ada")
    folded = FoldedCoverages(log, capacity=2)
    for coverage_id in (flood, fire, flood, storm, flood, fire):
        folded.current(coverage_id)
    assert log.reads == [("flood", 0), ("fire", 0), ("flood", 3), ("storm", 0), ("flood", 3), ("fire", 0)]


def test_a_follower_can_wait_where_a_thousand_descriptors_are_open() -> None:
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    follower = Follower(MemoryLog())
    try:
        follower.advance()
        follower.wait(0.01)
    finally:
        follower.close()
        for descriptor in held:
            os.close(descriptor)
