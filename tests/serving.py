"""The readers' side, served for real on a port of its own, and raw clients of it."""

import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from onrecord.delivery import Delivery, Proxies, StreamLimits
from onrecord.domain import events as e
from onrecord.domain.blocks import Text
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.log import Log, MemoryLog
from onrecord.site.application import Application, Asgi
from onrecord.site.outlets import outlets
from onrecord.site.server import Server, listening_socket, server
from tests.event_stream import EventStreamParser, StreamEvent

# Far longer than anything takes on a busy machine, so that only what never comes fails.
PATIENCE = 20.0
# What the public calls these sites, wherever they listen.
SITE = "https://live.example"


class Story:
    """A coverage, and the hand that writes it."""

    def __init__(self, log: Log, slug: str = "harbour") -> None:
        self.log = log
        self.slug = slug
        self.id = CoverageId(f"coverage-{slug}")
        self.head = 0
        self.do(e.CoverageOpened(slug=slug, details=CoverageDetails(headline="Harbour closed")))

    def do(self, *events: e.Event) -> int:
        self.log.append(self.id, self.head, events, at=datetime.now(UTC), actor="tests")
        self.head += len(events)
        return self.head

    def publish(self, name: str, words: str = "Ferries stay in.") -> int:
        content = UpdateContent(heading=f"Report {name}", body=(Text(html=words),))
        return self.do(e.UpdatePublished(update_id=UpdateId(name), content=content, published_at=datetime.now(UTC)))

    def publish_many(self, count: int, start: int = 0) -> int:
        content = UpdateContent(heading="One of many")
        many = [
            e.UpdatePublished(update_id=UpdateId(f"m{number}"), content=content, published_at=datetime.now(UTC))
            for number in range(start, start + count)
        ]
        return self.do(*many) if many else self.head


class Site:
    """A server in a thread of this process."""

    has_front_door = True

    def __init__(
        self, log: Log, limits: StreamLimits | None = None, media: Asgi | None = None, behind: str = ""
    ) -> None:
        self.log = log
        speaking = outlets(SITE)
        self.delivery = Delivery(
            log, limits=limits, front_door=self.has_front_door, proxies=Proxies([behind]), outlets=speaking
        )
        self._listening = listening_socket("127.0.0.1", 0)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.application = Application(self.delivery, media=media)
        self.server: Server = server(self.application)
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._listening]}, daemon=True)
        self.client = httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def start(self) -> None:
        self._thread.start()
        wait_until(lambda: self.server.started)

    def stop(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def wait_for(self, story: Story) -> None:
        """Until readers have all that was appended."""
        wait_until(lambda: self.get(f"/{story.slug}/changes/latest").json().get("head") == story.head)

    def reader(self, path: str, **headers: str) -> "RawReader":
        return RawReader(self.port, path, headers)


@contextmanager
def serving(log: Log | None = None, limits: StreamLimits | None = None, behind: str = "") -> Iterator[Site]:
    site = Site(MemoryLog() if log is None else log, limits, behind=behind)
    site.start()
    try:
        yield site
    finally:
        site.stop()


class RawReader:
    """A stream read from a bare socket."""

    def __init__(self, port: int, path: str, headers: dict[str, str] | None = None, receive_buffer: int = 0) -> None:
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.parser = EventStreamParser()
        self._raw = b""
        self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._events: list[StreamEvent] = []
        self.is_over = False
        while b"\r\n\r\n" not in self._raw:
            self._receive()
        head, self._raw = self._raw.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])
        self.head = head.decode().lower()
        self._unchunk()

    def next(self) -> StreamEvent:
        """The next event; raises EOFError once the stream is over."""
        while not self._events:
            if self.is_over:
                raise EOFError
            self._receive()
            self._unchunk()
        return self._events.pop(0)

    def change(self) -> dict[str, Any]:
        """The next frame; beats are passed over."""
        while (event := self.next()).type == "beat":
            pass
        assert event.type == "change", event
        frame: dict[str, Any] = json.loads(event.data)
        assert event.last_event_id == str(frame["seq"])
        return frame

    def changes(self, up_to: int) -> list[dict[str, Any]]:
        frames = [self.change()]
        while frames[-1]["seq"] < up_to:
            frames.append(self.change())
        return frames

    def rest(self) -> list[StreamEvent]:
        """All events to the end of the stream."""
        events = []
        while True:
            try:
                events.append(self.next())
            except EOFError:
                return events

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "RawReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _receive(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            self.is_over = True
        self._raw += piece

    def _unchunk(self) -> None:
        while b"\r\n" in self._raw:
            size_line, rest = self._raw.split(b"\r\n", 1)
            size = int(size_line, 16)
            if len(rest) < size + 2:
                return
            self._raw = rest[size + 2 :]
            if size == 0:
                self.is_over = True
                return
            body = rest[:size]
            if "content-encoding: gzip" in self.head:
                body = self._unpack.decompress(body)
            self._events += self.parser.feed(body)


def wait_until(condition: Any) -> None:
    """Until the condition holds; fails where it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.005)


def quick(**changes: Any) -> StreamLimits:
    """Limits for tests that cannot wait as long as readers can."""
    return replace(StreamLimits(drain_ms=(500, 8000)), **changes)
