"""Readers who come back after a restart, as the bench has them: none misses anything, whichever way it came about."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.herd import Herd
from tests.running import Journalist, Server, Story, workers_of
from tests.steadfast import wait_until

READERS = 40
_SOON = 60.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def story(server: Server) -> Iterator[Story]:
    journalist = Journalist(server.environment)
    story = journalist.open("harbour")
    for number in range(5):
        story.publish(f"Report {number}")
    yield story
    journalist.leave()


@pytest.fixture
def herd(server: Server, story: Story) -> Iterator[Herd]:
    herd = Herd(server.port, f"/{story.slug}/stream", READERS, 3)
    work_until(herd, herd.are_in)
    yield herd
    herd.close()


def work_until(herd: Herd, is_so: Callable[[], bool]) -> None:
    def has_come_to_it() -> bool:
        herd.work()
        return is_so()

    wait_until(has_come_to_it, _SOON, lambda: f"the readers have not all come to it: {herd.seen}")


def test_after_a_stop_and_a_start_they_go_on_where_they_were(server: Server, story: Story, herd: Herd) -> None:
    herd.come_back(is_patient=False)
    assert not herd.are_back()
    server.stop()
    story.publish("Meanwhile")
    server.start()
    work_until(herd, lambda: herd.are_back() and herd.have_had(7))
    assert not herd.seen


def test_when_the_worker_dies_they_go_on_where_they_were(server: Server, story: Story, herd: Herd) -> None:
    assert server.process is not None
    herd.come_back(is_patient=True)
    os.kill(workers_of(server.process)[0], signal.SIGKILL)
    story.publish("Meanwhile")
    work_until(herd, lambda: herd.are_back() and herd.have_had(7))
    assert not herd.seen
