"""What a log on a real database promises to several processes."""

import signal
import time
from itertools import islice

import pytest
from django.db import transaction

from onrecord.log import Follower, Log
from onrecord.log.database import DatabaseLog
from tests.contract.casting import FLOOD, append_after_all, open_flood, published
from tests.contract.conftest import Writer

# Much longer than it takes to hear of news, on the busiest machine.
_LONG = 60


@pytest.mark.slow
def test_writers_in_processes_make_one_dense_sequence(database_log: Log, start_writer: Writer) -> None:
    open_flood(database_log)
    writers = [start_writer(name, count=50) for name in ("a", "b", "c", "d")]
    acknowledged = [int(line) for writer in writers for line in writer.communicate(timeout=120)[0].split()]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    assert sorted(acknowledged) == list(range(2, 202))
    recorded = list(database_log.read(FLOOD))
    assert [r.seq for r in recorded] == list(range(1, 202))
    assert {name: sum(r.actor == name for r in recorded) for name in "abcd"} == dict.fromkeys("abcd", 50)


@pytest.mark.slow
@pytest.mark.parametrize("acknowledgements", [1, 7, 30])
def test_what_a_killed_writer_was_told_is_kept_and_nothing_by_halves(
    database_log: Log, start_writer: Writer, acknowledgements: int
) -> None:
    open_flood(database_log)
    writer = start_writer("doomed", count=0, batch=3)
    assert writer.stdout is not None
    acknowledged = [int(line) for line in islice(writer.stdout, acknowledgements)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    last = append_after_all(database_log, published("next"))
    recorded = list(database_log.read(FLOOD))
    assert [r.seq for r in recorded] == list(range(1, last + 1))
    assert last > acknowledged[-1]
    assert [r.actor for r in recorded] == ["ada", *["doomed"] * (last - 2), "ada"]
    assert (last - 2) % 3 == 0


@pytest.mark.slow
def test_a_follower_hears_of_what_another_process_appends(database_log: Log, start_writer: Writer) -> None:
    open_flood(database_log)
    follower = Follower(database_log)
    try:
        follower.advance()
        start_writer("elsewhere", count=3)
        reached, began_at = 1, time.monotonic()
        while reached < 4:
            follower.wait(_LONG)
            for head in follower.advance():
                assert head.seq > reached
                reached = head.seq
        # Woken each time: a wait that ran to its end would have been longer than all of it.
        assert time.monotonic() - began_at < _LONG
        assert follower.advance() == []
    finally:
        follower.close()


def test_an_append_inside_a_transaction_of_the_caller_is_an_error(database_log: DatabaseLog) -> None:
    with transaction.atomic(using=database_log.alias), pytest.raises(RuntimeError, match="durable"):
        open_flood(database_log)
    assert database_log.heads() == []


def test_two_logs_on_one_database_hear_each_other(database_log: DatabaseLog) -> None:
    told: list[int] = []
    end = DatabaseLog(database_log.alias).on_append(lambda head: told.append(head.seq))
    open_flood(database_log)
    end()
    assert told == [1]
