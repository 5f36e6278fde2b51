"""Two workers on two processors, beside nginx with two: more readers than one process may hold."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from bench.machine import PROCESSORS
from bench.measure import Figure, NotMeasured, Size, ratio
from bench.rows.fanout import compared
from bench.servers import LETTERS, Origin, nchan, running

_FRAME = "1.5 KB"


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """The whole program, with its database: a follower in each worker, and each event in the log before it is sent."""
    if len(PROCESSORS) < 2:
        raise NotMeasured("two workers need two processors")
    peer = nchan(LETTERS[_FRAME], workers=2)

    def ours(home: Path) -> AbstractContextManager[Origin]:
        return running(home, LETTERS[_FRAME], workers=2)

    readers = size.two_workers
    found = compared(size, folder, readers, {"workers": ours, "nchan": peer})
    workers, theirs = found["workers"], found["nchan"]
    what = f"{_FRAME} to {readers:,} readers, two workers"
    yield ratio(
        f"processor a delivery, {what}", "nchan", workers.cpu, theirs.cpu, unit="us", scale=1e6, must=0.85, aim=0.72
    )
    yield ratio(
        f"to the last reader, {what}", "nchan", workers.last, theirs.last, unit="ms", scale=1e3, must=0.9, aim=0.72
    )
