"""One event to every reader: processor time a delivery, and time to the last, against the plain path and nchan."""

import json
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, cast

from bench.measure import Figure
from tests.running import ROOT, free_port

# With what surrounds them, a frame of 1.5 KB: a short report.
LETTERS = 560
ROUNDS = 5
_DELIVERIES = 40_000
_NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


class Origin(Protocol):
    """A server of one stream."""

    port: int
    path: str
    pid: int

    def publish(self) -> None: ...


@dataclass
class Measured:
    """One server and its readers; what each round took, in seconds."""

    origin: Origin
    crowd: "_Child"
    readers: int
    had: int = 0
    cpu: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)

    def round(self) -> None:
        """Publish some events, each when all have the one before."""
        begun_cpu, waits = _cpu(self.origin.pid), []
        events = _DELIVERIES // self.readers
        for _ in range(events):
            self.had += self.readers
            begun = time.monotonic()
            self.origin.publish()
            waits.append(float(self.crowd.ask(self.had)) - begun)
        self.cpu.append((_cpu(self.origin.pid) - begun_cpu) / events / self.readers)
        self.last.append(statistics.median(waits))


def run(folder: Path, crowds: tuple[int, ...] = (1_000, 5_000)) -> Iterator[Figure]:
    """The hub against each peer, at each number of readers."""
    folder.mkdir()
    for readers in crowds:
        with ExitStack() as stack:
            origins: dict[str, Origin] = {name: stack.enter_context(_served(door)) for name, door in _OURS.items()}
            if _NCHAN.exists() and shutil.which("nginx"):
                origins["nginx with nchan"] = stack.enter_context(_nchan(folder / f"nchan-{readers}"))
            else:
                print("NOT MEASURED: nginx with nchan (Debian: nginx, libnginx-mod-nchan)")
            measured = {
                name: Measured(o, stack.enter_context(_crowd(o, readers)), readers) for name, o in origins.items()
            }
            for number in range(ROUNDS + 1):
                for one in measured.values():
                    one.round()
                    if number == 0:  # a warm-up
                        one.cpu.clear()
                        one.last.clear()
        hub = measured.pop("front door")
        for name, peer in measured.items():
            yield _figure(f"processor time a delivery, {readers:,} readers", name, hub.cpu, peer.cpu)
            yield _figure(f"event to the last of {readers:,} readers", name, hub.last, peer.last)


_OURS = {"front door": "yes", "plain ASGI path": "no"}


def _figure(what: str, peer: str, this: list[float], that: list[float]) -> Figure:
    ratio = statistics.median(a / b for a, b in zip(this, that, strict=True))
    this_ms, peer_ms = statistics.median(this) * 1000, statistics.median(that) * 1000
    return Figure(what=what, peer=peer, ratio=ratio, this_ms=this_ms, peer_ms=peer_ms)


def _cpu(pid: int) -> float:
    """The seconds of processor time that a process has used, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


class _Child:
    """A process of ours that answers each line with a line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.pid = process.pid
        self._process = process

    def read(self) -> str:
        return cast(IO[str], self._process.stdout).readline()

    def ask(self, line: object) -> str:
        asked = cast(IO[str], self._process.stdin)
        asked.write(f"{line}\n")
        asked.flush()
        return self.read()


@contextmanager
def _child(*arguments: str) -> Iterator[_Child]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield _Child(process)
        finally:
            process.kill()


@contextmanager
def _crowd(origin: Origin, readers: int) -> Iterator[_Child]:
    with _child("bench.crowd", str(origin.port), origin.path, str(readers)) as crowd:
        if crowd.read() != "open\n":
            raise ChildProcessError("the readers could not be opened")
        yield crowd


class _Served:
    path = "/harbour/stream"

    def __init__(self, child: _Child) -> None:
        self._child = child
        self.pid = child.pid
        self.port = int(child.read())
        _wait_for(self.frame)

    def publish(self) -> None:
        self._child.ask("")

    def frame(self) -> bytes:
        """The newest frame, as readers have it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/harbour/changes/latest") as reply:
            newest = json.load(reply)["frames"][-1]
        return json.dumps(newest, ensure_ascii=False, separators=(",", ":")).encode()


def _wait_for(answer: Callable[[], object]) -> None:
    """Until what is called does not fail any more."""
    deadline = time.monotonic() + 30
    while True:
        try:
            answer()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def _served(door: str) -> Iterator[_Served]:
    with _child("bench.served", door, str(LETTERS)) as child:
        yield _Served(child)


class _Nchan:
    path = "/stream"

    pid: int

    def __init__(self, port: int, frame: bytes) -> None:
        self.port = port
        self._frame = frame

    def publish(self) -> None:
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/publish", self._frame).close()


@contextmanager
def _nchan(folder: Path) -> Iterator[_Nchan]:
    """nginx as Debian has it, one worker, with the same bound on what the kernel holds for a reader."""
    folder.mkdir()
    port = free_port()
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(module=_NCHAN, folder=folder, port=port))
    with _served("no") as example:
        example.publish()
        frame = example.frame()
    print(f"a frame has {len(frame):,} bytes")
    command = ["nginx", "-e", "error.log", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as nginx:
        try:
            origin = _Nchan(port, frame)
            _wait_for(origin.publish)
            children = Path(f"/proc/{nginx.pid}/task/{nginx.pid}/children")
            origin.pid = int(children.read_text().split()[0])
            yield origin
        finally:
            nginx.terminate()


_CONFIGURATION = """
load_module {module};
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid {folder}/pid;
events {{ worker_connections 19000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    tcp_nodelay on;
    server {{
        listen 127.0.0.1:{port} sndbuf=64k backlog=4096;
        location = /publish {{ nchan_publisher; nchan_channel_id harbour; nchan_message_buffer_length 20; }}
        location = /stream {{
            nchan_subscriber eventsource;
            nchan_channel_id harbour;
            nchan_subscriber_first_message newest;
        }}
    }}
}}
"""
