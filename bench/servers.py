"""Servers of one stream, each started for a row and ended with it; all are sent frames that this project made."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from bench.child import Child, child
from bench.machine import PROCESSORS, SERVERS, cpu, cpu_of_thread, family, pin, require
from tests.running import Journalist, Server, Story, free_port

# How much text makes an event so long, with all that surrounds it.
LETTERS = {"300 B": 0, "1.5 KB": 560, "6 KB": 4_900}
_NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
_PATIENCE = 30.0
# Some take seconds to hand an event to all.
_PEERS_PATIENCE = 60.0


class Origin(Protocol):
    """A server of one stream."""

    port: int
    path: str

    @property
    def pids(self) -> list[int]:
        """The processes that serve, and no others."""

    def used(self) -> float:
        """The seconds of processor that serving has taken; what the hand that publishes takes is not in it."""

    def publish(self) -> None:
        """One event to all readers."""


Start = Callable[[Path], AbstractContextManager[Origin]]


class Served:
    """Delivery on a log in memory, published to from within: no durable write in it, as there is none in the peers."""

    path = "/harbour/stream"

    def __init__(self, served: Child) -> None:
        self._child = served
        self.port = int(served.read())
        wait_for(self.frame)

    @property
    def pids(self) -> list[int]:
        return [self._child.pid]

    def used(self) -> float:
        # The hand is this process's first thread; the log's tail and the loop are others.
        return cpu(self.pids) - cpu_of_thread(self._child.pid)

    def publish(self) -> None:
        self._child.ask("")

    def frame(self) -> bytes:
        """The newest frame, as readers have it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/harbour/changes/latest", timeout=_PATIENCE) as reply:
            newest = json.load(reply)["frames"][-1]
        return json.dumps(newest, ensure_ascii=False, separators=(",", ":")).encode()


def hub(letters: int, *, door: bool = True) -> Start:
    """This project's, with or without its front door."""

    @contextmanager
    def start(_: Path) -> Iterator[Origin]:
        with child(SERVERS, "bench.served", "yes" if door else "no", str(letters)) as served:
            yield Served(served)

    return start


def frame(letters: int) -> bytes:
    """A frame as it goes to readers."""
    with child(SERVERS, "bench.served", "no", str(letters)) as served:
        example = Served(served)
        example.publish()
        wait_for(example.frame)
        return example.frame()


class Run:
    """`onrecord run` as an operator runs it, on a database, and a journalist in a process beside it."""

    def __init__(self, server: Server, story: Story, letters: int) -> None:
        self._server, self.story, self._letters = server, story, letters
        self.port, self.path = server.port, f"/{story.slug}/stream"

    @property
    def pids(self) -> list[int]:
        if self._server.process is None:
            return []
        return family(self._server.process.pid)

    def used(self) -> float:
        return cpu(self.pids)

    def publish(self) -> None:
        words = ("Ferries stay in. " * (self._letters // 17 + 1))[: self._letters]
        self.story.publish("Report", words or ".")


@contextmanager
def running(folder: Path, letters: int, workers: int = 1) -> Iterator[Run]:
    """The whole program, with so many workers."""
    folder.mkdir(parents=True)
    server = Server(folder, *(() if workers == 1 else ("--workers", str(workers))))
    server.start()
    journalist = Journalist(server.environment)
    try:
        run = Run(server, journalist.open("harbour"), letters)
        wait_for(lambda: urllib.request.urlopen(f"{server.url}/harbour", timeout=_PATIENCE).close())
        pin(run.pids, SERVERS if workers == 1 else PROCESSORS)
        yield run
    finally:
        journalist.leave()
        server.stop()


class Peer:
    """A program that serves `/stream`, and takes an event's data at `/publish`."""

    path = "/stream"

    def __init__(self, port: int, process: int, frame: bytes) -> None:
        self.port = port
        self._process, self._frame = process, frame
        wait_for(self.publish)

    @property
    def pids(self) -> list[int]:
        return family(self._process)

    def used(self) -> float:
        return cpu(self.pids)

    def publish(self) -> None:
        url = f"http://127.0.0.1:{self.port}/publish"
        urllib.request.urlopen(url, self._frame, timeout=_PEERS_PATIENCE).close()


class Nchan(Peer):
    """nginx as Debian has it, whose first process serves nobody."""

    @property
    def pids(self) -> list[int]:
        return super().pids[1:]


def nchan(letters: int, workers: int = 1) -> Start:
    """With the same bound on what the kernel holds for a reader; raises NotMeasured where it is not to be had."""
    require("nginx", "nginx", "libnginx-mod-nchan")
    require(str(_NCHAN), "libnginx-mod-nchan")

    @contextmanager
    def start(folder: Path) -> Iterator[Origin]:
        port = free_port()
        stream = _STREAM.format(port=port, reuse="reuseport" if workers > 1 else "")
        with nginx(folder, stream, workers, f"load_module {_NCHAN};") as pid:
            yield Nchan(port, pid, frame(letters))

    return start


@contextmanager
def nginx(folder: Path, server: str, workers: int = 1, first: str = "") -> Iterator[int]:
    """nginx with this `server` block; the process that has started it."""
    folder.mkdir(parents=True)
    # Its workers would otherwise be somebody who may not read this folder.
    first += "" if os.geteuid() else " user root;"
    words = _CONFIGURATION.format(first=first, folder=folder, workers=workers, server=server)
    (folder / "nginx.conf").write_text(words)
    command = ["nginx", "-e", "error.log", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as process:
        try:
            wait_for(lambda: _workers(process.pid, workers))
            pin(family(process.pid), SERVERS if workers == 1 else PROCESSORS)
            yield process.pid
        finally:
            process.terminate()


def wait_for(answer: Callable[[], object]) -> None:
    """Until what is called does not fail any more."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            answer()
        except (OSError, LookupError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _workers(pid: int, workers: int) -> None:
    if len(family(pid)) <= workers:
        raise ProcessLookupError(pid)


_CONFIGURATION = """
{first}
daemon off;
worker_processes {workers};
worker_rlimit_nofile 20000;
pid {folder}/pid;
events {{ worker_connections 19900; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    tcp_nodelay on;
    sendfile on;
    open_file_cache max=100;
    keepalive_requests 1000000000;
    {server}
}}
"""
_STREAM = """
    server {{
        listen 127.0.0.1:{port} sndbuf=64k backlog=4096 {reuse};
        location = /publish {{ nchan_publisher; nchan_channel_id harbour; nchan_message_buffer_length 20; }}
        location = /stream {{
            nchan_subscriber eventsource;
            nchan_channel_id harbour;
            nchan_subscriber_first_message newest;
        }}
    }}
"""
