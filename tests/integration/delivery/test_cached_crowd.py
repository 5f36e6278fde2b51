"""A crowd that polls through a cache is one request for each segment to us."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from onrecord.delivery import FrontDoor
from onrecord.delivery.router import Router
from onrecord.log import Mode, Switch
from tests.integration.delivery.nginx import PROGRAM, nginx_before
from tests.serving import PATIENCE, RawReader, Site, Story, wait_until

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="NOT RUN: nginx is not installed (apt-get install nginx-light)"
)
CROWD = 2000
LINES = 40


@pytest.fixture
def cache(site: Site, tmp_path: Path) -> Iterator[int]:
    with nginx_before(site.port, tmp_path / "nginx") as port:
        yield port


@pytest.fixture
def origin(site: Site, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:  # noqa: ARG001 - patched once it serves
    """How often each path was asked of us, at whichever door."""
    asked: Counter[str] = Counter()
    answers, call = FrontDoor.answers, Router.__call__

    def counted(door: FrontDoor, transport: Any, data: bytes, always: bytes) -> bool:
        path = data.split(b" ", 2)[1].decode()
        # Before its answer can have arrived.
        asked[path] += 1
        is_answered = answers(door, transport, data, always)
        if not is_answered:
            asked[path] -= 1
        return is_answered

    async def routed(router: Router, scope: Any, receive: Any, send: Any) -> None:
        asked[scope["path"]] += 1
        await call(router, scope, receive, send)

    monkeypatch.setattr(FrontDoor, "answers", counted)
    monkeypatch.setattr(Router, "__call__", routed)
    return asked


def ask(port: int, path: str, times: int) -> list[int]:
    """The statuses of so many requests on one connection."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    statuses = []
    for _ in range(times):
        line.request("GET", path)
        with line.getresponse() as reply:
            reply.read()
            statuses.append(reply.status)
    line.close()
    return statuses


def crowd(port: int, path: str) -> Counter[int]:
    with ThreadPoolExecutor(LINES) as readers:
        answers = readers.map(lambda _: ask(port, path, CROWD // LINES), range(LINES))
        return Counter(status for statuses in answers for status in statuses)


def test_a_closed_segment_is_asked_of_us_once(site: Site, story: Story, cache: int, origin: Counter[str]) -> None:
    story.publish_many(70)
    site.wait_for(story)
    assert crowd(cache, "/harbour/changes/0/1") == {200: CROWD}
    assert origin["/harbour/changes/0/1"] == 1


def test_the_latest_is_asked_of_us_once_while_it_is_fresh(
    site: Site, story: Story, cache: int, origin: Counter[str]
) -> None:
    site.log.set_switch(None, Switch(mode=Mode.STATIC))
    site.wait_for(story)
    wait_until(lambda: site.get("/harbour/changes/latest").json()["mode"] == "static")
    origin.clear()
    assert crowd(cache, "/harbour/changes/latest") == {200: CROWD}
    assert origin["/harbour/changes/latest"] == 1


def test_a_live_crowd_is_about_one_request_a_second_to_us(
    site: Site, story: Story, cache: int, origin: Counter[str]
) -> None:
    """However long a busy machine takes for it: each of ours may be kept for a second, and one more is under way."""
    site.wait_for(story)
    origin.clear()
    assert crowd(cache, "/harbour/changes/latest") == {200: CROWD}
    assert origin["/harbour/changes/latest"] < CROWD / 50


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_stream_comes_through_event_by_event(site: Site, story: Story, cache: int, coding: str) -> None:
    site.wait_for(story)
    with RawReader(cache, "/harbour/stream?after=1", {"Accept-Encoding": coding}) as reader:
        assert reader.next().type == "beat"
        for number in range(3):
            seq = story.publish(f"n{number}", "Long words again. " * 50)
            assert reader.change()["seq"] == seq
