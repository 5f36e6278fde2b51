"""Readers who stop reading cost a bounded piece of memory, and are cut off."""

import contextlib
import resource

import pytest

from onrecord.domain import events as e
from onrecord.domain.blocks import Text
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from tests.serving import RawReader, Story, quick, serving, wait_until


def _publish_large(story: Story, count: int) -> None:
    """Updates of 100 KB each."""
    for number in range(count):
        content = UpdateContent(heading=f"Large {number}", body=(Text(html="word " * 20_000),))
        story.do(e.UpdatePublished(update_id=UpdateId(f"l{number}"), content=content, published_at=None))


def _last_seen(reader: RawReader) -> int:
    """The seq of the last whole event before the line breaks off."""
    seen = 1
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            seen = reader.change()["seq"]
    return seen


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
