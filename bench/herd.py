"""All readers come back at once after a restart: how long until each is served, and what others feel of it.

    python -m bench.herd [READERS [WORKERS]]

The server is `onrecord run`, just started, with nothing in memory. Each reader asks for what it missed; meanwhile pages
are asked for every ten milliseconds on a connection that stays, and an update is published five times a second.
"""

import http.client
import itertools
import json
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.running import Journalist, Server, Story

UPDATES = 200
MISSED = 20
_AN_ADDRESS = 5_000
_BIND_ADDRESS_NO_PORT = 24
_PATIENCE = 120
_UNDER_WAY = 4_000


@dataclass(frozen=True, kw_only=True)
class Herd:
    """What became of it; times in milliseconds."""

    readers: int
    seconds: float
    refused: int
    page_worst: float
    page_p99: float
    pages: int
    publish_worst: float
    publish_failed: int
    published: int


def run(folder: Path, readers: int, workers: int = 1) -> Herd:
    server = Server(folder, ONRECORD_MOST_PER_ADDRESS="99999")
    server.start("--workers", str(workers))
    journalist = Journalist(server.environment)
    try:
        story = journalist.open("harbour")
        for number in range(UPDATES):
            story.publish(f"Report {number}", "Ferries stay in. " * 40)
        server.stop()
        server.start("--workers", str(workers))
        return _came_back(server, story, readers)
    finally:
        journalist.leave()
        server.kill()


def _came_back(server: Server, story: Story, readers: int) -> Herd:
    stop = threading.Event()
    pages: list[float] = []
    publications: list[float] = []
    failed: list[object] = []

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while not stop.wait(0.01):
            began = time.monotonic()
            line.request("GET", f"/{story.slug}")
            line.getresponse().read()
            pages.append((time.monotonic() - began) * 1000)
        line.close()

    def publish() -> None:
        for number in itertools.count():
            began = time.monotonic()
            try:
                story.publish(f"Meanwhile {number}")
            except AssertionError as error:
                failed.append(error)
            publications.append((time.monotonic() - began) * 1000)
            if stop.wait(0.2):
                return

    path = f"/{story.slug}/stream?after={UPDATES + 1 - MISSED}"
    crowd = subprocess.Popen(
        [sys.executable, "-m", "bench.herd", "--crowd", str(server.port), path, str(readers)],
        stdout=subprocess.PIPE,
        text=True,
    )
    threads = [threading.Thread(target=work) for work in (ask, publish)]
    for thread in threads:
        thread.start()
    said, _ = crowd.communicate(timeout=_PATIENCE * 2)
    stop.set()
    for thread in threads:
        thread.join()
    came = json.loads(said)
    return Herd(
        readers=readers,
        seconds=came["seconds"],
        refused=came["refused"],
        page_worst=max(pages),
        page_p99=sorted(pages)[int(len(pages) * 0.99)],
        pages=len(pages),
        publish_worst=max(publications),
        publish_failed=len(failed),
        published=len(publications),
    )


def crowd(port: int, path: str, count: int) -> dict[str, float]:
    """Connect as fast as the kernel lets us; how many seconds until each reader had all that it had missed."""
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\r\n\r\n"
    ).encode()
    polled = select.epoll()
    waiting: dict[int, tuple[socket.socket, int]] = {}
    served: list[socket.socket] = []
    begun = refused = 0
    began = time.monotonic()
    while len(served) < count and time.monotonic() < began + _PATIENCE:
        while begun < count + refused and len(waiting) < _UNDER_WAY:
            reader = socket.socket()
            reader.setblocking(False)
            reader.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
            reader.bind((f"127.0.0.{2 + begun // _AN_ADDRESS % 200}", 0))
            with suppress(BlockingIOError):
                reader.connect(("127.0.0.1", port))
            waiting[reader.fileno()] = (reader, -1)
            polled.register(reader.fileno(), select.EPOLLOUT)
            begun += 1
        for number, _ in polled.poll(1):
            reader, had = waiting[number]
            try:
                if had < 0:
                    reader.sendall(asked)
                    polled.modify(number, select.EPOLLIN)
                    waiting[number] = (reader, 0)
                    continue
                piece = reader.recv(262_144)
            except OSError:
                piece = b""
            had += piece.count(b"event: change")
            waiting[number] = (reader, had)
            if not piece:
                refused += 1
                polled.unregister(number)
                reader.close()
                del waiting[number]
            elif had >= MISSED:
                polled.unregister(number)
                del waiting[number]
                served.append(reader)
    return {"seconds": time.monotonic() - began, "refused": refused, "served": len(served)}


def main() -> None:
    if sys.argv[1:2] == ["--crowd"]:
        print(json.dumps(crowd(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
        return
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else 15_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory(prefix="onrecord-herd-") as folder:
        herd = run(Path(folder), readers, workers)
    print(f"{herd.readers} readers came back in {herd.seconds:.2f} s to {workers} workers; cut off: {herd.refused}")
    print(f"pages: {herd.pages}, worst {herd.page_worst:.0f} ms, p99 {herd.page_p99:.0f} ms")
    print(f"publications: {herd.published}, failed {herd.publish_failed}, worst {herd.publish_worst:.0f} ms")


if __name__ == "__main__":
    main()
