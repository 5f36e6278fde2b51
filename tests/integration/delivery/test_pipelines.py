"""Requests that come one after another, cut anywhere: each has its own answer, in its turn, at both doors."""

import gc
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from onrecord.log import MemoryLog
from tests.serving import PATIENCE, Site, Story, wait_until

_RETRY = re.compile(rb"retry: \d+|\"retry_ms\":\d+")
# A stream at the front door ends with its connection; the time differs by itself.
_OF_THE_DOOR = (b"date", b"connection")


class Request(NamedTuple):
    """One request; whether it is a HEAD, none at all, and whether its answer is the last on its connection."""

    data: bytes
    is_head: bool = False
    is_last: bool = False
    is_bad: bool = False


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def _get(path: str, *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


_PLAIN = [
    *(Request(_get(path)) for path in ("/", "/harbour", "/harbour.json", "/harbour/changes/latest", "/harbour/u/m3")),
    *(Request(_get(path)) for path in ("/nobody", "/robots.txt", "/harbour/feed.rss", "/harbour/changes/0/0")),
    *(Request(_get(path, method="HEAD"), is_head=True) for path in ("/harbour", "/harbour/stream", "/nobody")),
    *(Request(_get("/harbour", f"Accept-Encoding: {coding}")) for coding in ("gzip", "br")),
    Request(_get("/harbour", "If-None-Match: *")),
    Request(_get("/harbour/stream?after=x")),
    Request(_get("/harbour/stream?after=999", "Accept-Encoding: gzip")),
    Request(_get("/harbour/%75/m3")),
    Request(_get("/harbour", "Content-Length: 5") + b"abcde"),
    Request(_get("/harbour", "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n"),
    Request(_get("/harbour", "Content-Length: 4", method="POST") + b"GET "),
]
_LAST = [
    *(Request(_get(path, "Connection: close"), is_last=True) for path in ("/harbour", "/harbour.json", "/nobody")),
    Request(_get("/harbour", "Connection: close", method="HEAD"), is_head=True, is_last=True),
    Request(_get("/harbour/stream?after=999", "Connection: close"), is_last=True),
    Request(_get("/harbour").replace(b"1.1", b"1.0"), is_last=True),
    Request(b"GET /harbour HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n", is_last=True, is_bad=True),
    Request(b"\x16\x03\x01\r\n\r\n", is_last=True, is_bad=True),
    Request(
        _get("/harbour", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", is_last=True, is_bad=True
    ),
]


@st.composite
def pipelines(draw: st.DrawFn) -> tuple[list[Request], list[bytes]]:
    """Requests, and their bytes in pieces; one whose answer is the last may be followed by others."""
    asked = draw(st.lists(st.sampled_from(_PLAIN), max_size=6))
    asked = [*asked, draw(st.sampled_from(_LAST)), *draw(st.lists(st.sampled_from(_PLAIN), max_size=1))]
    data = b"".join(request.data for request in asked)
    cuts = sorted(draw(st.sets(st.integers(1, len(data) - 1), max_size=8)))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return asked, pieces


@pytest.fixture(autouse=True)
def has_front_door() -> None:
    """Both are here at once."""


@pytest.fixture(scope="module")
def doors() -> Iterator[tuple[Site, Site]]:
    with pytest.MonkeyPatch.context() as patch:
        # Each is a process of its own that asks readers to come less often when it is behind: that may differ.
        patch.setattr("onrecord.delivery.limits.strain.Strain.note", lambda *_: None)
        log = MemoryLog()
        patch.setattr(Site, "has_front_door", True)
        front = Site(log)
        patch.setattr(Site, "has_front_door", False)
        plain = Site(log)
        for site in (front, plain):
            site.start()
        story = Story(log)
        story.publish_many(65)
        for site in (front, plain):
            site.wait_for(story)
        yield front, plain
        for site in (front, plain):
            site.stop()


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pipeline=pipelines())
def test_each_has_its_own_answer_in_its_turn(
    doors: tuple[Site, Site], pipeline: tuple[list[Request], list[bytes]]
) -> None:
    asked, pieces = pipeline
    last = next(number for number, request in enumerate(asked) if request.is_last)
    front, plain = [_answers(_said(site.port, pieces), asked) for site in doors]
    if asked[last].is_bad or len(asked) > last + 1:
        # A line that is closed before all has been read of it is reset, and the end of what was said may be lost.
        assert max(len(front), len(plain)) <= last + 1
        assert all(at_front == at_plain for at_front, at_plain in zip(front, plain, strict=False))
    else:
        assert len(front) == last + 1
        assert front == plain
    assert all(
        (answer.status == 400) == asked[number].is_bad for number, answer in enumerate(front + plain[len(front) :])
    )


def test_a_bad_request_is_refused_in_its_turn(doors: tuple[Site, Site]) -> None:
    """And not in the place of the answer to another, which is still being made."""
    asked = [_PLAIN[0], _PLAIN[1], _LAST[-2]]
    for site in doors:
        said = _said(site.port, [b"".join(request.data for request in asked)])
        assert [answer.status for answer in _answers(said, asked)] == [200, 200, 400]


def test_who_asks_for_another_protocol_is_answered_and_left(doors: tuple[Site, Site]) -> None:
    asked = Request(_get("/harbour", "Connection: Upgrade", "Upgrade: websocket"), is_last=True)
    for site in doors:
        assert [answer.status for answer in _answers(_said(site.port, [asked.data]), [asked])] == [200]


def test_five_thousand_at_once_are_all_answered(doors: tuple[Site, Site]) -> None:
    asked = [_PLAIN[-3], *[Request(_get("/nobody/at/all", method="HEAD"), is_head=True)] * 5_000, _LAST[0]]
    for site in doors:
        said = _said(site.port, [b"".join(request.data for request in asked)])
        assert [answer.status for answer in _answers(said, asked)] == [200, *[404] * 5_000, 200]


def test_requests_that_wait_for_others_answers_wait_as_bytes(doors: tuple[Site, Site]) -> None:
    """Read, each of them takes a hundred times as much."""
    asked = _get("/harbour") * 50_000
    for site in doors:
        before = site.server.server_state.total_requests
        with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
            line.setblocking(False)
            with suppress(BlockingIOError):
                while asked:
                    line.send(asked)
            wait_until(lambda site=site, before=before: site.server.server_state.total_requests > before + 3)
            cycles = [found for found in gc.get_objects() if isinstance(found, RequestResponseCycle)]
            assert sum(not cycle.response_complete for cycle in cycles) < 200


def test_who_leaves_while_requests_wait_is_a_reader_no_longer(
    doors: tuple[Site, Site], caplog: pytest.LogCaptureFixture
) -> None:
    for site in doors:
        with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
            line.sendall(_get("/harbour/stream", "X-Odd: a", "X-Odd: b") + _get("/harbour") * 3)
            line.recv(1000)
            wait_until(lambda site=site: site.delivery.hub.readers == 1)
        wait_until(lambda site=site: site.delivery.hub.readers == 0)
    assert [record.getMessage() for record in caplog.records] == []


def _said(port: int, pieces: list[bytes]) -> bytes:
    """All that comes back until the line is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Who asks for much must listen meanwhile.
        saying = threading.Thread(target=_say, args=(line, pieces))
        saying.start()
        said = b""
        with suppress(ConnectionError):
            while piece := line.recv(1 << 20):
                said += piece
        saying.join()
        return said


def _say(line: socket.socket, pieces: list[bytes]) -> None:
    with suppress(ConnectionError):  # what follows the last request may not be wanted any more
        for piece in pieces:
            line.sendall(piece)


def _answers(said: bytes, asked: list[Request]) -> list[Answer]:
    """Those that have come whole."""
    answers: list[Answer] = []
    for request in asked:
        answer, said = _one(said, request)
        if answer is None:
            return answers
        answers.append(answer)
    assert not said
    return answers


def _one(said: bytes, request: Request) -> tuple[Answer | None, bytes]:
    head, found, rest = said.partition(b"\r\n\r\n")
    if not found:
        return None, said
    first, *lines = head.split(b"\r\n")
    assert first.startswith(b"HTTP/1.1 "), first
    pairs = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in lines)]
    told = tuple(pair for pair in pairs if pair[0] not in _OF_THE_DOOR)
    status, headers = int(first.split()[1]), dict(pairs)
    if request.is_head or status == 304:
        return Answer(status, told, b""), rest
    if headers.get(b"transfer-encoding") == b"chunked":
        body, is_over, rest = rest.partition(b"0\r\n\r\n")
        return Answer(status, told, _RETRY.sub(b"", body)) if is_over else None, rest
    size = int(headers[b"content-length"])
    return Answer(status, told, rest[:size]) if len(rest) >= size else None, rest[size:]
