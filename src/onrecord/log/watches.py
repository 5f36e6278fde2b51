"""How to learn, cheaply, that another process has appended."""

import sqlite3
import time

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql as pgsql

from onrecord.domain.ids import CoverageId
from onrecord.log import sql
from onrecord.log.log import LogUnavailable

# More coverages than this at once are an import; then it is as well to look at all.
_MOST_NAMED = 200
# A look at SQLite, with the wait before it, takes some 70 microseconds of the processor. While news is coming readers
# wait 4 ms for one in the mean, at a hundredth of a core; in a quiet hour 10 ms, at less than half of that.
_BUSY_INTERVAL = 0.008
_QUIET_INTERVAL = 0.02
_BUSY_SECONDS = 60.0


class SqliteWatch:
    """`data_version` on a connection of its own: it changes when any other connection commits, and costs no read.

    Writers come one after the other, so the number of the newest event that was seen parts the old from the new.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._parameters = {**connection.get_connection_params(), "isolation_level": None}
        self._moved_at = float("-inf")
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None
        self._newest: int | None = None

    @property
    def interval(self) -> float:
        return _BUSY_INTERVAL if time.monotonic() - self._moved_at < _BUSY_SECONDS else _QUIET_INTERVAL

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
        if version == known:
            return False
        self._moved_at = time.monotonic()
        return True

    def named(self) -> frozenset[CoverageId] | None:
        if self._connection is None:
            return None
        try:
            known, self._newest = self._newest, self._connection.execute(sql.NEWEST_EVENT).fetchone()[0]
            if known is None:
                return None
            moved = self._connection.execute(sql.COVERAGES_OF_EVENTS_AFTER, (known, _MOST_NAMED + 1)).fetchall()
        except sqlite3.Error as error:
            self.close()
            raise LogUnavailable(f"The log cannot be watched: {error}") from error
        return None if len(moved) > _MOST_NAMED else frozenset(CoverageId(row[0]) for row in moved)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._version = self._newest = None


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
    """LISTEN on a connection of its own; each notification names a coverage.

    Notifications can be lost, so each look asks for the sum of heads, which only grows: when it has grown and nothing
    was named, all are looked at; and so they are once more, a little later, whenever some were named.
    """

    # How long a lost hint may cost.
    interval = 1.0

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        parameters = connection.get_connection_params()
        self._parameters = {name: parameters[name] for name in parameters if name not in ("cursor_factory", "context")}
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._total: object = None
        self._named: set[CoverageId] = set()
        self._all_at: float | None = None

    def fileno(self) -> int | None:
        return None if self._connection is None else self._connection.fileno()

    def has_moved(self) -> bool:
        try:
            if self._connection is None:
                self._connection = psycopg.connect(**self._parameters, autocommit=True)
                self._connection.add_notify_handler(self._note)
                self._connection.execute(pgsql.SQL("LISTEN {}").format(pgsql.Identifier(sql.CHANNEL)))
                self._all_at = time.monotonic()
            # What was notified before this answer comes in with it.
            row = self._connection.execute(sql.TOTAL).fetchone()
        except psycopg.Error as error:
            self.close()
            raise LogUnavailable(f"The log cannot be watched: {error}") from error
        known, self._total = self._total, row
        return row != known or self._is_time_for_all()

    def named(self) -> frozenset[CoverageId] | None:
        named, self._named = self._named, set()
        if not named or len(named) > _MOST_NAMED or self._is_time_for_all():
            self._all_at = None
            return None
        if self._all_at is None:
            self._all_at = time.monotonic() + self.interval
        return frozenset(named)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._total = self._all_at = None
        self._named = set()

    def _is_time_for_all(self) -> bool:
        return self._all_at is not None and time.monotonic() >= self._all_at

    def _note(self, notification: psycopg.Notify) -> None:
        self._named.add(CoverageId(notification.payload.rpartition(":")[0]))
