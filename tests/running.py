"""The whole program as an operator runs it: a server process, and a journalist beside it in another."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "onrecord"
_START_SECONDS = 30


def free_port() -> int:
    """A TCP port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def workers_of(process: "subprocess.Popen[bytes]") -> list[int]:
    """The processes that serve under this supervisor, the oldest first."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    except OSError:
        return []
    return [int(number) for number in children.split()]


def kill_all(process: "subprocess.Popen[bytes]") -> None:
    """End the supervisor and its workers without a word; returns when they are gone."""
    workers = workers_of(process)
    process.kill()
    process.wait(timeout=20)
    for worker in workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(map(is_running, workers)):
        assert time.monotonic() < deadline, "a worker cannot be killed"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether there is such a process, and not only what it left."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


class Server:
    """`onrecord run` on its own data folder; can be stopped, killed and started again on the same port."""

    def __init__(self, data: Path, *arguments: str, **settings: str) -> None:
        self.data = data
        self.arguments = arguments
        self.prefix: tuple[str, ...] = ()
        self.host = "127.0.0.1"
        self.port = free_port()
        self.url = f"http://{self.host}:{self.port}"
        self.environment = {**os.environ, "ONRECORD_DATA": str(data), **settings}
        self.log = data / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def listen_on(self, host: str) -> None:
        """Be found at another address from the next start on."""
        self.host = host
        self.url = f"http://{host}:{self.port}"

    def start(self, *more: str) -> None:
        """Start and wait until it answers; raises with the server's own output if it does not."""
        arguments = [
            *self.prefix,
            str(COMMAND),
            "run",
            "--no-sample",
            "--host",
            self.host,
            "--port",
            str(self.port),
            *more,
        ]
        arguments.extend(self.arguments)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(arguments, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{self.log.read_text()[-4000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)

    def status(self, path: str) -> int:
        """That of the answer at this path."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310 - our own address
                status: int = answer.status
                return status
        except urllib.error.HTTPError as refused:
            return refused.code

    def kill(self) -> None:
        """`kill -9` of all its processes: no farewell."""
        if self.process is not None:
            kill_all(self.process)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=20)


class JournalistGone(AssertionError):
    """The journalist's process has ended; its error stands above."""


class Journalist:
    """Publishes through a process of its own; what `do` returns has been acknowledged by the log."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self.begin()

    def begin(self) -> None:
        """Start the process; where another one ended, in its place."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.publisher"],
            env=self._environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, coverage: str, do: str, **order: Any) -> dict[str, Any]:
        """The log's acknowledgement (`seq`), or the refusal (`refused`)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"coverage": coverage, "do": do, **order}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError as error:
            raise JournalistGone from error
        if not line:
            raise JournalistGone(JournalistGone.__doc__)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def open(self, slug: str, headline: str = "Harbour on alert", **order: Any) -> "Story":
        coverage = str(uuid4())
        answer = self.do(coverage, "open", slug=slug, headline=headline, **order)
        assert "seq" in answer, answer
        return Story(self, coverage, slug)

    def leave(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it was killed in the middle of an order
            self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


class Story:
    """One coverage in a journalist's hands."""

    def __init__(self, journalist: Journalist, coverage: str, slug: str) -> None:
        self._journalist = journalist
        self.coverage = coverage
        self.slug = slug

    def publish(self, heading: str, *body: str, **order: Any) -> str:
        """The id of the new update, once the log has it."""
        update_id = str(uuid4())
        paragraphs = body or (f"What we know about {heading}.",)
        answer = self.do("publish", id=update_id, heading=heading, body=paragraphs, **order)
        assert "seq" in answer, answer
        return update_id

    def do(self, do: str, **order: Any) -> dict[str, Any]:
        return self._journalist.do(self.coverage, do, **order)
