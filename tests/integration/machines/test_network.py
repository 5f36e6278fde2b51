"""A node that the network cuts off from the database: late, never wrong."""

from collections.abc import Callable

import pytest

from tests.integration.machines.conftest import Nodes
from tests.network import machine
from tests.postgres import PostgresServer
from tests.running import Journalist, Server
from tests.steadfast import SteadfastReaders, SteadfastWriter, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
TO_DATABASE, TO_READERS = 1, 2


def test_a_node_cut_off_from_the_database_serves_what_it_has_and_then_catches_up(
    own_postgres: PostgresServer, start_nodes: Nodes, journalist_at: Callable[[Server], Journalist]
) -> None:
    with machine(cables=2) as there:
        own_postgres.stop()
        own_postgres.let_in(there.network(TO_DATABASE))
        own_postgres.start(there.here(TO_DATABASE))
        url = own_postgres.create("site")
        (near,) = start_nodes(url, 1)
        far_url = f"postgresql://tester@{there.here(TO_DATABASE)}/site"
        (far,) = start_nodes(far_url, 1, prefix=there.prefix, host=there.there(TO_READERS))
        story = journalist_at(near).open("harbour")
        addresses = [(node.host, node.port) for node in (near, far)]
        readers = SteadfastReaders(addresses, f"/{story.slug}/stream", 40)
        at_far = SteadfastReaders(addresses[1:], f"/{story.slug}/stream", 5)
        writer = SteadfastWriter(story)
        writer.wait_for(15)
        at_far.wait_for(15)

        there.pull(TO_DATABASE)
        before = len(writer.acknowledged)
        # The far node notices by itself that its connection is dead.
        wait_until(lambda: far.status("/readyz") == 503, 120, lambda: "the node still takes itself for ready")
        writer.wait_for(5)
        assert far.status(f"/{story.slug}") == 200
        assert not at_far.have(before + 5 + 1)

        there.plug_in(TO_DATABASE)
        writer.wait_for(15)
        writer.end()
        readers.wait_for(writer.head)
        at_far.wait_for(writer.head)
        wait_until(lambda: far.status("/readyz") == 200, 120, lambda: "the node does not become ready again")
        readers.end()
        at_far.end()
        far.kill()
        near.kill()
