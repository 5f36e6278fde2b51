"""Everybody comes back after a restart: what those feel of it who read pages or publish, and what it costs the log."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.child import Child, child
from bench.machine import CROWDS, SERVERS
from bench.measure import Figure, Size
from bench.visitors import Publishes, Reads, Visit
from tests.running import ROOT, Journalist, Server, Story, workers_of

_READERS = 15_000
_UPDATES = 200
_PUBLISH_EVERY = 0.5
_COUNTED = ROOT / "bench" / "counted"
# How the site goes down, and how readers come back; in one moment is what no reader's script does.
_RESTARTS = (
    ("SIGTERM and start", "patient"),
    ("kill -9 of the worker", "patient"),
    ("SIGTERM and start", "at-once"),
    ("kill -9 of the worker", "at-once"),
)


@dataclass(frozen=True, kw_only=True)
class Return:
    """What one restart came to, in seconds; waits are of what was asked for once the site answered again."""

    how: str
    readers_come: str
    outage: float
    back: float
    pages: int
    page_worst: float
    page_p99: float
    new_page_worst: float
    published: int
    publish_worst: float
    publish_failed: int
    queries: int
    missing: int
    doubled: int


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """The real restarts of `onrecord run`, and its real readers' manners; then the same with none."""
    readers = min(_READERS, max(size.readers))
    folder.mkdir(parents=True)
    returns = [each for number in range(max(size.rounds - 2, 1)) for each in _restarted(folder / f"{number}", readers)]
    for how, come in _RESTARTS:
        those = [each for each in returns if (each.how, each.readers_come) == (how, come)]
        when = "at their time" if come == "patient" else "in one moment"
        yield Figure(
            what=f"worst page, {readers:,} back {when}, {how}, ms",
            value=max(max(each.page_worst, each.new_page_worst) for each in those) * 1e3,
            must=100,
            aim=50,
            more={"back_seconds": statistics.median(each.back for each in those), "all": list(map(vars, those))},
        )
    yield Figure(
        what="publications that failed meanwhile", value=sum(each.publish_failed for each in returns), must=0, aim=0
    )
    yield Figure(
        what="missing or doubled, through all these restarts",
        value=sum(each.missing + each.doubled for each in returns),
        must=0,
        aim=0,
    )
    yield Figure(
        what="queries to the log for events, publishing included, a reader who is back",
        value=max(each.queries for each in returns) / readers,
        must=0.1,
        more={"queries": [each.queries for each in returns]},
    )


def _restarted(folder: Path, readers: int) -> Iterator[Return]:
    folder.mkdir()
    counted = folder / "queries"
    server = Server(folder, ONRECORD_BENCH_COUNTED=str(counted), PYTHONPATH=str(_COUNTED))
    server.prefix = ("taskset", "-c", ",".join(map(str, sorted(SERVERS))))
    server.start()
    journalist = Journalist(server.environment)
    story = journalist.open("harbour")
    for number in range(_UPDATES):
        story.publish(f"Report {number}", "Ferries stay in. " * 40)
    journalist.leave()
    token = subprocess.run(
        [sys.executable, "-m", "bench.editor"],
        env=server.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.strip()
    try:
        path = f"/{story.slug}/stream"
        with child(CROWDS, "bench.herd", str(server.port), path, str(readers), str(_UPDATES + 1)) as herd:
            if (said := herd.read()) != "open":
                raise ChildProcessError(said)
            for how, come in _RESTARTS:
                yield _back(server, story, herd, token, counted, how, come)
    finally:
        server.kill()


def _back(server: Server, story: Story, herd: Child, token: str, counted: Path, how: str, come: str) -> Return:
    page = f"/{story.slug}"
    stays, comes = Reads(server.port, page, is_new=False), Reads(server.port, page, is_new=True)
    publishes = Publishes(server.port, story.slug, token, _PUBLISH_EVERY)
    visitors = (stays, comes, publishes)
    had = json.loads(herd.ask(come))
    for visitor in visitors:
        visitor.start()
    time.sleep(1.0)
    queries = counted.stat().st_size
    gone_at = time.monotonic()
    if how.startswith("kill"):
        os.kill(workers_of(_process(server))[0], signal.SIGKILL)
    else:
        server.stop()
        server.start()
    back_at = json.loads(herd.ask("back"))["at"]
    queries = counted.stat().st_size - queries
    time.sleep(1.0)
    for visitor in visitors:
        visitor.stop()
    has = json.loads(herd.ask(f"had {publishes.head}"))
    up_at = _up_at(stays.since(gone_at))
    pages, new_pages = (who.since(up_at) for who in (stays, comes))
    published = [visit for visit in publishes.since(up_at) if visit.began >= up_at]
    waits = sorted(visit.waited_since(up_at) for visit in pages)
    return Return(
        how=how,
        readers_come=come,
        outage=up_at - gone_at,
        back=back_at - up_at,
        pages=len(pages) + len(new_pages),
        page_worst=waits[-1],
        page_p99=waits[int(len(waits) * 0.99)],
        new_page_worst=max(visit.waited_since(up_at) for visit in new_pages),
        published=len(published),
        publish_worst=max(visit.ended - visit.began for visit in published),
        publish_failed=sum(not visit.is_answered for visit in published),
        queries=queries,
        missing=has.get("missing", 0) - had.get("missing", 0),
        doubled=has.get("doubled", 0) - had.get("doubled", 0),
    )


def _process(server: Server) -> "subprocess.Popen[bytes]":
    if server.process is None:
        raise ChildProcessError("the server is not running")
    return server.process


def _up_at(visits: list[Visit]) -> float:
    """When the first page was had after the last connection had been cut."""
    cut = max(number for number, visit in enumerate(visits) if not visit.is_answered)
    return visits[cut + 1].ended
