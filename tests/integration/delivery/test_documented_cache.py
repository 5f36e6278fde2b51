"""Ten thousand who poll at the same moment, through nginx as the documentation sets it up, are one request to us."""

import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

from onrecord.log import Mode, Switch
from tests.integration.delivery.test_cached_crowd import origin
from tests.nginx import HOST, Proxy, nginx_before
from tests.serving import Site, Story, wait_until

__all__ = ["origin"]
pytestmark = pytest.mark.slow
CROWD = 10_000
LINES = 100
_LONG = 120


@pytest.fixture
def proxy(site: Site, tmp_path: Path) -> Iterator[Proxy]:
    with nginx_before([site.port], tmp_path / "nginx") as proxy:
        yield proxy


def _burst(proxy: Proxy, path: str) -> Counter[bytes]:
    """The statuses of all requests; on so many lines at the same time, as fast as they go."""
    trusted = ssl.create_default_context(cafile=str(proxy.folder / "certificate.pem"))
    asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()

    def ask(_: int) -> Counter[bytes]:
        plain = socket.create_connection(("127.0.0.1", proxy.port), _LONG)
        with trusted.wrap_socket(plain, server_hostname=HOST) as line, line.makefile("rb") as answers:
            statuses: Counter[bytes] = Counter()
            for _ in range(CROWD // LINES):
                line.sendall(asked)
                statuses[_status(answers)] += 1
            return statuses

    with ThreadPoolExecutor(LINES) as readers:
        return sum(readers.map(ask, range(LINES)), Counter())


def _status(answers: BinaryIO) -> bytes:
    """That of the next answer, which is read to its end."""
    status = answers.readline().split()[1]
    size = 0
    while line := answers.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size = int(value)
    assert len(answers.read(size)) == size
    return status


def test_a_burst_for_a_closed_segment_is_one_request(
    site: Site, story: Story, proxy: Proxy, origin: Counter[str]
) -> None:
    story.publish_many(70)
    site.wait_for(story)
    assert _burst(proxy, "/harbour/changes/0/1") == {b"200": CROWD}
    assert origin["/harbour/changes/0/1"] == 1


def test_a_burst_for_the_newest_is_one_request_while_it_is_fresh(
    site: Site, story: Story, proxy: Proxy, origin: Counter[str]
) -> None:
    site.log.set_switch(None, Switch(mode=Mode.STATIC))
    site.wait_for(story)
    wait_until(lambda: site.get("/harbour/changes/latest").json()["mode"] == "static")
    origin.clear()
    assert _burst(proxy, "/harbour/changes/latest") == {b"200": CROWD}
    assert origin["/harbour/changes/latest"] == 1
