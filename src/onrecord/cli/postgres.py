"""What a PostgreSQL server does with what it is given."""

from collections.abc import Iterator

from onrecord.cli.findings import Finding, note, ok, wrong

_OLDEST = 130_000
# A process follows with one connection, and has up to some dozens for the desk.
_FEW_CONNECTIONS = 50
_SILENT_SECONDS = 30


def postgres() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('synchronous_commit'),"
            " current_setting('fsync'), pg_is_in_recovery(), current_setting('max_connections')::int,"
            " extract(epoch from clock_timestamp() - now()), (SELECT count(*) FROM pg_stat_replication)"
        )
        version, commits, fsync, is_replica, connections, _, replicas = cursor.fetchone()
    if version < _OLDEST:
        yield wrong(
            "postgresql", f"version {version // 10_000} is no longer looked after", "Upgrade it to 15 or newer."
        )
    if commits == "off" or fsync == "off":
        advice = "Set synchronous_commit and fsync to on: what was acknowledged could be lost."
        yield wrong("journal", f"synchronous_commit {commits}, fsync {fsync}", advice)
    else:
        yield ok("journal", "every event on disk before it is acknowledged")
    if is_replica:
        advice = "Readers can be served from it; it sends no notifications, so news is up to a second late."
        yield note("role", "a replica", advice)
    else:
        yield ok("role", f"the primary, with {replicas} replicas that this account can see")
    if connections < _FEW_CONNECTIONS:
        yield note("connections", f"{connections} at most", "Raise max_connections before more workers are started.")


def nodes() -> Iterator[Finding]:
    """The machines that told of their readers in the last hour, those that no longer do first of all."""
    from datetime import UTC, datetime, timedelta

    from django.db import DatabaseError

    from onrecord.log.models import NodeRow

    now = datetime.now(UTC)
    try:
        known = list(NodeRow.objects.filter(at__gt=now - timedelta(hours=1)).order_by("at")[:100])
    except DatabaseError:
        advice = "The desk knows nothing of this machine: grant SELECT, INSERT, UPDATE, DELETE on onrecord_node."
        yield note("machines", "this account may not see which there are", advice)
        return
    for row in known:
        age = (now - row.at).total_seconds()
        if age > _SILENT_SECONDS:
            yield note(
                "machine", f"{row.name} has not told of its readers for {age:.0f} seconds", "See whether it runs."
            )
        else:
            yield ok("machine", f"{row.name} tells of its readers")


def writes_refused() -> str | None:
    """Why nothing can be written to the log here, where that is as somebody wanted it; None where it can be tried."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',"
            " has_table_privilege('onrecord_coverage', 'INSERT')"
        )
        is_replica, is_read_only, may_insert = cursor.fetchone()
    if is_replica:
        return "the server is a replica"
    if is_read_only:
        return "this account's transactions are read-only"
    return None if may_insert else "this account may not"
