"""Readers who come and go for as long as is wanted, beside a newsroom at work, and what the workers hold of them."""

import asyncio
import contextlib
import os
import random
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from tests.running import Journalist, Server, Story, workers_of
from tests.steadfast import wait_until

READERS = 300
# A stay is short, so that a soak of minutes has as many comings and goings as a day.
_STAY = (0.2, 6.0)
_AWAY = (0.05, 1.0)
# So many events, and the newsroom turns to another story: what is read no more has to leave the memory.
_EVENTS_A_STORY = 150
_READ = 3
_EVERY = 0.1
_PATHS = ("", ".json", "/changes/latest", "/feed.rss", "/feed.atom", "/embed")


class Held(NamedTuple):
    """What one worker has: resident in all, and of that what is its own; and what it says that it keeps."""

    descriptors: int
    megabytes: float
    own: float
    replies: float
    coverages: int

    def __str__(self) -> str:
        return (
            f"{self.descriptors} descriptors, {self.megabytes:.1f} MB, its own {self.own:.1f};"
            f" {self.replies:.1f} MB of replies, {self.coverages} coverages"
        )


class Soak:
    """A site at work; `at_rest` says what its workers hold when nobody is there, `work` lets it go on."""

    def __init__(self, server: Server, seed: int) -> None:
        self.visits = 0
        self.events = 0
        self.faults: list[str] = []
        self._server = server
        self._dice = random.Random(seed)  # noqa: S311 - a test's own dice
        self._stories: list[Story] = []
        server.start()
        self._journalist = Journalist(server.environment)

    def work(self, seconds: float, say: Callable[[str], None] = lambda _: None) -> None:
        """Readers come and go meanwhile, and the newsroom publishes, corrects and withdraws."""
        self._turn_to_another_story()
        deadline = time.monotonic() + seconds
        readers = threading.Thread(target=lambda: asyncio.run(self._crowd(deadline)), daemon=True)
        readers.start()
        told_at = 0.0
        while time.monotonic() < deadline:
            self._write()
            time.sleep(_EVERY)
            if time.monotonic() > told_at + 30:
                told_at = time.monotonic()
                say(f"{self.visits} visits, {self.events} events, {self.held()}")
        readers.join(60)
        assert not readers.is_alive()
        assert self.faults == []

    def at_rest(self) -> list[Held]:
        """What each worker holds once all readers' lines are closed, on the server's side too."""
        wait_until(lambda: _connections(self._server.port) == 0, 60, lambda: "lines of readers who left are still open")
        return self.held()

    def held(self) -> list[Held]:
        with urllib.request.urlopen(f"{self._server.url}/metrics") as answer:  # noqa: S310 - our own address
            figures = answer.read().decode()
        return [_held(pid, str(number), figures) for number, pid in enumerate(workers_of(self._process))]

    def close(self) -> None:
        self._journalist.leave()
        self._server.kill()

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self._server.process is not None
        return self._server.process

    def _turn_to_another_story(self) -> None:
        self._stories.append(self._journalist.open(f"story-{uuid4()}"))
        del self._stories[:-_READ]
        self._updates: list[str] = []

    def _write(self) -> None:
        story = self._stories[-1]
        what = self._dice.random()
        if what < 0.6 or len(self._updates) < 3:
            self._updates.append(story.publish(f"Report {self.events}", *["A paragraph from the harbour."] * 4))
        elif what < 0.85:
            order = {"heading": "Corrected", "body": ["As it was."], "kind": "correction", "note": "It was otherwise."}
            self._do("revise", **order)
        elif what < 0.93:
            self._do("hold")
        else:
            self._do("retract", reason="It does not stand.")
            self._updates.pop(self._chosen)
        self.events += 1
        if self.events % _EVENTS_A_STORY == 0:
            self._turn_to_another_story()

    def _do(self, do: str, **order: object) -> None:
        self._chosen = self._dice.randrange(len(self._updates))
        # What is held already, or cannot be revised while it is, is refused: that is no matter here.
        self._stories[-1].do(do, id=self._updates[self._chosen], **order)

    async def _crowd(self, deadline: float) -> None:
        await asyncio.gather(*(self._reader(deadline) for _ in range(READERS)))

    async def _reader(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            slug = self._dice.choice(self._stories).slug
            stay = min(self._dice.uniform(*_STAY), deadline - time.monotonic())
            try:
                if self._dice.random() < 0.2:
                    await self._ask(f"/{slug}{self._dice.choice(_PATHS)}", stay, closes=True)
                else:
                    await self._ask(f"/{slug}/stream?after=0", stay, closes=False)
            except (OSError, EOFError) as error:
                self.faults.append(f"{type(error).__name__}: {error}")
            self.visits += 1
            await asyncio.sleep(self._dice.uniform(*_AWAY))

    async def _ask(self, path: str, stay: float, *, closes: bool) -> None:
        host = f"127.0.{self._dice.randrange(1, 9)}.{self._dice.randrange(1, 250)}"
        incoming, outgoing = await asyncio.open_connection("127.0.0.1", self._server.port, local_addr=(host, 0))
        try:
            last = "Connection: close\r\n" if closes else ""
            outgoing.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{last}\r\n".encode())
            async with asyncio.timeout(60):
                status = await incoming.readline()
            if b" 200 " not in status:
                self.faults.append(f"{path}: {status!r}")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(stay):
                    while await incoming.read(65536):
                        pass
        finally:
            outgoing.transport.abort()


def _held(pid: int, worker: str, figures: str) -> Held:
    kilobytes = {
        fields[0]: int(fields[1])
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        if len(fields := line.split()) > 1
    }

    def figure(name: str) -> float:
        mine = (line for line in figures.splitlines() if f'worker="{worker}"' in line)
        return sum(float(line.split()[-1]) for line in mine if line.startswith(f"onrecord_{name}"))

    return Held(
        descriptors=len(os.listdir(f"/proc/{pid}/fd")),  # noqa: PTH208 - counted
        megabytes=kilobytes["Rss:"] / 1024,
        own=(kilobytes["Private_Clean:"] + kilobytes["Private_Dirty:"]) / 1024,
        replies=figure("reply_cache_bytes{") / 2**20,
        coverages=int(figure('coverages{where="memory"')),
    )


def _connections(port: int) -> int:
    """How many connections the server's side still has."""
    suffix = f":{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    ours = [line.split() for line in lines]
    return sum(fields[1].endswith(suffix) and fields[3] in ("01", "08") for fields in ours)
