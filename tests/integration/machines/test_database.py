"""What several nodes do while their database is away, stalled, deaf or another one: late, never wrong."""

import urllib.request
from collections.abc import Callable

import psycopg
import pytest

from tests.integration.machines.conftest import Nodes, readers_of
from tests.postgres import PostgresServer
from tests.running import Journalist, Server
from tests.steadfast import SteadfastWriter

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
Hire = Callable[[Server], Journalist]


def _page(node: Server, slug: str) -> str:
    with urllib.request.urlopen(f"{node.url}/{slug}", timeout=30) as answer:  # noqa: S310 - our own address
        page: bytes = answer.read()
    return page.decode()


def test_readers_of_every_node_get_what_is_published_through_any(
    postgres_url: str, start_nodes: Nodes, journalist_at: Hire
) -> None:
    nodes = start_nodes(postgres_url)
    story = journalist_at(nodes[0]).open("harbour")
    readers = readers_of(nodes, story.slug)
    writer = SteadfastWriter(story)
    writer.wait_for(60)
    published = writer.end()
    readers.wait_for(writer.head)
    readers.end()
    for node in nodes:
        assert f"u-{published[-1]}" in _page(node, story.slug)


def test_a_database_that_is_restarted_makes_news_late_and_nothing_else(
    own_postgres: PostgresServer, start_nodes: Nodes, journalist_at: Hire
) -> None:
    with own_postgres.database("site") as url:
        nodes = start_nodes(url)
        story = journalist_at(nodes[0]).open("harbour")
        readers = readers_of(nodes, story.slug)
        writer = SteadfastWriter(story)
        for _ in range(3):
            writer.wait_for(15)
            own_postgres.stop()
            assert f"u-{writer.acknowledged[0]}" in _page(nodes[0], story.slug)
            own_postgres.start()
        writer.wait_for(15)
        published = writer.end()
        assert writer.retries > 0
        readers.wait_for(writer.head)
        readers.end()
        assert len(published) + 1 == writer.head
        for node in nodes:
            node.stop()


def test_a_database_that_stalls_stalls_no_page(
    own_postgres: PostgresServer, start_nodes: Nodes, journalist_at: Hire
) -> None:
    with own_postgres.database("site") as url:
        nodes = start_nodes(url)
        story = journalist_at(nodes[0]).open("harbour")
        readers = readers_of(nodes, story.slug)
        writer = SteadfastWriter(story)
        writer.wait_for(15)
        readers.wait_for(15)
        with own_postgres.stalled():
            for node in nodes:
                assert f"u-{writer.acknowledged[0]}" in _page(node, story.slug)
        writer.wait_for(15)
        writer.end()
        readers.wait_for(writer.head)
        readers.end()
        for node in nodes:
            node.stop()


def test_notifications_that_never_come_cost_time_and_no_news(
    own_postgres: PostgresServer, start_nodes: Nodes, journalist_at: Hire
) -> None:
    with own_postgres.database("site") as url:
        with psycopg.connect(url, autocommit=True) as administrator:
            administrator.execute("CREATE SCHEMA mute")
            administrator.execute(
                "CREATE FUNCTION mute.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT NULL::void'"
            )
            administrator.execute("ALTER DATABASE site SET search_path = public, mute, pg_catalog")
        nodes = start_nodes(url)
        story = journalist_at(nodes[0]).open("harbour")
        readers = readers_of(nodes, story.slug)
        writer = SteadfastWriter(story)
        writer.wait_for(30)
        writer.end()
        readers.wait_for(writer.head)
        readers.end()
        for node in nodes:
            node.stop()


def test_a_standby_that_takes_over_has_everything_that_was_acknowledged(
    own_postgres: PostgresServer, start_nodes: Nodes, journalist_at: Hire
) -> None:
    own_postgres.create("site")
    with own_postgres.standby() as standby:
        nodes = start_nodes(own_postgres.url_of_either(standby, "site"))
        story = journalist_at(nodes[0]).open("harbour")
        readers = readers_of(nodes, story.slug)
        writer = SteadfastWriter(story)
        writer.wait_for(20)
        own_postgres.stop()
        standby.promote()
        writer.wait_for(20)
        published = writer.end()
        readers.wait_for(writer.head)
        readers.end()
        assert len(published) + 1 == writer.head
        for node in nodes:
            node.stop()
        standby.stop()


def test_a_node_that_is_killed_leaves_its_readers_to_the_other(
    postgres_url: str, start_nodes: Nodes, journalist_at: Hire
) -> None:
    nodes = start_nodes(postgres_url)
    story = journalist_at(nodes[1]).open("harbour")
    readers = readers_of(nodes, story.slug)
    writer = SteadfastWriter(story)
    for victim in (0, 1, 0):
        writer.wait_for(10)
        nodes[victim].kill()
        writer.wait_for(10)
        readers.wait_for(len(writer.acknowledged))
        nodes[victim].start()
    writer.end()
    readers.wait_for(writer.head)
    readers.end()
    assert readers.resumed > 0
