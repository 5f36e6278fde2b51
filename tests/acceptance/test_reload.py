"""A reload under way: new processes for old, and no reader who notices."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.conftest import Terminal
from tests.acceptance.test_workers import Site, Start, run
from tests.crowd import Crowd, CrowdReader
from tests.running import Journalist, Story

__all__ = ["run"]


@contextmanager
def publishing(story: Story) -> Iterator[list[str]]:
    """While this holds, one update after the other is published; has the ids of those that were acknowledged."""
    stop = threading.Event()
    acknowledged: list[str] = []

    def publish() -> None:
        while not stop.wait(0.03):
            acknowledged.append(story.publish(f"Report {len(acknowledged)}"))

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield acknowledged
    finally:
        stop.set()
        thread.join()


def _warm(site: Site, story: Story) -> str:
    """The address of the stream, once every worker has the coverage in memory: a stream before that is a task."""
    site.until(lambda: all(site.page(f"/{story.slug}") for _ in range(20)))
    return f"/{story.slug}/stream?after=1"


@pytest.fixture
def story(onrecord: Terminal) -> Iterator[Story]:
    journalist = Journalist(onrecord.environment)
    yield journalist.open("harbour")
    journalist.leave()


def _reload(site: Site, times: int) -> None:
    site.process.send_signal(signal.SIGHUP)
    site.until_it_says("onrecord: reloaded", times)


def test_three_reloads_under_publishing_cut_no_stream_and_cost_no_event(run: Start, story: Story) -> None:
    site = run("--workers", "2")
    site.answers()
    path = _warm(site, story)
    crowd = Crowd([CrowdReader(site.port, path, gzip=number % 3 == 0) for number in range(300)])
    with publishing(story) as published:
        crowd.until(lambda reader: len(reader.seqs) > 2)
        for times in range(1, 4):
            before = site.workers
            _reload(site, times)
            assert not set(before) & set(site.workers)
        later = len(published) + 3
        site.until(lambda: len(published) > later)
    head = len(published) + 1
    crowd.until(lambda reader: bool(reader.endings) or reader.seqs[-1] == head)
    crowd.stop()
    assert [reader.endings for reader in crowd.readers] == [[]] * 300
    for reader in crowd.readers:
        assert reader.seqs == list(range(2, head + 1))


def test_a_reader_who_is_in_the_middle_of_a_frame_gets_the_rest_of_it_from_the_successor(
    run: Start, story: Story
) -> None:
    site = run("--workers", "2")
    site.answers()
    path = _warm(site, story)
    readers = [CrowdReader(site.port, path, gzip=number % 2 == 0, receive_buffer=4096) for number in range(12)]
    crowd = Crowd(readers)
    story.publish("The first")
    crowd.until(lambda reader: reader.seqs == [2])
    for reader in readers:
        reader.is_asleep = True
    # What differs from word to word takes as much room packed.
    large = " ".join(str(number * number) for number in range(6000))
    for number in range(6):
        story.publish(f"Large {number}", large)
    _reload(site, 1)
    story.publish("The last")
    for reader in readers:
        reader.is_asleep = False
    crowd.until(lambda reader: bool(reader.endings) or reader.seqs[-1] == 9)
    crowd.stop()
    assert [reader.endings for reader in readers] == [[]] * 12
    for reader in readers:
        assert reader.seqs == list(range(2, 10))


def test_readers_on_the_plain_path_are_asked_to_come_back_and_miss_nothing(run: Start, story: Story) -> None:
    site = run("--workers", "2", ONRECORD_FRONT_DOOR="no")
    site.answers()
    crowd = Crowd([CrowdReader(site.port, f"/{story.slug}/stream?after=1") for _ in range(20)], resumes=True)
    with publishing(story) as published:
        crowd.until(lambda reader: len(reader.seqs) > 2)
        _reload(site, 1)
        site.until(lambda: all("drain" in reader.endings for reader in crowd.readers))
    head = len(published) + 1
    crowd.until(lambda reader: reader.seqs[-1] == head)
    crowd.stop()
    for reader in crowd.readers:
        assert reader.seqs == list(range(2, head + 1))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_that_are_killed_cost_no_acknowledged_event(run: Start, story: Story, number: signal.Signals) -> None:
    """Nor does a worker that somebody asks to end: the supervisor starts another."""
    site = run("--workers", "2")
    site.answers()
    crowd = Crowd([CrowdReader(site.port, f"/{story.slug}/stream?after=1") for _ in range(100)], resumes=True)
    with publishing(story) as published:
        crowd.until(lambda reader: len(reader.seqs) > 2)
        for times in range(1, 4):
            os.kill(site.workers[0], number)
            site.until_it_says("starting another", times)
            site.answers()
    head = len(published) + 1
    crowd.until(lambda reader: reader.seqs[-1] == head)
    crowd.stop()
    for reader in crowd.readers:
        assert reader.seqs == list(range(2, head + 1))


def test_what_was_acknowledged_while_the_site_was_told_to_stop_is_there_afterwards(run: Start, story: Story) -> None:
    site = run("--workers", "2")
    site.answers()
    crowd = Crowd([CrowdReader(site.port, f"/{story.slug}/stream?after=1") for _ in range(100)], resumes=True)
    with publishing(story) as published:
        crowd.until(lambda reader: len(reader.seqs) > 2)
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(timeout=60) == 0
        run("--workers", "2", "--port", str(site.port))
        later = len(published) + 3
        site.until(lambda: len(published) > later)
    head = len(published) + 1
    crowd.until(lambda reader: reader.seqs[-1] == head)
    crowd.stop()
    for reader in crowd.readers:
        assert reader.seqs == list(range(2, head + 1))


def test_the_sockets_of_a_reload_are_closed_when_it_is_over(run: Start) -> None:
    site = run("--workers", "2")
    site.answers()

    def descriptors() -> int:
        return len(list(Path(f"/proc/{site.process.pid}/fd").iterdir()))

    before = descriptors()
    for times in range(1, 3):
        _reload(site, times)
    assert descriptors() == before
