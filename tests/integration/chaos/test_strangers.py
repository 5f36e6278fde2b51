"""Crowds that mean no good: meanwhile everybody else has their pages, and news arrives."""

import os
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.chaos.strangers import strangers
from tests.running import Journalist, Server, Story, workers_of
from tests.serving import RawReader

pytestmark = pytest.mark.slow
# A crowd of one process has fewer than that may have descriptors.
_A_PROCESS = 10_000
_PAGES = ("/", "/harbour", "/harbour.json", "/harbour/changes/latest", "/accounts/login/", "/healthz")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("site"))
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def story(server: Server) -> Iterator[Story]:
    journalist = Journalist(server.environment)
    story = journalist.open("harbour")
    for number in range(50):
        story.publish(f"Report {number}", "word " * 400)
    yield story
    journalist.leave()


def _everybody_else_is_served(server: Server, story: Story) -> None:
    """Pages, the desk's door, and a new update to a new reader; by the same worker as before."""
    for path in _PAGES:
        # A connection for each, as those have who come for the first time.
        assert httpx.get(f"{server.url}{path}", timeout=60, trust_env=False).status_code == 200, path
    with RawReader(server.port, "/harbour/stream") as reader:
        reader.next()
        update_id = story.publish("Meanwhile")
        assert f"u-{update_id}" in str(reader.change())


@pytest.fixture
def the_same_worker(server: Server) -> Iterator[None]:
    assert server.process is not None
    before = workers_of(server.process)
    yield
    assert workers_of(server.process) == before


@pytest.mark.usefixtures("the_same_worker")
def test_twenty_thousand_half_open_requests_keep_nobody_out(server: Server, story: Story) -> None:
    with ExitStack() as crowd:
        for first in range(0, 20_000, _A_PROCESS):
            crowd.enter_context(strangers(server.port, "half-open", _A_PROCESS, first))
        _everybody_else_is_served(server, story)


@pytest.mark.usefixtures("the_same_worker")
@pytest.mark.parametrize("kind", ["alone", "silent"])
def test_a_thousand_connections_that_ask_for_nothing_keep_nobody_out(server: Server, story: Story, kind: str) -> None:
    with strangers(server.port, kind, 1_000):
        _everybody_else_is_served(server, story)


@pytest.mark.usefixtures("the_same_worker")
def test_two_thousand_readers_who_never_read_keep_nobody_waiting(server: Server, story: Story) -> None:
    with strangers(server.port, "deaf", 2_000):
        _everybody_else_is_served(server, story)


@pytest.mark.usefixtures("the_same_worker")
@pytest.mark.parametrize("piece", [b"X-Filler: " + b"y" * 4086 + b"\r\n", b"y" * 4096], ids=["headers", "one header"])
def test_a_hundred_megabytes_of_headers_are_not_taken(server: Server, story: Story, piece: bytes) -> None:
    sent = 0

    def pour() -> None:
        nonlocal sent
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
            line.sendall(b"GET /harbour HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
            while sent < 100 * 2**20:
                try:
                    line.sendall(piece)
                except OSError:
                    return
                sent += len(piece)

    pouring = [threading.Thread(target=pour) for _ in range(4)]
    for each in pouring:
        each.start()
    _everybody_else_is_served(server, story)
    for each in pouring:
        each.join(60)
        assert not each.is_alive()
    assert sent < 100 * 2**20


@pytest.mark.usefixtures("the_same_worker")
def test_a_worker_without_a_descriptor_left_is_there_again_when_it_has_some(server: Server, story: Story) -> None:
    """Whoever it cannot take on is not taken on; nobody who is there loses anything."""
    assert server.process is not None
    (worker,) = workers_of(server.process)
    with RawReader(server.port, "/harbour/stream") as reader:
        reader.next()
        limits = resource.prlimit(worker, resource.RLIMIT_NOFILE)
        held = len(os.listdir(f"/proc/{worker}/fd"))  # noqa: PTH208 - counted
        resource.prlimit(worker, resource.RLIMIT_NOFILE, (held + 20, limits[1]))
        try:
            with strangers(server.port, "half-open", 200):
                update_id = story.publish("Meanwhile")
                assert f"u-{update_id}" in str(reader.change())
        finally:
            resource.prlimit(worker, resource.RLIMIT_NOFILE, limits)
    _everybody_else_is_served(server, story)
