"""A whole coverage out, and back in without loss."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import Terminal, new_terminal
from tests.acceptance.pages import live_page, update
from tests.running import COMMAND


@dataclass(frozen=True, kw_only=True)
class Written:
    """A data folder with one coverage in which much has happened, and the export of it."""

    data: Path
    export: bytes


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    terminal = new_terminal(tmp_path_factory.mktemp("written"))
    terminal.does("open", "Storm closes in on the coast", "--slug", "storm")
    for number in range(3):
        terminal.does("publish", "storm", "--heading", f"Update {number} – “ü” 🌊", "--id", f"h{number}", "--by", "Ida")
    terminal.does("revise", "storm", "h0", "--body", "New.", "--kind", "correction", "--note", "We were wrong.")
    terminal.does("retract", "storm", "h1", "--reason", "It does not stand.")
    terminal.does("hold", "storm", "h2")
    return Written(data=terminal.folder / "data", export=terminal.does("export", "storm").out)


@pytest.fixture
def archive(written: Written) -> bytes:
    return written.export


@pytest.fixture
def storm(written: Written, onrecord: Terminal) -> str:
    """The slug of that coverage, in a data folder of the test's own."""
    shutil.copytree(written.data, onrecord.folder / "data", dirs_exist_ok=True)
    return "storm"


def test_a_second_export_has_the_same_bytes(onrecord: Terminal, storm: str, archive: bytes) -> None:
    assert onrecord.does("export", storm).out == archive


def test_imported_into_an_empty_database_it_exports_the_same_bytes(
    archive: bytes, make_terminal: Callable[[str], Terminal]
) -> None:
    other = make_terminal("other")
    report = other.does("import", "-", "--json", given=archive).json
    assert (report["format"], report["slug"], report["events"], report["restored"]) == ("onrecord", "storm", 7, True)
    assert other.does("export", "storm").out == archive


def test_an_imported_page_survives_the_way_out_and_in(
    onrecord: Terminal, make_terminal: Callable[[str], Terminal]
) -> None:
    onrecord.write("page.html", live_page([update(n, f"Update {n}", f"Text number {n} of it.") for n in range(1, 9)]))
    onrecord.does("import", "page.html", "--slug", "page")
    archive = onrecord.does("export", "page").out
    other = make_terminal("other")
    other.does("import", "-", given=archive)
    assert other.does("export", "page").out == archive


def test_restoring_what_is_here_already_changes_nothing(onrecord: Terminal, storm: str, archive: bytes) -> None:
    assert onrecord.does("import", "-", "--json", given=archive).json["restored"] is False
    assert onrecord.does("export", storm).out == archive


def test_an_older_export_does_not_overwrite_what_came_since(onrecord: Terminal, storm: str, archive: bytes) -> None:
    onrecord.does("publish", storm, "--heading", "Since then")
    assert "other events" in onrecord.refuses("import", "-", given=archive)


def test_an_export_that_was_changed_is_refused(archive: bytes, fresh: Terminal) -> None:
    assert "digest" in fresh.refuses("import", "-", given=archive.replace(b"We were wrong.", b"We were right."))


def test_a_slug_that_another_coverage_has_is_refused(archive: bytes, fresh: Terminal) -> None:
    fresh.does("open", "Another", "--slug", "storm")
    assert "slug" in fresh.refuses("import", "-", given=archive)


def test_an_export_takes_no_other_slug(archive: bytes, fresh: Terminal) -> None:
    assert fresh("import", "-", "--slug", "other", given=archive).status == 2


def test_a_dry_run_of_an_export_reports_what_readers_saw(archive: bytes, fresh: Terminal) -> None:
    report = fresh.does("import", "-", "--dry-run", "--json", given=archive).json
    assert report["format"] == "onrecord"
    assert [each["source_id"] for each in report["updates"]] == ["h0"]
    assert not (fresh.folder / "data").exists()


def test_it_is_written_to_a_file_whole_or_not_at_all(onrecord: Terminal, storm: str, archive: bytes) -> None:
    onrecord.does("export", storm, "--output", "storm.json")
    assert (onrecord.folder / "storm.json").read_bytes() == archive
    assert "folder" in onrecord.refuses("export", storm, "--output", "nowhere/storm.json")
    assert "folder" in onrecord.refuses("export", storm, "--output", ".")
    assert "no coverage" in onrecord.refuses("export", "nowhere", "--output", "storm.json")
    assert (onrecord.folder / "storm.json").read_bytes() == archive
    assert sorted(path.name for path in onrecord.folder.iterdir()) == ["data", "storm.json"]


def test_an_export_holds_one_record_a_line(archive: bytes) -> None:
    lines = archive.decode().splitlines()
    assert [json.loads(line.removesuffix(","))["seq"] for line in lines[1:-1]] == [1, 2, 3, 4, 5, 6, 7]


def test_a_reader_who_goes_away_is_no_error(onrecord: Terminal, storm: str) -> None:
    for number in range(2):
        onrecord.does("publish", storm, "--body", "-", "--id", f"h{number}", given=b"word " * 100_000)
    read_end, write_end = os.pipe()
    process = subprocess.Popen(
        [str(COMMAND), "export", storm],
        cwd=onrecord.folder,
        env=onrecord.environment,
        stdout=write_end,
        stderr=subprocess.PIPE,
    )
    os.close(write_end)
    os.read(read_end, 10)
    os.close(read_end)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT RUN: this system has no /dev/full")
def test_a_full_disk_is_told(onrecord: Terminal, storm: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [str(COMMAND), "export", storm],
            cwd=onrecord.folder,
            env=onrecord.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert process.returncode == 1
    assert b"No space left" in process.stderr
    assert b"Traceback" not in process.stderr
