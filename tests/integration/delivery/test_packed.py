"""Streams in gzip: one packing for all, wherever a reader begins."""

import json
import zlib

import pytest

from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from tests.serving import Site, Story, quick, serving

LONG = "Ferries stay in until the wind drops; nobody is to drive to the harbour. " * 20


def test_a_stream_is_packed_for_who_takes_gzip(site: Site, story: Story) -> None:
    story.publish("one", LONG)
    site.wait_for(story)
    with site.reader("/harbour/stream?after=0", accept_encoding="gzip, deflate, br") as packed:
        assert "content-encoding: gzip" in packed.head
        assert "vary: accept-encoding" in packed.head
        frames = packed.changes(2)
    with site.reader("/harbour/stream?after=0", accept_encoding="identity") as plain:
        assert "content-encoding" not in plain.head
        assert plain.changes(2) == frames


@pytest.mark.parametrize("accepted", ["br", "gzip;q=0", "identity;q=1, gzip;q=0.5", "", "*;q=0"])
def test_nobody_gets_gzip_who_does_not_want_it(site: Site, story: Story, accepted: str) -> None:
    site.wait_for(story)
    with site.reader("/harbour/stream", accept_encoding=accepted) as reader:
        assert "content-encoding" not in reader.head
        assert reader.next().type == "beat"


def test_readers_with_and_without_it_hear_the_same_at_once(site: Site, story: Story) -> None:
    site.wait_for(story)
    codings = ["gzip", "identity"] * 4
    readers = [site.reader("/harbour/stream", accept_encoding=coding) for coding in codings]
    for number in range(5):
        story.publish(f"n{number}", LONG)
    heard = [reader.changes(story.head) for reader in readers]
    assert all(frames == heard[0] for frames in heard)
    for reader in readers:
        reader.close()


def test_a_reader_goes_on_in_gzip_from_any_place(site: Site, story: Story) -> None:
    for number in range(6):
        story.publish(f"n{number}", LONG)
    site.wait_for(story)
    for after in range(story.head):
        with site.reader(f"/harbour/stream?after={after}", accept_encoding="gzip") as reader:
            assert [frame["seq"] for frame in reader.changes(story.head)] == list(range(after + 1, story.head + 1))


def test_beats_and_last_words_are_packed_too() -> None:
    with serving(limits=quick(beat_seconds=0.05)) as site:
        story = Story(site.log)
        site.wait_for(story)
        with site.reader("/harbour/stream", accept_encoding="gzip") as reader:
            assert [reader.next().type for _ in range(3)] == ["beat"] * 3
        with site.reader("/harbour/stream?after=9", accept_encoding="gzip") as reader:
            assert json.loads(reader.next().data)["head"] == 1


def test_what_is_kept_packed_goes_with_the_words(site: Site, story: Story) -> None:
    story.publish("secret", "Quixotaberrant. " * 40)
    site.wait_for(story)
    with site.reader("/harbour/stream?after=0", accept_encoding="gzip") as reader:
        assert "Quixotaberrant" in json.dumps(reader.changes(2))
    live = site.delivery.shelf.at_hand("harbour")
    assert live is not None
    packed = live.frames.kept(live.moment, 2, "gzip")
    assert packed is not None
    body = packed[packed.index(b"\n") + 1 : -2]
    assert b"Quixotaberrant" in zlib.decompressobj(-zlib.MAX_WBITS).decompress(body)
    story.do(e.UpdateRetracted(update_id=UpdateId("secret"), reason="Wrong"))
    site.wait_for(story)
    assert live.frames.kept(live.moment, 2, "gzip") is None
    with site.reader("/harbour/stream?after=0", accept_encoding="gzip") as reader:
        assert "Quixotaberrant" not in json.dumps(reader.changes(3))


def test_a_packed_frame_is_smaller(site: Site, story: Story) -> None:
    story.publish("long", LONG)
    site.wait_for(story)
    live = site.delivery.shelf.at_hand("harbour")
    assert live is not None
    assert len(live.frames.chunk(live.moment, 2, "gzip")) < len(live.frames.chunk(live.moment, 2)) / 2
