"""What the desk is told of all processes of the machine."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.delivery import Delivery
from onrecord.domain import events as e
from onrecord.domain.content import CoverageDetails
from onrecord.domain.ids import CoverageId
from onrecord.log import MemoryLog
from onrecord.site.figures import Everywhere, Notice, Noticeboard, Reporter

STORM = CoverageId("storm")


@pytest.fixture
def board(tmp_path: Path) -> Noticeboard:
    return Noticeboard(tmp_path, "0")


@pytest.fixture
def reporter(board: Noticeboard) -> Reporter:
    log = MemoryLog()
    opened = e.CoverageOpened(slug="storm", details=CoverageDetails(headline="Storm"))
    log.append(STORM, 0, [opened], at=datetime.now(UTC), actor="tests")
    return Reporter(Delivery(log), board)


@pytest.fixture
def everywhere(reporter: Reporter) -> Everywhere:
    return Everywhere(reporter)


def _says(reporter: Reporter, pid: int, age: float = 0.0, **more: object) -> None:
    reporter.board.post(Notice(worker=str(pid), pid=pid, at=time.monotonic() - age, **more))  # type: ignore[arg-type] # by name
    reporter.look()


def test_readers_of_all_processes_are_added_up(reporter: Reporter, everywhere: Everywhere) -> None:
    _says(reporter, 1, readers={"storm": 3, "flood": 5})
    _says(reporter, 2, readers={"storm": 4})
    _says(reporter, 3, age=60, readers={"storm": 100})
    assert everywhere.readers(STORM) == 7


def test_an_event_has_reached_all_that_the_processes_reached_when_the_last_of_them_did(
    reporter: Reporter, everywhere: Everywhere
) -> None:
    assert everywhere.reached(STORM, 1) is None
    _says(reporter, 1, reached={"storm": {"1": [10, 0.25]}})
    _says(reporter, 2, reached={"storm": {"1": [5, 0.75], "2": [1, 9.0]}})
    assert everywhere.reached(STORM, 1) == (15, 0.75)


def test_who_holds_an_older_state_is_named_and_who_holds_none_is_not(
    reporter: Reporter, everywhere: Everywhere
) -> None:
    _says(reporter, 1, heads={"storm": 4})
    _says(reporter, 2, heads={"storm": 5})
    _says(reporter, 3, heads={"flood": 1})
    assert everywhere.behind(STORM, 5) == ["1 (process 1)"]


def test_a_process_that_hangs_is_still_asked_about(reporter: Reporter, everywhere: Everywhere) -> None:
    _says(reporter, os.getppid(), age=60, heads={"storm": 4})
    assert everywhere.behind(STORM, 5) == [f"{os.getppid()} (process {os.getppid()})"]
    assert everywhere.behind(STORM, 4) == []


def test_readers_are_at_least_so_many_while_a_process_hangs(reporter: Reporter, everywhere: Everywhere) -> None:
    _says(reporter, 1, readers={"storm": 3})
    assert everywhere.hears_all
    _says(reporter, os.getppid(), age=60, readers={"storm": 100})
    assert not everywhere.hears_all
