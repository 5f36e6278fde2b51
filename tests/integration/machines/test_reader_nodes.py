"""A node for readers alone, on an account of the database that may read what is published and nothing else."""

import re
from collections.abc import Callable

import psycopg
import pytest

from tests.integration.machines.conftest import Nodes, readers_of
from tests.postgres import PostgresServer
from tests.running import ROOT, Journalist, Server
from tests.steadfast import SteadfastWriter

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
_DOCUMENTED = ROOT / "docs" / "howto" / "deployment" / "README.md"


@pytest.fixture
def reader_url(own_postgres: PostgresServer) -> str:
    """The address of the site's database for an account made as the documentation says, without what is optional."""
    url = own_postgres.create("site")
    return url.replace("tester@", "onrecord_reader@")


def _make_account(owner_url: str) -> None:
    statements = re.findall(r"^    ((?:CREATE ROLE|GRANT) .*);", _DOCUMENTED.read_text(), re.MULTILINE)
    assert len(statements) == 3
    with psycopg.connect(owner_url, autocommit=True) as administrator:
        for statement in statements[:2]:
            administrator.execute(statement)


def test_a_node_that_may_only_read_serves_readers_and_has_no_desk(
    own_postgres: PostgresServer, reader_url: str, start_nodes: Nodes, journalist_at: Callable[[Server], Journalist]
) -> None:
    (desk,) = start_nodes(own_postgres.url("site"), 1)
    _make_account(own_postgres.url("site"))
    (node,) = start_nodes(reader_url, 1, ONRECORD_DESK="no")
    story = journalist_at(desk).open("harbour")
    readers = readers_of([node], story.slug, 10)
    writer = SteadfastWriter(story)
    writer.wait_for(20)
    writer.end()
    readers.wait_for(writer.head)
    readers.end()
    assert [node.status(path) for path in ("/harbour", "/", "/harbour.json", "/readyz")] == [200] * 4
    assert [node.status(path) for path in ("/desk/", "/accounts/login/", "/api/v1/coverages", "/static/x")] == [404] * 4
    with psycopg.connect(reader_url, autocommit=True) as account:
        for forbidden in ("SELECT * FROM onrecord_draft", "DELETE FROM onrecord_event", "SELECT * FROM auth_user"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                account.execute(forbidden)
    for served in (node, desk):
        served.stop()


def test_a_node_that_may_only_read_refuses_a_database_of_an_older_version(
    own_postgres: PostgresServer, reader_url: str, start_nodes: Nodes
) -> None:
    with psycopg.connect(own_postgres.url("site"), autocommit=True) as administrator:
        administrator.execute("CREATE ROLE onrecord_reader LOGIN")
    with pytest.raises(AssertionError, match="start one first"):
        start_nodes(reader_url, 1, ONRECORD_DESK="no")
