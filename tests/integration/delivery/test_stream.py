"""The stream, from bare sockets: no gap, no double, and a clear word where a place cannot be honoured."""

import json
import random
import threading

import pytest

from onrecord.log import MemoryLog
from tests.page_model import PageModel
from tests.serving import RawReader, Site, Story, quick, serving, wait_until


def test_the_first_event_is_a_beat_that_keeps_the_readers_place(site: Site, story: Story) -> None:
    story.publish_many(3)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after=2") as reader:
        first = reader.next()
    assert (first.type, first.last_event_id, json.loads(first.data)) == ("beat", "2", {"head": 4})


def test_a_stream_is_an_event_stream_that_nobody_may_keep(site: Site, story: Story) -> None:
    with site.reader(f"/{story.slug}/stream") as reader:
        assert reader.status == 200
        assert "content-type: text/event-stream" in reader.head
        assert "cache-control: no-store" in reader.head
        assert "x-accel-buffering: no" in reader.head
        assert "access-control-allow-origin: *" in reader.head


def test_what_follows_the_readers_place_comes_first_and_then_what_happens(site: Site, story: Story) -> None:
    story.publish_many(3)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after=2") as reader:
        assert [frame["seq"] for frame in reader.changes(4)] == [3, 4]
        story.publish("now")
        assert reader.change()["seq"] == 5


def test_without_a_place_the_stream_begins_at_the_head(site: Site, story: Story) -> None:
    story.publish_many(3)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream") as reader:
        reader.next()
        story.publish("now")
        assert reader.change()["seq"] == 5


def test_last_event_id_wins_over_after(site: Site, story: Story) -> None:
    story.publish_many(3)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after=1", Last_Event_ID="3") as reader:
        assert reader.change()["seq"] == 4


@pytest.mark.parametrize(
    "place",
    [
        "99",
        "-1",
        "1e3",
        "x",
        "",
        "%00",
        "9" * 40,
        "%D9%A3",
        "1.0",
        "+1",
        "%201",
        "0x1",
        "019c6000-0000-7000-8000-000000000001",
    ],
)
def test_a_place_that_cannot_be_honoured_is_answered_with_reset(site: Site, story: Story, place: str) -> None:
    story.publish_many(3)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after={place}") as reader:
        (event,) = reader.rest()
    assert event.type == "reset"
    assert json.loads(event.data)["head"] == 4
    assert json.loads(event.data)["reason"]


def test_a_question_with_many_fields_is_answered_too(site: Site, story: Story) -> None:
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?{'a&' * 2000}after=1") as reader:
        assert reader.next().type == "beat"


@pytest.mark.parametrize("place", ["99", "-1", "foreign", "9" * 4000, "\N{ARABIC-INDIC DIGIT THREE}"])
def test_a_last_event_id_that_cannot_be_honoured_is_answered_with_reset(site: Site, story: Story, place: str) -> None:
    with site.reader(f"/{story.slug}/stream?after=1", Last_Event_ID=place) as reader:
        assert [event.type for event in reader.rest()] == ["reset"]


def test_who_is_two_thousand_events_behind_is_told_to_start_again(site: Site, story: Story) -> None:
    story.publish_many(2001)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after=1") as reader:
        assert [event.type for event in reader.rest()] == ["reset"]
    with site.reader(f"/{story.slug}/stream?after=2") as reader:
        assert [frame["seq"] for frame in reader.changes(story.head)] == list(range(3, 2003))


def test_a_coverage_that_does_not_exist_has_no_stream(site: Site) -> None:
    with site.reader("/nobody-knows/stream") as reader:
        assert reader.status == 404


def test_a_stream_answers_head_without_beginning(site: Site, story: Story) -> None:
    response = site.client.head(f"/{story.slug}/stream")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream"


def test_beats_come_while_nothing_happens() -> None:
    with serving(limits=quick(beat_seconds=0.05)) as site:
        story = Story(site.log)
        with site.reader(f"/{story.slug}/stream") as reader:
            assert [reader.next().type for _ in range(4)] == ["beat"] * 4


def test_beats_come_while_much_happens() -> None:
    with serving(limits=quick(beat_seconds=0.05)) as site:
        story = Story(site.log)
        with site.reader(f"/{story.slug}/stream") as reader:
            beats = 0
            number = 0
            while beats < 3:
                number += 1
                story.publish(f"busy-{number}")
                beats += reader.next().type == "beat"


def test_past_the_limit_a_stream_says_poll() -> None:
    with serving(limits=quick(most_readers=2, poll_retry_ms=61_000)) as site:
        story = Story(site.log)
        path = f"/{story.slug}/stream"
        with site.reader(path) as first, site.reader(path) as second:
            assert [first.next().type, second.next().type] == ["beat", "beat"]
            with site.reader(path) as third:
                (event,) = third.rest()
                assert third.status == 200
            retry_ms = json.loads(event.data)["retry_ms"]
            assert (event.type, third.parser.retry_ms) == ("poll", retry_ms)
            assert 61_000 <= retry_ms <= 122_000
        wait_until(lambda: site.delivery.hub.readers == 0)
        with site.reader(path) as again:
            assert again.next().type == "beat"


def test_readers_who_leave_are_forgotten(site: Site, story: Story) -> None:
    readers = [site.reader(f"/{story.slug}/stream") for _ in range(20)]
    wait_until(lambda: site.delivery.hub.readers == 20)
    for reader in readers:
        reader.close()
    wait_until(lambda: site.delivery.hub.readers == 0)


def test_nothing_is_missed_and_nothing_doubled_by_who_comes_while_things_happen(site: Site, story: Story) -> None:
    """Fifty readers open a page and then a stream after it, at random moments of a busy minute."""
    last = 400
    errors: list[BaseException] = []
    chance = random.Random(7)  # noqa: S311 - a test's own dice

    def read(starts_at: int) -> None:
        try:
            wait_until(lambda: story.head >= starts_at)
            model = PageModel.load(site.get(f"/{story.slug}").content)
            with RawReader(site.port, f"/{story.slug}/stream?after={model.head}") as reader:
                start = model.head
                if start < last:
                    model.apply(reader.changes(last))
            assert model.seqs == list(range(start + 1, last + 1))
            models.append(model)
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            errors.append(error)

    models: list[PageModel] = []
    threads = [threading.Thread(target=read, args=(chance.randint(1, last - 20),)) for _ in range(50)]
    for thread in threads:
        thread.start()
    while story.head < last:
        story.publish(f"n{story.head}")
    for thread in threads:
        thread.join()
    assert errors == []
    fresh = PageModel.load(site.get(f"/{story.slug}").content)
    for model in models:
        model.assert_shows(fresh)
    assert len(models) == 50


def test_a_coverage_opened_after_the_start_is_found_at_once() -> None:
    log = MemoryLog()
    with serving(log) as site:
        for number in range(5):
            story = Story(log, f"new-{number}")
            assert site.get(f"/{story.slug}").status_code == 200
