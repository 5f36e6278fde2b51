"""A log on a SQLite file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.log.database import DatabaseLog
from tests.databases import database_alias


@pytest.fixture
def sqlite_file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def sqlite_log(sqlite_url: str) -> Iterator[DatabaseLog]:
    """An empty log in a file, whose writers do not wait long for a lock."""
    with database_alias(f"{sqlite_url}?timeout=0") as alias:
        yield DatabaseLog(alias)
