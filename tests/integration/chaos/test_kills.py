"""Whichever process is killed, and whenever: every acknowledged event reaches every reader once, in order."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import kills
from tests.postgres import NOT_RUN, PostgresServer, postgres_programs, postgres_server
from tests.running import Server

pytestmark = pytest.mark.slow
# The long version: python -m tests.chaos kills --kills 200
_KILLS = int(os.environ.get("ONRECORD_TEST_KILLS", "13"))
_ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=_ENGINES)
def own_postgres(request: pytest.FixtureRequest) -> Iterator[PostgresServer | None]:
    """A database server whose processes a test may kill; None for SQLite, which has none."""
    if request.param == "sqlite":
        yield None
        return
    programs = postgres_programs()
    if programs is None:
        pytest.skip(NOT_RUN)
    with postgres_server(programs) as server:
        yield server


def test_every_acknowledged_event_reaches_every_reader_once_whoever_is_killed(
    own_postgres: PostgresServer | None, tmp_path: Path
) -> None:
    seed = random.randrange(2**32)  # noqa: S311 - moments, no secrets
    print(f"seed {seed}")  # noqa: T201 - with which the same moments can be had again
    url = f"sqlite:///{tmp_path / 'onrecord.sqlite3'}" if own_postgres is None else own_postgres.create("site")
    site = kills.Site(Server(tmp_path, "--workers", "2", ONRECORD_DATABASE_URL=url), url, own_postgres, seed)
    try:
        site.kill(_KILLS)
        assert site.end() > 0
    finally:
        site.close()
    assert site.killed.total() >= _KILLS * 3 // 4
