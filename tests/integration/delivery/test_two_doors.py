"""The front door and the plain path give one answer, whatever is asked and however oddly."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.delivery import FrontDoor
from onrecord.log import MemoryLog
from tests.requests import requests
from tests.serving import PATIENCE, Site, Story, wait_until

# Requests that never end, and connections without any, are cut off after this time; who asks at once has to be heard
# before, also where other things run.
_SECONDS = 2.0
_RETRY = re.compile(rb"retry: \d+|\"retry_ms\":\d+")
# A stream at the front door ends with its connection; the time differs by itself.
_OF_THE_DOOR = (b"date", b"connection")


class Answer(NamedTuple):
    """What came back: nothing at all, or a reply."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class Doors(NamedTuple):
    front: Site
    plain: Site
    story: Story
    answered: list[bool]

    def agree(self, *asked: bytes) -> list[Answer]:
        """Ask both, on one connection each, and return what they agree on."""
        answers = [_ask(site.port, asked) for site in (self.front, self.plain)]
        assert answers[0] == answers[1]
        return answers[0]

    def agree_on_pieces(self, asked: bytes, cut: int) -> None:
        """Ask both for the same in two sends."""
        first, second = [_ask(site.port, (asked,), cut) for site in (self.front, self.plain)]
        assert first == second


@pytest.fixture(autouse=True)
def has_front_door() -> None:
    """Both are here at once."""


@pytest.fixture(scope="module")
def doors() -> Iterator[Doors]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onrecord.site.server._HEAD_SECONDS", _SECONDS)
        patch.setattr("onrecord.site.server._IDLE_SECONDS", _SECONDS)
        answered: list[bool] = []
        answers = FrontDoor.answers

        def counted(*given: Any) -> bool:
            # Before its answer can have arrived.
            answered.append(True)
            is_answered = answers(*given)
            if not is_answered:
                answered[-1] = False
            return is_answered

        patch.setattr(FrontDoor, "answers", counted)
        # Each is a process of its own that asks readers to come less often when it is behind: that may differ.
        patch.setattr("onrecord.delivery.limits.strain.Strain.note", lambda *_: None)
        log = MemoryLog()
        patch.setattr(Site, "has_front_door", True)
        front = Site(log)
        patch.setattr(Site, "has_front_door", False)
        plain = Site(log)
        sites = [front, plain]
        for site in sites:
            site.start()
        story = Story(log)
        story.publish_many(65)
        for site in sites:
            site.wait_for(story)
        yield Doors(front, plain, story, answered)
        for site in sites:
            site.stop()


@pytest.mark.slow
@settings(max_examples=1500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=requests())
def test_any_request_is_answered_alike(doors: Doors, asked: bytes) -> None:
    doors.agree(asked)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=requests(), cut=st.integers(1, 80))
def test_a_request_in_two_pieces_is_answered_alike(doors: Doors, asked: bytes, cut: int) -> None:
    doors.agree_on_pieces(asked, cut)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(requests(), min_size=2, max_size=6))
def test_requests_on_one_connection_are_answered_alike(doors: Doors, asked: list[bytes]) -> None:
    doors.agree(*asked)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/harbour", "/harbour.json", "/harbour/page/1", "/harbour/u/m3", "/harbour/changes/0/0"),
        *("/harbour/embed", "/harbour/feed.rss", "/harbour/feed.atom", "/harbour/feed.json"),
        *("/harbour/page/1/feed.rss", "/harbour/page/1/feed.atom", "/harbour/page/1/feed.json"),
    ],
)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_what_was_asked_for_before_comes_from_memory(doors: Doors, path: str, coding: str) -> None:
    plain = f"{path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {coding}\r\n\r\n".encode()
    (first,) = doors.agree(b"GET " + plain)
    doors.answered.clear()
    assert doors.agree(b"GET " + plain) == [first]
    etag = dict(first.headers)[b"etag"]
    known = plain[:-2] + b"If-None-Match: " + etag + b"\r\n\r\n"
    assert [answer.status for answer in doors.agree(b"GET " + known, b"HEAD " + plain, b"HEAD " + known)] == [
        304,
        200,
        304,
    ]
    assert doors.answered == [True] * 4


def test_a_stream_is_taken_off_the_loop(doors: Doors) -> None:
    doors.answered.clear()
    doors.agree(b"GET /harbour/stream?after=3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    wait_until(lambda: doors.answered == [True])


def test_a_request_in_two_pieces_is_answered(doors: Doors) -> None:
    asked = b"GET /harbour HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for site in (doors.front, doors.plain):
        with socket.create_connection(("127.0.0.1", site.port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for cut in range(1, len(asked), 5):
                line.sendall(asked[:cut])
                line.sendall(asked[cut:])
                answer, _ = _reply(line, b"")
                assert answer is not None
                assert answer.status == 200


def test_a_connection_comes_back_to_the_front_door(doors: Doors) -> None:
    page = b"GET /harbour HTTP/1.1\r\nHost: localhost\r\n\r\n"
    doors.agree(page)
    doors.answered.clear()
    doors.agree(page, b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n", page, page)
    assert doors.answered == [True, False, True, True]


def test_who_asks_and_does_not_take_is_asked_to_wait(doors: Doors) -> None:
    """The replies to one who never reads do not pile up in memory."""
    page = b"GET /harbour.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    doors.agree(page)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", doors.front.port))
        line.settimeout(0.5)
        asked = 0
        with suppress(TimeoutError, ConnectionError):
            while asked < 400_000:
                line.sendall(page)
                asked += 1
        assert asked < 400_000


def test_a_drain_closes_idle_connections() -> None:
    site = Site(MemoryLog())
    site.start()
    lines = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(5)]
    for line in lines:
        line.settimeout(PATIENCE)
    wait_until(lambda: len(site.server.server_state.connections) == 5)
    stopping = threading.Thread(target=site.stop)
    stopping.start()
    for line in lines:
        assert line.recv(10) == b""
        line.close()
    stopping.join()


def _ask(port: int, asked: tuple[bytes, ...], cut: int = 0) -> list[Answer]:
    """The answers on one connection, up to the first request that has none, is more than one, or begins a stream."""
    answers = []
    rest = b""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(PATIENCE)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in asked:
            with suppress(ConnectionError):  # what came before it was closed is still to be read
                line.sendall(request[:cut])
                line.sendall(request[cut:])
            answer, rest = _reply(line, rest, is_head=request.startswith(b"HEAD "))
            if answer is None:
                break
            answers.append(answer)
            is_one = request.endswith(b"\r\n\r\n") and request.count(b"\r\n\r\n") == 1
            if not is_one or dict(answer.headers).get(b"content-type") == b"text/event-stream":
                break
    return answers


def _reply(line: socket.socket, raw: bytes, *, is_head: bool = False) -> tuple[Answer | None, bytes]:
    """The next reply, of a stream its first event; None where the line is closed without one."""
    raw, is_whole = _until(line, raw, lambda raw: b"\r\n\r\n" in raw)
    if not is_whole:
        return None, raw
    head, _, raw = raw.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]
    headers = dict(pairs)
    status = int(first.split()[1])
    told = tuple(pair for pair in pairs if pair[0] not in _OF_THE_DOOR)
    if is_head or status == 304:
        return Answer(status, told, b""), raw
    if headers.get(b"transfer-encoding") == b"chunked":
        raw, _ = _until(line, raw, lambda raw: b"\n\n" in raw)
        event = raw.partition(b"\r\n")[2].partition(b"\n\n")[0]
        return Answer(status, told, _RETRY.sub(b"", event)), b""
    size = int(headers.get(b"content-length", 0))
    raw, _ = _until(line, raw, lambda raw: len(raw) >= size)
    return Answer(status, told, raw[:size]), raw[size:]


def _until(line: socket.socket, raw: bytes, is_enough: Callable[[bytes], bool]) -> tuple[bytes, bool]:
    """What has been received, and whether it became enough before the line was closed."""
    while not is_enough(raw):
        try:
            piece = line.recv(65536)
        except ConnectionError:
            piece = b""
        if not piece:
            return raw, False
        raw += piece
    return raw, True
