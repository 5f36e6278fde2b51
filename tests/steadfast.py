"""Readers and a writer who never give up, whatever happens to the servers: for tests that break things."""

import asyncio
import contextlib
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from tests.event_stream import EventStreamParser
from tests.running import Journalist, JournalistGone, Story

# What a reader waits before it tries again: shorter than a browser's, so that tests meet more moments.
_PAUSE = (0.02, 0.3)
# A server that takes the connection and says nothing is left after this long.
_SILENCE = 8.0
Address = tuple[str, int]


class SteadfastReaders(threading.Thread):
    """Readers of one stream, at any of several addresses: each goes on from the last event that it has.

    What `faults` lists was missing, came twice, or came out of order; `resumed` counts how often they came back.
    """

    def __init__(self, addresses: Sequence[Address], path: str, readers: int) -> None:
        super().__init__(daemon=True)
        self.places = [0] * readers
        self.faults: list[str] = []
        self.resumed = 0
        self._addresses = list(addresses)
        self._path = path
        self._is_over = threading.Event()
        self._chance = random.Random(7)  # noqa: S311 - a test's own dice
        self.start()

    def have(self, seq: int) -> bool:
        """Whether every reader has all events up to this one."""
        return min(self.places) >= seq

    def wait_for(self, seq: int, seconds: float = 120) -> None:
        """Return once all readers have all events up to `seq`; what went wrong on the way fails here."""
        wait_until(lambda: bool(self.faults) or self.have(seq), seconds, lambda: f"{seq}: readers are at {self.places}")
        assert self.faults == []

    def end(self) -> None:
        self._is_over.set()
        self.join(timeout=30)
        assert self.faults == []

    def run(self) -> None:
        asyncio.run(self._read_all())

    async def _read_all(self) -> None:
        tasks = [asyncio.create_task(self._read(number)) for number in range(len(self.places))]
        # Not waited for in another thread, which would keep a test run alive whose test has failed.
        while not self._is_over.is_set():  # noqa: ASYNC110 - the event is of threads
            await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(done, Exception):
                self.faults.append(f"{type(done).__name__}: {done}")

    async def _read(self, number: int) -> None:
        while True:
            host, port = self._chance.choice(self._addresses)
            with contextlib.suppress(OSError, EOFError, TimeoutError, ValueError):
                await self._follow(number, host, port)
            self.resumed += 1
            await asyncio.sleep(self._chance.uniform(*_PAUSE))

    async def _follow(self, number: int, host: str, port: int) -> None:
        async with asyncio.timeout(_SILENCE):
            incoming, outgoing = await asyncio.open_connection(host, port)
        try:
            place = self.places[number]
            asked = f"GET {self._path}?after={place} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            outgoing.write(asked.encode())
            async with asyncio.timeout(_SILENCE):
                head = await incoming.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                return
            parser = EventStreamParser()
            while size := int(await incoming.readuntil(b"\r\n"), 16):
                for event in parser.feed((await incoming.readexactly(size + 2))[:-2]):
                    if event.type == "change":
                        self._take(number, json.loads(event.data))
                    elif event.type == "reset":
                        self.faults.append(f"reader {number} was told to begin again: {event.data}")
        finally:
            outgoing.transport.abort()

    def _take(self, number: int, frame: dict[str, Any]) -> None:
        expected = self.places[number] + 1
        if frame["seq"] != expected:
            self.faults.append(f"reader {number} got {frame['seq']} in place of {expected}")
        self.places[number] = expected
        self.take(number, frame)

    def take(self, number: int, frame: dict[str, Any]) -> None:
        """Reader `number` has this frame, and all before it; for those who want to see more than that."""


class SteadfastJournalist(Journalist):
    """May be killed: in another process the order that was under way is given again."""

    _has_left = False

    def do(self, coverage: str, do: str, **order: Any) -> dict[str, Any]:
        while True:
            try:
                return super().do(coverage, do, **order)
            except JournalistGone:
                if self._has_left:
                    raise
                super().leave()
                self.begin()

    def leave(self) -> None:
        self._has_left = True
        super().leave()


class SteadfastWriter(threading.Thread):
    """Publishes until told to end, each update under one id until it is known to be recorded."""

    def __init__(self, story: Story, pause: float = 0.02) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[str] = []
        self.retries = 0
        self.head = 0
        self.failure: BaseException | None = None
        self._story = story
        self._pause = pause
        self._is_over = threading.Event()
        self.start()

    def end(self) -> list[str]:
        """The ids of all that was acknowledged, once what is under way is, too."""
        self._is_over.set()
        self.join(timeout=180)
        assert not self.is_alive(), "the writer still waits for its last update"
        if self.failure is not None:
            raise self.failure
        return self.acknowledged

    def wait_for(self, more: int, seconds: float = 120) -> None:
        """Return once so many more have been acknowledged."""
        goal = len(self.acknowledged) + more
        wait_until(
            lambda: self.failure is not None or len(self.acknowledged) >= goal,
            seconds,
            lambda: f"{len(self.acknowledged)} of {goal} updates were recorded",
        )

    def run(self) -> None:
        try:
            while not self._is_over.wait(self._pause):
                self._publish(str(uuid4()))
        except BaseException as error:  # noqa: BLE001 - told in the test's own thread
            self.failure = error

    def _publish(self, update_id: str) -> None:
        while True:
            answer = self._story.do("publish", id=update_id, heading=f"Report {update_id}")
            if "seq" in answer:
                self.head = answer["seq"]
            elif answer["refused"] in ("LogUnavailable", "OutcomeUnknown"):
                self.retries += 1
                time.sleep(0.05)
                continue
            else:
                assert answer["refused"] == "UpdateExists", answer
            self.acknowledged.append(update_id)
            return


def wait_until(is_so: Callable[[], bool], seconds: float, what: Callable[[], str]) -> None:
    """Return once it is so; fails the test after so many seconds, which are for machines that have much to do."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, what()
        time.sleep(0.01)
