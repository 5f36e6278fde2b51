"""The tail outlives what happens to the log, and catches up."""

import threading
from collections.abc import Callable, Collection, Iterator

import pytest

from onrecord.domain.events import RecordedEvent
from onrecord.domain.ids import CoverageId
from onrecord.log import Head, LogUnavailable, MemoryLog, UnreadableRecord
from tests.serving import Story, serving, wait_until


class TroubledLog(MemoryLog):
    """A log whose reading side can be broken, and whose hints can be lost."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False
        self.is_deaf = False
        self.unreadable: set[CoverageId] = set()
        self.failures = 0

    def read(self, coverage_id: CoverageId, after: int = 0, limit: int | None = None) -> Iterator[RecordedEvent]:
        if self.is_away:
            self.failures += 1
            raise LogUnavailable("the database is away")
        if coverage_id in self.unreadable:
            self.failures += 1
            raise UnreadableRecord("a record of a later version")
        return super().read(coverage_id, after, limit)

    def heads(self, of: Collection[CoverageId] | None = None) -> list[Head]:
        if self.is_away:
            self.failures += 1
            raise LogUnavailable("the database is away")
        return super().heads(of)

    def on_append(self, listener: Callable[[Head], None]) -> Callable[[], None]:
        def tell(head: Head) -> None:
            if not self.is_deaf:
                listener(head)

        return super().on_append(tell)


@pytest.fixture
def log() -> TroubledLog:
    return TroubledLog()


def test_a_log_that_is_away_costs_time_and_no_news(log: TroubledLog) -> None:
    with serving(log) as site:
        story = Story(log)
        with site.reader(f"/{story.slug}/stream?after=1") as reader:
            reader.next()
            log.is_away = True
            story.publish_many(5)
            wait_until(lambda: log.failures > 1)
            assert site.get(f"/{story.slug}").status_code == 200
            log.is_away = False
            assert [frame["seq"] for frame in reader.changes(6)] == [2, 3, 4, 5, 6]


def test_a_lost_hint_costs_time_and_no_news(log: TroubledLog) -> None:
    with serving(log) as site:
        story = Story(log)
        with site.reader(f"/{story.slug}/stream?after=1") as reader:
            log.is_deaf = True
            story.publish("unheard")
            assert reader.change()["seq"] == 2


def test_one_coverage_that_cannot_be_read_does_not_hold_up_the_others(log: TroubledLog) -> None:
    with serving(log) as site:
        bad, good = Story(log, "bad"), Story(log, "good")
        with site.reader("/bad/stream?after=1") as bad_reader, site.reader("/good/stream?after=1") as good_reader:
            log.unreadable.add(bad.id)
            bad.publish("one")
            wait_until(lambda: log.failures > 0)
            good.publish("one")
            assert good_reader.change()["seq"] == 2
            log.unreadable.clear()
            assert bad_reader.change()["seq"] == 2


def test_a_page_that_is_not_in_memory_waits_for_the_log_and_says_so(log: TroubledLog) -> None:
    story = Story(log)
    with serving(log) as site:
        log.is_away = True
        assert site.get(f"/{story.slug}").status_code == 503
        log.is_away = False
        assert site.get(f"/{story.slug}").status_code == 200


def test_a_site_whose_log_is_away_at_the_start_comes_up_when_it_is_back(log: TroubledLog) -> None:
    story = Story(log)
    log.is_away = True
    back = threading.Timer(0.3, setattr, (log, "is_away", False))
    back.start()
    with serving(log) as site:
        assert site.get(f"/{story.slug}").status_code == 200
    back.join()


def test_a_tail_that_has_ended_is_no_good_health(log: TroubledLog) -> None:
    with serving(log) as site:
        assert site.get("/healthz").status_code == 200
        site.delivery.tail.stop()
        reply = site.get("/healthz")
        assert reply.status_code == 503
        assert "restart" in reply.text


def test_more_coverages_than_memory_holds_are_all_served(log: TroubledLog) -> None:
    stories = [Story(log, f"story-{number}") for number in range(50)]
    with serving(log) as site:
        with site.reader("/story-0/stream?after=1") as reader:
            for story in stories * 2:
                assert site.get(f"/{story.slug}").status_code == 200
            stories[0].publish("still heard")
            assert reader.change()["seq"] == 2
        assert len(site.get("/").text.split('href="/story-')) == 51
