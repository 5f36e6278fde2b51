"""The log of each backend."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.log import Log, MemoryLog
from onrecord.log.database import DatabaseLog
from tests.databases import database_alias

SERVERS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
Writer = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(params=SERVERS)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind that other processes can open too."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database_log(database_url: str) -> Iterator[DatabaseLog]:
    """An empty log that other processes can open too."""
    with database_alias(database_url) as alias:
        yield DatabaseLog(alias)


@pytest.fixture(params=["memory", *SERVERS])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """An empty log of each kind."""
    if request.param == "memory":
        yield MemoryLog()
        return
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    with database_alias(url) as alias:
        yield DatabaseLog(alias)


@pytest.fixture
def start_writer(database_url: str, tmp_path: Path) -> Iterator[Writer]:
    """Starts writers in processes of their own, and ends those that still run."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, *, count: int, batch: int = 1) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "ONRECORD_DATA": str(tmp_path / "data"),
            "ONRECORD_DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "onrecord.site.settings",
        }
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.contract.writer", name, str(count), str(batch)],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(writer)
        return writer

    yield start
    for writer in started:
        writer.kill()
        writer.wait()
        if writer.stdout is not None:
            writer.stdout.close()
