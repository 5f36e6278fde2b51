"""What a log in a SQLite file does when the file, the disk or a neighbour fails it; and what it leaves behind."""

import random
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections

from onrecord.domain.events import PayloadRedacted
from onrecord.log import Follower, LogUnavailable
from onrecord.log.database import DatabaseLog
from tests.contract.casting import ELECTION, FLOOD, NOW, append_after_all, open_flood, opened, published
from tests.databases import database_alias


def _bytes_on_disk(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def test_every_connection_waits_for_the_disk_and_overwrites_what_it_deletes(sqlite_log: DatabaseLog) -> None:
    with connections[sqlite_log.alias].cursor() as cursor:
        said = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    full = 2
    assert said == {"journal_mode": "wal", "synchronous": full, "secure_delete": 1}


def test_a_database_that_another_program_holds_is_unavailable_and_nothing_is_recorded(
    sqlite_log: DatabaseLog, sqlite_file: Path
) -> None:
    open_flood(sqlite_log)
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as neighbour:
        neighbour.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogUnavailable, match="another program holds the database"):
            append_after_all(sqlite_log, published(1))
        neighbour.execute("ROLLBACK")
    assert [r.seq for r in sqlite_log.read(FLOOD)] == [1]
    assert append_after_all(sqlite_log, published(1)) == 2


def test_reading_goes_on_while_another_program_holds_the_database(sqlite_log: DatabaseLog, sqlite_file: Path) -> None:
    open_flood(sqlite_log)
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as neighbour:
        neighbour.execute("BEGIN EXCLUSIVE")
        assert [r.seq for r in sqlite_log.read(FLOOD)] == [1]


def test_a_file_that_has_reached_its_bound_is_unavailable_until_there_is_room(sqlite_log: DatabaseLog) -> None:
    open_flood(sqlite_log)
    with connections[sqlite_log.alias].cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(LogUnavailable, match="make room, then try again"):
        append_after_all(sqlite_log, published(1, "long " * 10_000))
    assert [r.seq for r in sqlite_log.read(FLOOD)] == [1]
    with connections[sqlite_log.alias].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 100000")
    assert append_after_all(sqlite_log, published(1, "long " * 10_000)) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("NOT RUN: mounting a small file system needs the rights of root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_loses_nothing_that_was_acknowledged(
    small_disk: Path, migrated_sqlite: bytes, sqlite_url: str
) -> None:
    assert sqlite_url  # which allows this test to open databases
    file = small_disk / "onrecord.sqlite3"
    file.write_bytes(migrated_sqlite)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 300_000)
    with database_alias(f"sqlite:///{file}") as alias:
        log = DatabaseLog(alias)
        open_flood(log)
        acknowledged = [1]

        def fill_the_disk() -> None:
            while True:
                acknowledged.append(append_after_all(log, published(len(acknowledged), "words " * 2_000)))

        with pytest.raises(LogUnavailable):
            fill_the_disk()
        assert [r.seq for r in log.read(FLOOD)] == acknowledged
        ballast.unlink()
        assert append_after_all(log, published("after")) == len(acknowledged) + 1
    with database_alias(f"sqlite:///{file}") as alias:
        assert [r.seq for r in DatabaseLog(alias).read(FLOOD)] == [*acknowledged, len(acknowledged) + 1]


def test_a_file_that_is_no_database_is_unavailable_with_advice(sqlite_log: DatabaseLog, sqlite_file: Path) -> None:
    sqlite_file.write_bytes(b"not a database at all, but long enough to be taken for one" * 100)
    with pytest.raises(LogUnavailable, match="restore a backup"):
        sqlite_log.heads()


def test_a_database_without_tables_is_unavailable_with_advice(sqlite_log: DatabaseLog, sqlite_file: Path) -> None:
    sqlite_file.unlink()
    with pytest.raises(LogUnavailable, match="onrecord doctor"):
        sqlite_log.heads()


def test_erased_words_are_nowhere_on_the_disk(sqlite_log: DatabaseLog, sqlite_file: Path) -> None:
    open_flood(sqlite_log)
    append_after_all(sqlite_log, published(1, "The unspeakable name of the witness. " * 400))
    append_after_all(sqlite_log, published(2, "The river has risen."))
    assert b"unspeakable" in _bytes_on_disk(sqlite_file)
    sqlite_log.append(FLOOD, 3, [PayloadRedacted(seqs=(2,), reason="A court order")], at=NOW, actor="bo")
    left = _bytes_on_disk(sqlite_file)
    assert b"unspeakable" not in left
    assert b"river" in left


def test_erased_words_leave_no_copy_however_pages_were_split_and_joined(
    sqlite_log: DatabaseLog, sqlite_file: Path
) -> None:
    chance = random.Random(7)  # noqa: S311 - a fixed sequence of sizes
    open_flood(sqlite_log)
    for number in range(2, 400):
        append_after_all(sqlite_log, published(number, f"secret-{number}. " * chance.choice([1, 3, 40, 400])))
    secrets = list(range(2, 400))
    chance.shuffle(secrets)
    for batch in range(0, 360, 12):
        some = tuple(sorted(secrets[batch : batch + 12]))
        head = sqlite_log.head(FLOOD)
        assert head is not None
        sqlite_log.append(FLOOD, head.seq, [PayloadRedacted(seqs=some, reason="Law")], at=NOW, actor="bo")
        left = _bytes_on_disk(sqlite_file)
        erased = secrets[: batch + 12]
        assert [number for number in erased if f"secret-{number}. ".encode() in left] == []
    assert all(f"secret-{number}. ".encode() in left for number in secrets[360:])


def test_an_erasure_that_a_reader_delays_is_finished_by_a_later_append(
    sqlite_log: DatabaseLog, sqlite_file: Path
) -> None:
    open_flood(sqlite_log)
    append_after_all(sqlite_log, published(1, "The unspeakable name of the witness."))
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM onrecord_event").fetchall()
        sqlite_log.append(FLOOD, 2, [PayloadRedacted(seqs=(2,), reason="A court order")], at=NOW, actor="bo")
        reader.execute("COMMIT")
    append_after_all(sqlite_log, published(2))
    assert b"unspeakable" not in _bytes_on_disk(sqlite_file)


def test_a_thread_that_ends_leaves_no_connection_that_keeps_others_out(
    sqlite_log: DatabaseLog, sqlite_file: Path
) -> None:
    open_flood(sqlite_log)

    def write(number: int) -> int:
        seq = append_after_all(sqlite_log, published(number))
        connections.close_all()
        return seq

    for number in range(20):
        with ThreadPoolExecutor(1) as threads:
            threads.submit(write, number).result()
    with closing(sqlite3.connect(sqlite_file, timeout=0)) as neighbour:
        assert neighbour.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_a_follower_survives_a_time_in_which_the_log_is_away(sqlite_log: DatabaseLog, sqlite_file: Path) -> None:
    follower = Follower(sqlite_log)
    try:
        follower.advance()
        open_flood(sqlite_log)
        connections[sqlite_log.alias].close()
        whole = sqlite_file.rename(sqlite_file.with_name("moved.sqlite3"))
        sqlite_file.mkdir()
        with pytest.raises(LogUnavailable):
            follower.advance()
        sqlite_file.rmdir()
        whole.rename(sqlite_file)
        assert [head.slug for head in follower.advance()] == ["flood"]
    finally:
        follower.close()


def test_the_newest_events_name_their_coverages_so_that_no_other_is_looked_at(sqlite_log: DatabaseLog) -> None:
    open_flood(sqlite_log)
    sqlite_log.append(ELECTION, 0, [opened("election")], at=NOW, actor="bo")
    watch = sqlite_log.watch()
    try:
        assert watch.has_moved()
        assert watch.named() is None
        append_after_all(sqlite_log, published(1))
        assert watch.has_moved()
        assert watch.named() == frozenset({FLOOD})
        assert watch.named() == frozenset()
    finally:
        watch.close()


def test_tables_that_disagree_are_not_written_over(sqlite_log: DatabaseLog, sqlite_file: Path) -> None:
    open_flood(sqlite_log)
    append_after_all(sqlite_log, published(1))
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as intruder:
        intruder.execute("UPDATE onrecord_coverage SET head = 1")
    with pytest.raises(LogUnavailable, match="restore a backup"):
        append_after_all(sqlite_log, published(2))
