"""What a log on a PostgreSQL server does when the server goes away."""

from collections.abc import Iterator

import psycopg
import pytest

from onrecord.log import Follower, LogUnavailable, OutcomeUnknown
from onrecord.log.database import DatabaseLog
from tests.contract.casting import ELECTION, FLOOD, NOW, append_after_all, open_flood, opened, published
from tests.databases import database_alias

pytestmark = pytest.mark.postgresql


@pytest.fixture
def postgres_log(postgres_url: str) -> Iterator[DatabaseLog]:
    with database_alias(postgres_url) as alias:
        yield DatabaseLog(alias)


def _end_connections(url: str) -> None:
    """What a restart of the server, or a firewall, does to connections that are open."""
    with psycopg.connect(url, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_was_lost_is_made_anew(postgres_log: DatabaseLog, postgres_url: str) -> None:
    open_flood(postgres_log)
    _end_connections(postgres_url)
    assert append_after_all(postgres_log, published(1)) == 2


def test_a_follower_whose_connection_was_lost_misses_nothing(postgres_log: DatabaseLog, postgres_url: str) -> None:
    follower = Follower(postgres_log)
    try:
        follower.advance()
        _end_connections(postgres_url)
        open_flood(postgres_log)
        with pytest.raises(LogUnavailable, match="cannot be watched"):
            follower.advance()
        assert [(head.slug, head.seq) for head in follower.advance()] == [("flood", 1)]
    finally:
        follower.close()


def test_a_notification_that_was_lost_beside_one_that_came_costs_time_and_no_news(
    postgres_log: DatabaseLog, postgres_url: str
) -> None:
    open_flood(postgres_log)
    postgres_log.append(ELECTION, 0, [opened("election")], at=NOW, actor="bo")
    follower = Follower(postgres_log)
    try:
        follower.advance()
        with psycopg.connect(postgres_url, autocommit=True) as silent:
            silent.execute("UPDATE onrecord_coverage SET head = 2 WHERE slug = 'election'")
        append_after_all(postgres_log, published(1))
        moved = {head.slug: head.seq for head in follower.advance()}
        while "election" not in moved:
            follower.wait(60)
            moved |= {head.slug: head.seq for head in follower.advance()}
        assert moved == {"flood": 2, "election": 2}
    finally:
        follower.close()


def test_a_notification_names_the_coverage_so_that_no_other_is_looked_at(postgres_log: DatabaseLog) -> None:
    open_flood(postgres_log)
    postgres_log.append(ELECTION, 0, [opened("election")], at=NOW, actor="bo")
    watch = postgres_log.watch()
    try:
        assert watch.has_moved()
        assert watch.named() is None
        append_after_all(postgres_log, published(1))
        assert watch.has_moved()
        assert watch.named() == frozenset({FLOOD})
    finally:
        watch.close()


def test_a_server_that_is_not_there_is_unavailable_with_advice(postgres_url: str) -> None:
    with (
        database_alias(postgres_url.replace("host=/tmp/", "host=/tmp/not-")) as alias,
        pytest.raises(LogUnavailable, match="ONRECORD_DATABASE_URL"),
    ):
        DatabaseLog(alias).heads()


def test_a_database_without_tables_is_unavailable_with_advice(postgres_url: str) -> None:
    with (
        database_alias(postgres_url.replace("/onrecord?", "/postgres?")) as alias,
        pytest.raises(LogUnavailable, match="onrecord doctor"),
    ):
        DatabaseLog(alias).heads()


def test_a_writer_that_dies_inside_its_transaction_leaves_nothing(postgres_log: DatabaseLog, postgres_url: str) -> None:
    open_flood(postgres_log)
    with psycopg.connect(postgres_url) as dying:
        dying.execute("UPDATE onrecord_coverage SET head = 2 WHERE head = 1")
        dying.close()
    assert append_after_all(postgres_log, published(1)) == 2
    assert [r.seq for r in postgres_log.read(FLOOD)] == [1, 2]


def test_a_connection_lost_while_it_commits_leaves_the_outcome_unknown(
    postgres_log: DatabaseLog, postgres_url: str
) -> None:
    open_flood(postgres_log)
    with psycopg.connect(postgres_url, autocommit=True) as administrator:
        administrator.execute(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        administrator.execute(
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON onrecord_event DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION cut()"
        )
        try:
            with pytest.raises(OutcomeUnknown, match="load again, then decide"):
                append_after_all(postgres_log, published(1))
        finally:
            administrator.execute("DROP FUNCTION cut CASCADE")
    assert append_after_all(postgres_log, published(1)) == 2


def test_a_coverage_that_is_appended_to_keeps_only_its_own_writers_waiting(
    postgres_log: DatabaseLog, postgres_url: str
) -> None:
    open_flood(postgres_log)
    with psycopg.connect(postgres_url) as slow_writer:
        slow_writer.execute("UPDATE onrecord_coverage SET head = head WHERE coverage_id = %s", [FLOOD])
        postgres_log.append(ELECTION, 0, [opened("election"), published(1)], at=NOW, actor="bo")
        assert [r.seq for r in postgres_log.read(FLOOD)] == [1]
