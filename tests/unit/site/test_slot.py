"""When the next worker is started in the place of one that ended, or that could not be started at all."""

import time

from onrecord.site.crew.slot import Slot


def _pause(slot: Slot) -> float:
    slot.fail()
    assert slot.due_at is not None
    return slot.due_at - time.monotonic()


def test_starts_that_fail_are_tried_at_once_and_then_later_and_later() -> None:
    slot = Slot(0)
    pauses = [round(max(_pause(slot), 0), 1) for _ in range(8)]
    assert pauses == [0, 0.5, 1, 2, 4, 8, 10, 10]


def test_five_in_a_row_are_hopeless() -> None:
    slot = Slot(0)
    found = []
    for _ in range(5):
        slot.fail()
        found.append(slot.is_hopeless)
    assert found == [False, False, False, False, True]
