"""What is sent to all readers is made once, however many they are."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from onrecord import render
from onrecord.delivery.following import frames
from tests.serving import Site, Story

READERS = 50
CODINGS = ["gzip", "identity"]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often what was made."""
    counted: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        make: Callable[..., Any] = getattr(module, name)

        def counting(*arguments: Any) -> Any:
            counted[name] += 1
            return make(*arguments)

        monkeypatch.setattr(module, name, counting)

    count(render, "render_update")
    count(frames, "sse_event")
    count(frames, "chunked")
    count(frames, "packed")
    return counted


def test_news_is_rendered_and_packed_once_for_all_readers(site: Site, story: Story, made: Counter[str]) -> None:
    site.wait_for(story)
    with ExitStack() as all_of_them:
        readers = [
            all_of_them.enter_context(site.reader("/harbour/stream", accept_encoding=CODINGS[number % 2]))
            for number in range(READERS)
        ]
        for reader in readers:
            assert reader.next().type == "beat"
        # By then the last of them has been seated, too, and does not look whether something is new.
        site.wait_for(story)
        made.clear()
        for number in range(3):
            story.publish(f"n{number}")
            # No page is asked for meanwhile, which may be made of a frame at the same time as the stream's.
            heard = [reader.changes(story.head) for reader in readers]
            assert all(frame == heard[0] for frame in heard)
    # One chunk as it is, and one packed.
    assert made == {"render_update": 3, "sse_event": 3, "packed": 3, "chunked": 6}


def test_who_comes_later_is_sent_what_was_made_already(site: Site, story: Story, made: Counter[str]) -> None:
    site.wait_for(story)
    with ExitStack() as all_of_them:
        first = [all_of_them.enter_context(site.reader("/harbour/stream", accept_encoding=each)) for each in CODINGS]
        for reader in first:
            assert reader.next().type == "beat"
        site.wait_for(story)
        story.publish("one")
        assert [reader.change()["seq"] for reader in first] == [2, 2]
        made.clear()
        for number in range(READERS):
            reader = site.reader("/harbour/stream?after=1", accept_encoding=CODINGS[number % 2])
            assert all_of_them.enter_context(reader).change()["seq"] == 2
    assert not made
