"""`kill -9` of any process of a site that is at work, at random moments, and what readers have had in the end."""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.chaos.recorded import recorded
from tests.postgres import PostgresServer
from tests.running import Server, Story, is_running, workers_of
from tests.steadfast import SteadfastJournalist, SteadfastReaders, SteadfastWriter, wait_until

READERS = 40
WRITERS = 2
# From one kill to the next: some come while the last one's replacement is still starting, others find all at work.
_LONGEST_PAUSE = 1.5
# Between so many kills something is published, so that none of them meets a site that stands still.
_WORK_EVERY = 4
# Those that a newsroom has more of die more often.
_VICTIMS = {"worker": 5, "writer": 3, "supervisor": 2, "database": 3}
_SOON = 120.0


class Witnesses(SteadfastReaders):
    """Readers who remember which update each frame told them of."""

    def __init__(self, server: Server, slug: str, readers: int) -> None:
        self.told: list[list[str | None]] = [[] for _ in range(readers)]
        super().__init__([(server.host, server.port)], f"/{slug}/stream", readers)

    def take(self, number: int, frame: dict[str, Any]) -> None:
        put = [op["id"] for op in frame["ops"] if op["op"] == "put"]
        assert len(put) <= 1, frame
        self.told[number].append(put[0].removeprefix("u-") if put else None)


class Site:
    """A site at work: its supervisor, workers, writers and database, and readers who come back."""

    def __init__(self, server: Server, database_url: str, postgres: PostgresServer | None, seed: int) -> None:
        self.killed: Counter[str] = Counter()
        self.started_anew = 0
        self._server = server
        self._database_url = database_url
        self._postgres = postgres
        self._seen: set[int] = set()
        self._dice = random.Random(seed)  # noqa: S311 - a test's own dice
        self._server.start()
        self._journalists = [SteadfastJournalist(server.environment) for _ in range(WRITERS)]
        story = self._journalists[0].open("harbour")
        self._slug = story.slug
        self._readers = Witnesses(server, story.slug, READERS)
        self._writers = [
            SteadfastWriter(Story(each, story.coverage, story.slug), pause=0.05) for each in self._journalists
        ]

    def kill(self, kills: int, say: Callable[[str], None] = lambda _: None) -> None:
        """End so many of its processes without a word, each at a moment and of a kind that nobody foresees."""
        for number in range(1, kills + 1):
            time.sleep(self._dice.uniform(0, _LONGEST_PAUSE))
            self._start_anew()
            self._kill_one()
            if number % _WORK_EVERY == 0:
                self._work()
            say(f"{number} of {kills} killed, {self._readers.resumed} times a reader came back")

    def end(self) -> int:
        """How many updates everybody has had, once all is at rest: every one that is recorded, in order, once, and
        no other; and every one that was acknowledged is recorded.
        """
        self._work()
        acknowledged = [update_id for writer in self._writers for update_id in writer.end()]
        events = recorded(self._database_url, self._slug)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert [event.type for event in events] == ["CoverageOpened"] + ["UpdatePublished"] * (len(events) - 1)
        assert sorted(acknowledged) == sorted(event.update_id or "" for event in events[1:])
        self._readers.wait_for(len(events), _SOON)
        self._readers.end()
        for told in self._readers.told:
            assert told == [event.update_id for event in events]
        self._server.stop()
        wait_until(lambda: not any(map(is_running, self._seen)), _SOON, lambda: "somebody was left behind")
        return len(acknowledged)

    def close(self) -> None:
        self._server.kill()
        for pid in filter(is_running, self._seen):
            os.kill(pid, signal.SIGKILL)
        for journalist in self._journalists:
            journalist.leave()

    def _work(self) -> None:
        """Return once every writer has recorded one more update; whoever ends meanwhile is started anew."""
        goals = [len(writer.acknowledged) + 1 for writer in self._writers]

        def is_done() -> bool:
            self._start_anew()
            assert not any(writer.failure for writer in self._writers)
            return all(len(writer.acknowledged) >= goal for writer, goal in zip(self._writers, goals, strict=True))

        wait_until(is_done, _SOON, lambda: f"nothing is recorded any more\n{self._server.log.read_text()[-4000:]}")

    def _start_anew(self) -> None:
        """As a service manager does: again and again, until those who were left behind have let go of the port."""
        if self._postgres is not None and self._postgres.has_ended:
            with contextlib.suppress(RuntimeError):  # its last processes are still about to end
                self._postgres.start()
        process = self._server.process
        deadline = time.monotonic() + _SOON
        while process is None or process.poll() is not None:
            with contextlib.suppress(AssertionError):
                self._server.start()
            assert time.monotonic() < deadline, self._server.log.read_text()[-4000:]
            process = self._server.process
            self.started_anew += 1

    def _kill_one(self) -> None:
        alive = {kind: pids for kind in _VICTIMS if (pids := self._processes(kind))}
        kind = self._dice.choices(list(alive), [_VICTIMS[kind] for kind in alive])[0]
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._dice.choice(alive[kind]), signal.SIGKILL)
            self.killed[kind] += 1

    def _processes(self, kind: str) -> list[int]:
        match kind:
            case "worker" if self._server.process is not None:
                workers = workers_of(self._server.process)
                self._seen.update(workers)
                return workers
            case "supervisor" if self._server.process is not None:
                return [self._server.process.pid]
            case "writer":
                return [each.pid for each in self._journalists if is_running(each.pid)]
            case "database" if self._postgres is not None and not self._postgres.has_ended:
                return self._postgres.backends()
        return []
