"""How to learn, cheaply, that another process has appended."""

import sqlite3

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql as pgsql

from onrecord.log.log import LogUnavailable
from onrecord.log.sql import CHANNEL


class SqliteWatch:
    """`data_version` on a connection of its own: it changes when any other connection commits, and costs no read."""

    # A look takes a few microseconds, so fifty in a second are a thousandth of a core; a reader waits 10 ms for one.
    interval = 0.02

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._parameters = {**connection.get_connection_params(), "isolation_level": None}
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None

    def fileno(self) -> int | None:
        return None

    def has_moved(self) -> bool:
        try:
            if self._connection is None:
                self._connection = _opened(self._parameters)
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error as error:
            self.close()
            raise LogUnavailable(f"The log cannot be watched: {error}") from error
        known, self._version = self._version, version
        return bool(version != known)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._version = None


def _opened(parameters: dict[str, object]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        str(parameters["database"]),
        uri=bool(parameters.get("uri")),
        timeout=5,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA query_only=ON")
    return connection


class PostgresWatch:
    """LISTEN on a connection of its own; hints can be lost, so each look asks for the sum of heads: it only grows."""

    # How long a lost hint may cost.
    interval = 1.0

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        parameters = connection.get_connection_params()
        self._parameters = {name: parameters[name] for name in parameters if name not in ("cursor_factory", "context")}
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._total: object = None

    def fileno(self) -> int | None:
        return None if self._connection is None else self._connection.fileno()

    def has_moved(self) -> bool:
        try:
            if self._connection is None:
                self._connection = psycopg.connect(**self._parameters, autocommit=True)
                self._connection.execute(pgsql.SQL("LISTEN {}").format(pgsql.Identifier(CHANNEL)))
            for _ in self._connection.notifies(timeout=0):
                pass
            row = self._connection.execute("SELECT count(*), sum(head) FROM onrecord_coverage").fetchone()
        except psycopg.Error as error:
            self.close()
            raise LogUnavailable(f"The log cannot be watched: {error}") from error
        known, self._total = self._total, row
        return row != known

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._total = None
