"""Two nodes on one PostgreSQL behind nginx, as the documentation sets them up."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.nginx import HOST, Proxy, nginx_before
from tests.postgres import PostgresServer
from tests.running import Journalist, Server


class Site(NamedTuple):
    """The whole installation."""

    proxy: Proxy
    nodes: list[Server]
    journalist: Journalist


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("deployment")
    with postgres.database("deployment") as url:
        yield from _installed(folder, url)


@pytest.fixture
def site(installation: Site) -> Iterator[Site]:
    """The installation with all nodes up; a test may kill any of them."""
    yield installation
    for node in installation.nodes:
        if node.process is not None and node.process.poll() is not None:
            node.start()


def _installed(folder: Path, url: str) -> Iterator[Site]:
    key = secrets.token_hex()
    nodes = []
    for name in "ab":
        (folder / name).mkdir()
        settings = {
            "ONRECORD_DATABASE_URL": url,
            "ONRECORD_SECRET_KEY": key,
            "ONRECORD_ALLOWED_HOSTS": HOST,
        }
        nodes.append(Server(folder / name, "--behind", "127.0.0.1", **settings))
    for node in nodes:
        node.start()
    journalist = Journalist(nodes[0].environment)
    try:
        with nginx_before([node.port for node in nodes], folder / "nginx") as proxy:
            yield Site(proxy, nodes, journalist)
    finally:
        journalist.leave()
        for node in nodes:
            node.stop()
