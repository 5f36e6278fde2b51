"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone afterwards."""

import contextlib
import os
import shutil
import signal
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
        self.folder = folder
        self.data = folder / "data"
        # The server refuses to run as root.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def make(self) -> None:
        if self._as_user:
            shutil.chown(self.folder, "postgres")
        self._run(
            "initdb", "-D", str(self.data), "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C", "--no-sync"
        )

    def start(self, address: str = "") -> None:
        """Answer on the socket, and to whoever may reach this address."""
        # These tests end processes, not machines: the disk may lie about fsync.
        settings = f"-k {self.folder} -c listen_addresses='{address}' -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-o", settings, "start")

    def let_in(self, network: str) -> None:
        """From the next start on believe whoever comes from this network."""
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {network} trust\n")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def promote(self) -> None:
        """Make a standby the server that takes writes."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "promote")

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Meanwhile the server and all its processes stand still: connections are open, and nothing is answered."""
        processes = [self._first, *self.backends()]
        _signal_all(processes, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal_all(processes, signal.SIGCONT)

    def backends(self) -> list[int]:
        """The processes that serve connections, and those that do the server's own work."""
        return [int(pid) for pid in Path(f"/proc/{self._first}/task/{self._first}/children").read_text().split()]

    @property
    def has_ended(self) -> bool:
        """Whether nobody is there any more: one that is killed while it recovers gives up."""
        try:
            return not Path(f"/proc/{self._first}").exists()
        except FileNotFoundError:
            return True

    @property
    def _first(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    @contextmanager
    def standby(self) -> Iterator["PostgresServer"]:
        """A copy that follows this server; from then on nothing is acknowledged before both have it."""
        folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir="/tmp"))
        copy = PostgresServer(self._programs, folder)
        if self._as_user:
            shutil.chown(folder, "postgres")
        try:
            to_copy = ["-h", str(self.folder), "-U", "tester", "-D", str(copy.data)]
            self._run("pg_basebackup", *to_copy, "-R", "-X", "stream", "-c", "fast", "-C", "-S", "standby", "--no-sync")
            copy.start()
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                connection.execute("SELECT pg_reload_conf()")
            yield copy
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self.folder}"

    def url_of_either(self, other: "PostgresServer", database: str) -> str:
        """Where clients find the database at whichever of the two takes writes."""
        return f"{self.url(database)},{other.folder}&target_session_attrs=read-write"

    def create(self, name: str) -> str:
        """The URL of a new, empty database that stays as long as the server."""
        self._do("CREATE DATABASE {}", name)
        return self.url(name)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The URL of a new, empty database."""
        try:
            yield self.create(name)
        finally:
            self._do("DROP DATABASE {} WITH (FORCE)", name)

    def _do(self, command: str, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(sql.Identifier(name)))

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_user, str(self._programs / program), *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed\n{log.read_text() if log.exists() else ''}")


def _signal_all(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


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
    finally:
        with contextlib.suppress(RuntimeError):  # a test may have stopped it for good
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
