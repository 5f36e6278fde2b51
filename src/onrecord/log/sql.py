"""The SQL that the ORM cannot say, each under a name."""

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

CHANNEL = "onrecord_log"
TOTAL = "SELECT count(*), sum(head) FROM onrecord_coverage"
NEWEST_EVENT = "SELECT coalesce(max(number), 0) FROM onrecord_event"
COVERAGES_OF_EVENTS_AFTER = """
    SELECT DISTINCT coverage.coverage_id FROM onrecord_event AS event
    JOIN onrecord_coverage AS coverage ON coverage.number = event.coverage_id
    WHERE event.number > ? LIMIT ?
"""
# A hint names one coverage; an id so long that it had to be cut short names none, and then all are looked at in time.
_LONGEST_NAME = 200


def notify(connection: BaseDatabaseWrapper, coverage_id: str, seq: int) -> None:
    """On PostgreSQL, tell every listening process once this transaction commits. The hint may be cut short."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{coverage_id[:_LONGEST_NAME]}:{seq}"])


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
