"""The installed command, on a data folder of its own."""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.running import COMMAND

_PATIENCE = 120  # seconds; a machine that runs all tests at once is slow


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a command ended."""

    status: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """Somebody at a shell: runs `onrecord` there and looks at what came of it."""

    folder: Path
    environment: dict[str, str]

    def __call__(self, *arguments: str, given: bytes = b"", **settings: str) -> Outcome:
        ended = subprocess.run(
            [str(COMMAND), *arguments],
            input=given,
            capture_output=True,
            cwd=self.folder,
            env={**self.environment, **settings},
            timeout=_PATIENCE,
            check=False,
        )
        return Outcome(status=ended.returncode, out=ended.stdout, err=ended.stderr.decode())

    def does(self, *arguments: str, given: bytes = b"", **settings: str) -> Outcome:
        """As a call, but it has to succeed."""
        outcome = self(*arguments, given=given, **settings)
        assert outcome.status == 0, outcome.err
        return outcome

    def refuses(self, *arguments: str, given: bytes = b"", **settings: str) -> str:
        """The one sentence with which the command was refused."""
        outcome = self(*arguments, given=given, **settings)
        assert outcome.status == 1, (outcome.status, outcome.err, outcome.out)
        assert outcome.err.startswith("onrecord: "), outcome.err
        assert "Traceback" not in outcome.err
        assert outcome.err.count("\n") == 1, outcome.err
        assert outcome.out == b""
        return outcome.err

    def write(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name


def new_terminal(folder: Path) -> Terminal:
    """A terminal in this folder, without a database and with no settings but that of its data folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return Terminal(folder=folder, environment={**plain, "ONRECORD_DATA": str(folder / "data")})


@pytest.fixture
def make_terminal(tmp_path: Path) -> Callable[[str], Terminal]:
    """Makes a terminal in a folder of this name."""

    def make(name: str) -> Terminal:
        folder = tmp_path / name
        folder.mkdir()
        return new_terminal(folder)

    return make


@pytest.fixture
def fresh(make_terminal: Callable[[str], Terminal]) -> Terminal:
    """A terminal where onrecord has never run."""
    return make_terminal("fresh")


@pytest.fixture
def onrecord(make_terminal: Callable[[str], Terminal], migrated_sqlite: bytes) -> Terminal:
    """A terminal with a database that has its tables already, which saves every test the making of them."""
    terminal = make_terminal("newsroom")
    data = terminal.folder / "data"
    data.mkdir()
    (data / "onrecord.sqlite3").write_bytes(migrated_sqlite)
    return terminal


@pytest.fixture
def storm(onrecord: Terminal) -> str:
    """The slug of a coverage without updates."""
    onrecord.does("open", "Storm closes in on the coast", "--slug", "storm")
    return "storm"


def events(onrecord: Terminal, slug: str) -> list[dict[str, Any]]:
    """The records of a coverage, as its export has them."""
    records: list[dict[str, Any]] = onrecord.does("export", slug).json["records"]
    return records
