"""A thousand coverages at once: each with its reader; and those that nobody reads leave the memory."""

import pytest

from onrecord.log import MemoryLog
from tests.serving import Story, serving, wait_until

pytestmark = pytest.mark.slow
_MANY = 1_000
# What the shelf keeps of coverages whose stream nobody reads.
_IDLE = 32


def test_a_thousand_coverages_are_live_at_once_and_leave_the_memory_with_their_readers() -> None:
    log = MemoryLog()
    stories = [Story(log, f"story-{number}") for number in range(_MANY)]
    with serving(log) as site:
        readers = [site.reader(f"/{story.slug}/stream?after={story.head}") for story in stories]
        for story in stories:
            story.publish(f"News of {story.slug}")
        for story, reader in zip(stories, readers, strict=True):
            (op,) = [op for op in reader.change()["ops"] if op["op"] == "put"]
            assert f"News of {story.slug}<" in op["html"]
        assert len(site.delivery.shelf.all_in_memory()) == _MANY
        for reader in readers:
            reader.close()
        wait_until(lambda: site.delivery.hub.readers == 0)
        # Room is made when the next is read.
        late = Story(log, "late")
        site.wait_for(late)
        assert len(site.delivery.shelf.all_in_memory()) <= _IDLE + 1
        assert site.get(f"/{stories[0].slug}").status_code == 200


def test_pages_of_more_coverages_than_are_kept_are_all_answered() -> None:
    log = MemoryLog()
    stories = [Story(log, f"story-{number}") for number in range(_IDLE * 4)]
    with serving(log) as site:
        for story in [*stories, *reversed(stories)]:
            assert story.slug in site.get(f"/{story.slug}").text
        assert len(site.delivery.shelf.all_in_memory()) == _IDLE
