"""Readers who stop reading cost a bounded piece of memory, and are cut off."""

import contextlib
import logging
import resource
import socket
import time

import pytest

from onrecord.domain import events as e
from onrecord.domain.blocks import Text
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from tests.serving import RawReader, Story, quick, serving, wait_until


def _publish_large(story: Story, count: int, start: int = 0) -> None:
    """Updates of 100 KB each."""
    for number in range(start, start + count):
        content = UpdateContent(heading=f"Large {number}", body=(Text(html="word " * 20_000),))
        story.do(e.UpdatePublished(update_id=UpdateId(f"l{number}"), content=content, published_at=None))


def _last_seen(reader: RawReader) -> int:
    """The seq of the last whole event before the line breaks off."""
    seen = 1
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            seen = reader.change()["seq"]
    return seen


def test_who_stops_reading_is_cut_off_without_a_word_in_the_servers_log(caplog: pytest.LogCaptureFixture) -> None:
    with serving(limits=quick(stall_seconds=0.5)) as site:
        logging.getLogger("uvicorn.error").addHandler(caplog.handler)
        story = Story(site.log)
        stalled = RawReader(site.port, f"/{story.slug}/stream?after=1", receive_buffer=4096)
        stalled.next()
        _publish_large(story, 20)
        wait_until(lambda: site.delivery.hub.readers == 0)
        stalled.close()
    logging.getLogger("uvicorn.error").removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records] == []


def test_who_stops_reading_is_cut_off_and_may_resume() -> None:
    with serving(limits=quick(stall_seconds=0.5)) as site:
        story = Story(site.log)
        stalled = RawReader(site.port, f"/{story.slug}/stream?after=1", receive_buffer=4096)
        stalled.next()
        with site.reader(f"/{story.slug}/stream?after=1") as healthy:
            _publish_large(story, 20)
            assert healthy.changes(story.head)[-1]["seq"] == story.head
        wait_until(lambda: site.delivery.hub.readers == 0)
        seen = _last_seen(stalled)
        stalled.close()
        assert seen < story.head
        with site.reader(f"/{story.slug}/stream?after={seen}") as resumed:
            assert [frame["seq"] for frame in resumed.changes(story.head)] == list(range(seen + 1, story.head + 1))


@pytest.mark.slow
def test_who_stops_reading_costs_a_bounded_piece_of_memory() -> None:
    with serving() as site:
        story = Story(site.log)
        stalled = [RawReader(site.port, f"/{story.slug}/stream", receive_buffer=4096) for _ in range(50)]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _publish_large(story, 60)
        with site.reader(f"/{story.slug}/stream?after=1") as healthy:
            healthy.changes(story.head)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        for reader in stalled:
            reader.close()
    # Six megabytes were sent to each of fifty: queues would hold 300 MB.
    assert grown < 100_000


@pytest.mark.slow
def test_readers_who_stop_reading_cost_the_others_nothing() -> None:
    with serving() as site:
        story = Story(site.log)
        stalled = [RawReader(site.port, f"/{story.slug}/stream", receive_buffer=4096) for _ in range(30)]
        healthy = [RawReader(site.port, f"/{story.slug}/stream?after=1") for _ in range(30)]
        for _ in range(8):
            _publish_large(story, 1, start=story.head)
            for reader in healthy:
                assert reader.change()["seq"] == story.head
        for reader in (*stalled, *healthy):
            reader.close()


@pytest.mark.slow
def test_a_thousand_readers_each_get_every_event_and_cost_little() -> None:
    with serving() as site:
        story = Story(site.log)
        readers = [RawReader(site.port, f"/{story.slug}/stream?after=1") for _ in range(1000)]
        assert site.delivery.hub.readers_of(story.id) == 1000
        for _ in range(5):
            story.publish_many(2, start=story.head)
        for reader in readers:
            assert [frame["seq"] for frame in reader.changes(story.head)] == list(range(2, 12))
            reader.close()
        wait_until(lambda: site.delivery.hub.readers == 0)


@pytest.mark.slow
def test_requests_that_are_never_finished_keep_nobody_waiting() -> None:
    with serving() as site:
        story = Story(site.log)
        story.publish("news")
        site.wait_for(story)
        lines = []
        for number in range(2000):
            line = socket.create_connection(("127.0.0.1", site.port))
            line.sendall(b"GET /harbour HTTP/1.1\r\nHost: x\r\n"[: number % 40])
            lines.append(line)
        began = time.monotonic()
        for _ in range(20):
            assert site.get(f"/{story.slug}").status_code == 200
        with site.reader(f"/{story.slug}/stream?after=1") as reader:
            assert reader.change()["seq"] == 2
        assert time.monotonic() - began < 5
        for line in lines:
            line.close()
