"""A page at N to which the frames after N are applied is the page at the head: at every cut, for every event."""

import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.replies import pages, segments
from onrecord.delivery.streams.gate import Pace
from onrecord.domain.events import RecordedEvent
from onrecord.log import MemoryLog, Mode
from onrecord.site.outlets import outlets
from tests.long_histories import append_to, long_histories
from tests.page_model import PageModel
from tests.strategies import COVERAGE_ID

OUTLETS = outlets("https://live.example")
# Every page of the plain beginning would be the same test again.
_EVERY = 12


class Followed:
    """A coverage followed event by event, and the page as it was at many a seq, the first and the last among them."""

    def __init__(self, history: list[RecordedEvent]) -> None:
        self.log = MemoryLog()
        self.live = LiveCoverage(COVERAGE_ID)
        self.pages: dict[int, bytes] = {}
        self.fresh_frames: list[bytes] = []
        for recorded in history:
            append_to(self.log, [recorded])
            self.live.catch_up(self.log, is_read=True)
            seq = recorded.seq
            if seq % _EVERY == 1 or seq > len(history) - _EVERY:
                self.pages[seq] = pages.front_page(self.live, self.live.moment, OUTLETS)
            self.fresh_frames.append(self.live.frames.frame(self.live.moment, recorded.seq))

    @property
    def head(self) -> int:
        return self.live.moment.head

    def frames_after(self, seq: int) -> list[bytes]:
        moment = self.live.moment
        return [self.live.frames.frame(moment, later) for later in range(seq + 1, moment.head + 1)]

    def expect(self, model: PageModel) -> None:
        fresh = PageModel.load(self.pages[self.head])
        if model.must_reload:
            assert model.head == fresh.head
        else:
            model.assert_shows(fresh)


@given(long_histories())
def test_frames_made_at_the_head_complete_a_page_of_any_age(history: list[RecordedEvent]) -> None:
    followed = Followed(history)
    for seq, page in followed.pages.items():
        model = PageModel.load(page)
        model.apply(followed.frames_after(seq))
        followed.expect(model)


@given(long_histories(), st.data())
def test_frames_made_as_things_happened_complete_a_page_too(history: list[RecordedEvent], data: st.DataObject) -> None:
    """Some arrived live, the rest after a reconnection."""
    followed = Followed(history)
    start = data.draw(st.sampled_from([*followed.pages]))
    cut = data.draw(st.integers(start, followed.head))
    model = PageModel.load(followed.pages[start])
    model.apply(followed.fresh_frames[start:cut])
    model.apply(followed.frames_after(cut))
    followed.expect(model)


@given(long_histories(), st.randoms(use_true_random=False))
def test_frames_may_come_twice_and_in_any_order(history: list[RecordedEvent], chance: random.Random) -> None:
    followed = Followed(history)
    start = chance.choice([*followed.pages])
    frames = followed.frames_after(start) * 2 + followed.fresh_frames[start:]
    chance.shuffle(frames)
    model = PageModel.load(followed.pages[start])
    model.apply(frames)
    followed.expect(model)


@given(long_histories())
def test_old_frames_do_not_harm_a_new_page(history: list[RecordedEvent]) -> None:
    followed = Followed(history)
    model = PageModel.load(followed.pages[followed.head])
    model.apply(followed.fresh_frames)
    followed.expect(model)


@given(long_histories(), st.data())
def test_closed_segments_and_the_latest_complete_a_page(history: list[RecordedEvent], data: st.DataObject) -> None:
    """Also where a cache has kept the closed ones since they were closed, as long as the generation stands."""
    followed = Followed(history)
    moment = followed.live.moment
    start = data.draw(st.sampled_from([*followed.pages]))
    latest: dict[str, Any] = json.loads(segments.latest(followed.live, moment, Pace(Mode.LIVE, 3_000)))
    frames: list[dict[str, Any]] = []
    for segment in range(start // latest["segment_size"], latest["segment"]):
        closed = json.loads(segments.closed_segment(followed.live, moment, segment))
        assert segments.is_closed(moment, latest["generation"], segment)
        frames += closed["frames"]
    frames += latest["frames"]
    model = PageModel.load(followed.pages[start])
    model.apply(frame for frame in frames if frame["seq"] > start)
    assert model.seqs == list(range(start + 1, followed.head + 1))
    followed.expect(model)


@given(long_histories())
def test_a_coverage_read_anew_makes_the_same_page_and_frames(history: list[RecordedEvent]) -> None:
    followed = Followed(history)
    anew = LiveCoverage(COVERAGE_ID)
    anew.catch_up(followed.log, is_read=False)
    assert pages.front_page(anew, anew.moment, OUTLETS) == followed.pages[followed.head]
    assert anew.moment.part_versions == followed.live.moment.part_versions
    assert anew.moment.generation == followed.live.moment.generation


@given(long_histories(), st.data())
def test_frames_of_a_process_that_read_the_log_later_complete_a_page(
    history: list[RecordedEvent], data: st.DataObject
) -> None:
    """It never saw the words that were erased in between, and still takes them off the page."""
    followed = Followed(history)
    anew = LiveCoverage(COVERAGE_ID)
    anew.catch_up(followed.log, is_read=False)
    start = data.draw(st.sampled_from([*followed.pages]))
    model = PageModel.load(followed.pages[start])
    model.apply(anew.frames.frame(anew.moment, seq) for seq in range(start + 1, followed.head + 1))
    followed.expect(model)


@given(long_histories())
def test_the_frames_after_the_opening_name_each_element_once(history: list[RecordedEvent]) -> None:
    """Catching up costs what stands now, not all that was ever said."""
    followed = Followed(history)
    named = [op["id"] for frame in followed.frames_after(0) for op in json.loads(frame)["ops"] if "id" in op]
    assert len(named) == len(set(named))
