"""Who may have a stream, and how often those come who poll."""

from onrecord.delivery.limits.strain import Strain
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.opening import StreamLimits
from onrecord.domain.ids import CoverageId
from onrecord.log import Mode, Switch

STORM, VOTE = CoverageId("storm"), CoverageId("vote")
HERE, THERE = "8.8.4.4", "9.9.9.9"
LIMITS = StreamLimits(most_readers=10, most_per_address=2, poll_retry_ms=1_000)


def test_a_stream_may_begin() -> None:
    gate = Gate(LIMITS)
    assert gate.poll_ms(STORM, 1, HERE) is None
    assert gate.refused == {"most": 0, "address": 0, "switch": 0}


def test_past_the_most_readers_one_polls_for_a_time_of_ones_own() -> None:
    gate = Gate(LIMITS)
    told = {gate.poll_ms(STORM, 11, HERE) for _ in range(50)}
    assert all(retry is not None and 1_000 <= retry <= 2_000 for retry in told)
    assert len(told) > 10
    assert gate.refused["most"] == 50


def test_an_address_has_so_many_streams_and_one_more_when_one_ends() -> None:
    gate = Gate(LIMITS)
    gate.enter(HERE)
    gate.enter(HERE)
    assert gate.poll_ms(STORM, 3, HERE) is not None
    assert gate.poll_ms(STORM, 3, THERE) is None
    gate.leave(HERE)
    assert gate.poll_ms(STORM, 2, HERE) is None
    assert gate.refused["address"] == 1


def test_an_address_that_many_share_is_not_counted() -> None:
    gate = Gate(LIMITS)
    for _ in range(5):
        gate.enter(None)
    assert gate.poll_ms(STORM, 6, None) is None


def test_streams_are_switched_off_for_one_coverage_or_for_all() -> None:
    gate = Gate(LIMITS)
    gate.switch({STORM: Switch(mode=Mode.POLL)})
    assert (gate.may_stream(STORM), gate.may_stream(VOTE)) == (False, True)
    gate.switch({None: Switch(mode=Mode.STATIC)})
    assert not gate.may_stream(VOTE)
    gate.switch({})
    assert gate.may_stream(STORM)


def test_the_pace_is_the_switch_and_twice_as_slow_for_a_process_that_is_behind() -> None:
    strain = Strain()
    gate = Gate(LIMITS, lambda: strain.factor)
    assert gate.pace(STORM) == (Mode.LIVE, 3_000)
    strain.note(0.15, 0.0)
    assert gate.pace(STORM) == (Mode.LIVE, 6_000)
    gate.switch({None: Switch(mode=Mode.POLL, interval_seconds=20)})
    assert gate.pace(STORM).interval_ms == 40_000
    gate.switch({None: Switch(mode=Mode.STATIC)})
    assert gate.pace(STORM) == (Mode.STATIC, 60_000)


def test_caches_keep_what_stands_still_for_as_long_as_nobody_asks() -> None:
    gate = Gate(LIMITS)
    assert gate.pace(STORM).cached_seconds == 1
    gate.switch({None: Switch(mode=Mode.POLL, interval_seconds=30)})
    assert gate.pace(STORM).cached_seconds == 6
    gate.switch({None: Switch(mode=Mode.STATIC)})
    assert gate.pace(STORM).cached_seconds == 60


def test_one_moment_of_rest_does_not_call_everybody_back() -> None:
    strain = Strain()
    strain.note(2.0, 100.0)
    strain.note(0.0, 101.0)
    assert strain.factor == 8
    strain.note(0.0, 110.0)
    assert strain.factor == 4
    strain.note(0.0, 111.0)
    assert strain.factor == 4
