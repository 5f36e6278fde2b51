"""How soon readers had an event, as it is counted."""

import time

from onrecord.delivery.following.reach import Reach


def test_an_event_that_was_sent_to_nobody_is_not_known() -> None:
    assert Reach().of(1) is None


def test_every_reader_counts_once_and_the_last_one_gives_the_time() -> None:
    reach = Reach()
    before = time.time()
    reach.note(4, 5)
    reach.note(3, 5)
    four, five = reach.of(4), reach.of(5)
    assert four is not None
    assert five is not None
    assert (four.readers, five.readers) == (1, 2)
    assert before <= four.last_at <= five.last_at <= time.time()
    assert reach.of(3) is None


def test_only_the_newest_events_are_remembered() -> None:
    reach = Reach()
    for seq in range(1, 1001):
        reach.note(seq - 1, seq)
    assert reach.of(1000) is not None
    assert reach.of(500) is None
    reach.note(1000, 100_000)
    assert reach.of(1001) is None
    assert reach.of(100_000) is not None
