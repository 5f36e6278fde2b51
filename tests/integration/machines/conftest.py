"""Nodes on one PostgreSQL, a writer beside them, and readers of all of them."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.postgres import NOT_RUN, PostgresServer, postgres_programs, postgres_server
from tests.running import Journalist, Server
from tests.steadfast import SteadfastReaders, SteadfastWriter

Nodes = Callable[..., list[Server]]


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A database server that a test may stop, stall and kill."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip(NOT_RUN)
    with postgres_server(programs) as server:
        yield server


@pytest.fixture
def start_nodes(tmp_path: Path) -> Iterator[Nodes]:
    """Starts nodes of one site on the database at an address, and ends them."""
    started: list[Server] = []
    key = secrets.token_hex()

    def start(
        url: str, count: int = 2, *, prefix: tuple[str, ...] = (), host: str = "127.0.0.1", **more: str
    ) -> list[Server]:
        nodes = []
        for _ in range(count):
            folder = tmp_path / f"node-{len(started)}"
            folder.mkdir()
            settings = {"ONRECORD_DATABASE_URL": url, "ONRECORD_SECRET_KEY": key, **more}
            node = Server(folder, **settings)
            node.prefix = prefix
            node.listen_on(host)
            started.append(node)
            nodes.append(node)
            node.start()
        return nodes

    yield start
    for node in started:
        node.kill()


@pytest.fixture
def journalist_at() -> Iterator[Callable[[Server], Journalist]]:
    """A journalist who writes to the database of a node."""
    hired: list[Journalist] = []

    def hire(node: Server) -> Journalist:
        hired.append(Journalist(node.environment))
        return hired[-1]

    yield hire
    for journalist in hired:
        journalist.leave()


def readers_of(nodes: list[Server], slug: str, count: int = 40) -> SteadfastReaders:
    """Readers who come to any of the nodes."""
    return SteadfastReaders([("127.0.0.1", node.port) for node in nodes], f"/{slug}/stream", count)


class Busy(NamedTuple):
    """A coverage at work: somebody publishes into it, and readers come to any of its nodes."""

    nodes: list[Server]
    slug: str
    writer: SteadfastWriter
    readers: SteadfastReaders

    def end(self) -> list[str]:
        """The ids of all that was acknowledged, once every reader has all of it and the nodes are down."""
        published = self.writer.end()
        self.readers.wait_for(self.writer.head)
        self.readers.end()
        assert len(published) + 1 == self.writer.head
        for node in self.nodes:
            node.stop()
        return published


@pytest.fixture
def at_work(start_nodes: Nodes, journalist_at: Callable[[Server], Journalist]) -> Callable[[str], Busy]:
    """Starts two nodes on the database at an address, and the work."""

    def start(url: str) -> Busy:
        nodes = start_nodes(url)
        story = journalist_at(nodes[0]).open("harbour")
        readers = readers_of(nodes, story.slug)
        return Busy(nodes, story.slug, SteadfastWriter(story), readers)

    return start
