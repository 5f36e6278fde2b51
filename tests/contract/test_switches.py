"""What operators switch for readers, on each backend."""

import pytest

from onrecord.domain.ids import CoverageId
from onrecord.log import USUAL, Log, Mode, Switch, in_force
from tests.contract.casting import ELECTION, FLOOD, open_flood

POLLED = Switch(mode=Mode.POLL, interval_seconds=30)
STILL = Switch(mode=Mode.STATIC)


def test_nothing_is_switched_at_first(log: Log) -> None:
    assert log.switches() == {}


def test_a_switch_holds_until_it_is_set_back(log: Log) -> None:
    log.set_switch(None, POLLED)
    log.set_switch(FLOOD, STILL)
    assert log.switches() == {None: POLLED, FLOOD: STILL}
    log.set_switch(None, STILL)
    log.set_switch(FLOOD, USUAL)
    assert log.switches() == {None: STILL}


def test_a_switch_is_no_event(log: Log) -> None:
    open_flood(log)
    log.set_switch(FLOOD, STILL)
    assert [head.seq for head in log.heads()] == [1]


@pytest.mark.parametrize("seconds", [0, -1, 301])
def test_an_interval_has_bounds(seconds: int) -> None:
    with pytest.raises(ValueError, match="1 to 300"):
        Switch(mode=Mode.POLL, interval_seconds=seconds)


def test_of_two_switches_the_calmer_holds() -> None:
    switches = {None: POLLED, FLOOD: STILL}
    assert in_force(switches, FLOOD) == Switch(mode=Mode.STATIC, interval_seconds=60)
    assert in_force(switches, ELECTION) == POLLED
    assert in_force({FLOOD: STILL}, CoverageId("another")) == USUAL
    assert in_force({None: STILL, FLOOD: POLLED}, FLOOD).mode is Mode.STATIC


def test_an_interval_that_is_given_holds_also_where_it_is_shorter_than_usual() -> None:
    assert in_force({None: Switch(mode=Mode.STATIC, interval_seconds=5)}, FLOOD).seconds == 5


def test_an_interval_without_a_mode_is_for_those_who_poll() -> None:
    slower = Switch(interval_seconds=20)
    assert (in_force({None: slower}, FLOOD).mode, in_force({None: slower}, FLOOD).seconds) == (Mode.LIVE, 20)
