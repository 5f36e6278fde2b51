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


def test_who_has_not_read_the_event_or_not_brought_it_to_readers_is_named(
    reporter: Reporter, everywhere: Everywhere
) -> None:
    _says(reporter, 1, position=19)
    _says(reporter, 2, position=20)
    _says(reporter, 3, position=21, lacking={"storm": 4})
    _says(reporter, 4, position=21, lacking={"storm": 5, "flood": 1})
    assert everywhere.behind(STORM, 5, 20) == ["1 (process 1)", "3 (process 3)"]


def test_a_process_that_hangs_is_still_asked_about(reporter: Reporter, everywhere: Everywhere) -> None:
    _says(reporter, os.getppid(), age=60, position=19)
    assert everywhere.behind(STORM, 5, 20) == [f"{os.getppid()} (process {os.getppid()})"]
    assert everywhere.behind(STORM, 4, 19) == []


def test_a_machine_is_as_far_as_the_last_of_its_processes(reporter: Reporter, everywhere: Everywhere) -> None:
    reporter.board.worker = ""  # who tells for all is the first by name
    _says(reporter, os.getppid(), age=60, position=0, lacking={"storm": 4})
    _says(reporter, 2, position=9, lacking={"storm": 5, "flood": 2})
    told = everywhere.of_this_machine()
    assert told is not None
    assert (told.position, told.lacking) == (0, {"storm": 4, "flood": 2})
    assert told.has_applied(STORM, 4, 0)
    assert not told.has_applied(STORM, 5, 0)
    assert not told.has_applied(STORM, 4, 1)


def test_a_process_of_another_version_may_say_more(reporter: Reporter, everywhere: Everywhere) -> None:
    _says(reporter, 1, readers={"storm": 3})
    (file,) = (reporter.board.folder or Path()).glob("figures-*.json")
    file.write_text(file.read_text().replace("{", '{"unheard":"of",', 1))
    reporter.look()
    assert everywhere.readers(STORM) == 3


def test_readers_are_at_least_so_many_while_a_process_hangs(reporter: Reporter, everywhere: Everywhere) -> None:
    _says(reporter, 1, readers={"storm": 3})
    assert everywhere.hears_all
    _says(reporter, os.getppid(), age=60, readers={"storm": 100})
    assert not everywhere.hears_all
