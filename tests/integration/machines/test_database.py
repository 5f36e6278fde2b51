"""What several nodes do while their database is away, stalled, deaf or another one: late, never wrong."""

import urllib.request
from collections.abc import Callable

import psycopg
import pytest

from tests.integration.machines.conftest import Busy
from tests.postgres import PostgresServer
from tests.running import Server

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
AtWork = Callable[[str], Busy]


def _page(node: Server, slug: str) -> str:
    with urllib.request.urlopen(f"{node.url}/{slug}", timeout=30) as answer:  # noqa: S310 - our own address
        page: bytes = answer.read()
    return page.decode()


def test_readers_of_every_node_get_what_is_published_through_any(postgres_url: str, at_work: AtWork) -> None:
    busy = at_work(postgres_url)
    busy.writer.wait_for(60)
    published = list(busy.writer.acknowledged)
    busy.readers.wait_for(len(published) + 1)
    for node in busy.nodes:
        assert f"u-{published[-1]}" in _page(node, busy.slug)
    busy.end()


def test_a_database_that_is_restarted_makes_news_late_and_nothing_else(
    own_postgres: PostgresServer, at_work: AtWork
) -> None:
    with own_postgres.database("site") as url:
        busy = at_work(url)
        for _ in range(3):
            busy.writer.wait_for(15)
            own_postgres.stop()
            assert f"u-{busy.writer.acknowledged[0]}" in _page(busy.nodes[0], busy.slug)
            own_postgres.start()
        busy.writer.wait_for(15)
        assert busy.writer.retries > 0
        busy.end()


def test_a_database_that_stalls_stalls_no_page(own_postgres: PostgresServer, at_work: AtWork) -> None:
    with own_postgres.database("site") as url:
        busy = at_work(url)
        busy.writer.wait_for(15)
        busy.readers.wait_for(15)
        with own_postgres.stalled():
            for node in busy.nodes:
                assert f"u-{busy.writer.acknowledged[0]}" in _page(node, busy.slug)
        busy.writer.wait_for(15)
        busy.end()


def test_notifications_that_never_come_cost_time_and_no_news(own_postgres: PostgresServer, at_work: AtWork) -> None:
    with own_postgres.database("site") as url:
        with psycopg.connect(url, autocommit=True) as administrator:
            administrator.execute("CREATE SCHEMA mute")
            administrator.execute(
                "CREATE FUNCTION mute.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT NULL::void'"
            )
            administrator.execute("ALTER DATABASE site SET search_path = public, mute, pg_catalog")
        busy = at_work(url)
        busy.writer.wait_for(30)
        busy.end()


def test_a_standby_that_takes_over_has_everything_that_was_acknowledged(
    own_postgres: PostgresServer, at_work: AtWork
) -> None:
    own_postgres.create("site")
    with own_postgres.standby() as standby:
        busy = at_work(own_postgres.url_of_either(standby, "site"))
        busy.writer.wait_for(20)
        own_postgres.stop()
        standby.promote()
        busy.writer.wait_for(20)
        busy.end()
        standby.stop()


def test_a_node_that_is_killed_leaves_its_readers_to_the_other(postgres_url: str, at_work: AtWork) -> None:
    busy = at_work(postgres_url)
    for victim in (0, 1, 0):
        busy.writer.wait_for(10)
        busy.nodes[victim].kill()
        busy.writer.wait_for(10)
        busy.readers.wait_for(len(busy.writer.acknowledged))
        busy.nodes[victim].start()
    assert busy.readers.resumed > 0
    busy.end()
