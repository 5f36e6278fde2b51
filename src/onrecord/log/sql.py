"""The SQL that the ORM cannot say, each under a name."""

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

CHANNEL = "onrecord_log"


def notify(connection: BaseDatabaseWrapper, coverage_id: str, seq: int) -> None:
    """On PostgreSQL, tell every listening process once this transaction commits. The hint may be cut short."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{coverage_id[:200]}:{seq}"])


def checkpoint(connection: BaseDatabaseWrapper) -> bool:
    """On SQLite, move all of the write-ahead log into the file and empty it; False if readers stood in the way."""
    if connection.vendor != "sqlite":
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
    except DatabaseError:
        return False
