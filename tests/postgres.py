"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

NOT_RUN = "NOT RUN: there is no PostgreSQL server here (Debian: apt-get install postgresql)"


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, None where none is installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


class PostgresServer:
    """A server that can be stopped, killed and started again."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._data = folder / "data"
        # The server refuses to run as root.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def make(self) -> None:
        if self._as_user:
            shutil.chown(self._folder, "postgres")
        self._run(
            "initdb", "-D", str(self._data), "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C", "--no-sync"
        )

    def start(self) -> None:
        # These tests end processes, not machines: the disk may lie about fsync.
        settings = f"-k {self._folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-w", "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def url(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self._folder}"

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The URL of a new, empty database."""
        self._do("CREATE DATABASE {}", name)
        try:
            yield self.url(name)
        finally:
            self._do("DROP DATABASE {} WITH (FORCE)", name)

    def _do(self, command: str, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(sql.Identifier(name)))

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_user, str(self._programs / program), *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        if done.returncode:
            log = self._folder / "log"
            raise RuntimeError(f"{program} failed\n{log.read_text() if log.exists() else ''}")


@contextmanager
def postgres_server(programs: Path) -> Iterator[PostgresServer]:
    """A running server, removed afterwards."""
    # A socket's path is short, and root's own temporary folders are closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir="/tmp"))
    server = PostgresServer(programs, folder)
    try:
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
