"""The switch of an operator reaches every process of every machine."""

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.integration.machines.conftest import Nodes
from tests.integration.machines.test_reader_nodes import _make_account
from tests.postgres import PostgresServer
from tests.running import COMMAND, Journalist, Server
from tests.serving import RawReader
from tests.steadfast import wait_until

pytestmark = pytest.mark.slow


def _switch(node: Server, mode: str) -> None:
    subprocess.run([str(COMMAND), "delivery", mode], env=node.environment, check=True, capture_output=True, timeout=60)


def _mode(node: Server) -> str:
    """What a connection of its own is told, by whichever worker has it."""
    with urllib.request.urlopen(f"{node.url}/harbour/changes/latest", timeout=30) as answer:  # noqa: S310 - our own
        mode: str = json.load(answer)["mode"]
    return mode


def _reaches(thrown_at: Server, nodes: list[Server]) -> None:
    """Every open stream, of many more than there are processes, is told to poll; then streams are given again."""
    readers = [RawReader(node.port, "/harbour/stream") for node in nodes for _ in range(16)]
    try:
        for reader in readers:
            assert reader.next().type == "beat"
        _switch(thrown_at, "static")
        assert [reader.rest()[-1].type for reader in readers] == ["poll"] * len(readers)
    finally:
        for reader in readers:
            reader.close()
    for mode in ("static", "live"):
        _switch(thrown_at, mode)
        for node in nodes:
            told = lambda node=node, mode=mode: {_mode(node) for _ in range(16)} == {mode}  # noqa: E731
            wait_until(told, 60, lambda: "a process still serves as before")


def test_the_switch_reaches_every_worker(tmp_path: Path) -> None:
    node = Server(tmp_path, "--workers", "2")
    node.start()
    journalist = Journalist(node.environment)
    try:
        journalist.open("harbour")
        _reaches(node, [node])
    finally:
        journalist.leave()
        node.stop()


@pytest.mark.postgresql
def test_the_switch_reaches_every_node(postgres_url: str, start_nodes: Nodes) -> None:
    nodes = start_nodes(postgres_url)
    journalist = Journalist(nodes[0].environment)
    journalist.open("harbour")
    journalist.leave()
    _reaches(nodes[0], nodes)


@pytest.mark.postgresql
def test_the_switch_reaches_a_node_that_may_only_read(own_postgres: PostgresServer, start_nodes: Nodes) -> None:
    url = own_postgres.create("site")
    (desk,) = start_nodes(url, 1)
    _make_account(own_postgres.url("site"))
    (node,) = start_nodes(url.replace("tester@", "onrecord_reader@"), 1, ONRECORD_DESK="no")
    journalist = Journalist(desk.environment)
    journalist.open("harbour")
    journalist.leave()
    _reaches(desk, [node])
