"""Two workers on two processors, beside nginx with two: more readers than one process may hold."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from bench.machine import PROCESSORS
from bench.measure import Figure, NotMeasured, Size
from bench.rows.fanout import beside_nchan, compared
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
    what = f"{_FRAME} to {readers:,} readers, two workers"
    yield from beside_nchan(what, found["workers"], found["nchan"])
