"""What a reader costs who only waits: processor to let them in, memory to keep them."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.crowd import crowd
from bench.machine import kernel_memory, memory
from bench.measure import Figure, Size, ratio
from bench.servers import LETTERS, Start, hub, nchan

_READERS = 5_000
_SETTLE_SECONDS = 0.5
# Less than this a reader cannot be told from what else a process does with its memory.
_SMALLEST = 1.0


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """Servers are started anew for each round: memory that was used once is not asked for again."""
    peer = nchan(LETTERS["1.5 KB"])
    readers = min(_READERS, max(size.readers))
    starts = {"hub": hub(LETTERS["1.5 KB"]), "nchan": peer}
    entry: dict[str, list[float]] = {name: [] for name in starts}
    kept: dict[str, list[float]] = {name: [] for name in starts}
    kernel: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(max(size.rounds - 2, 1)):
        for name, start in starts.items():
            for figures, one in zip(
                (entry, kept, kernel), _opened(start, folder / f"{name}-{number}", readers), strict=True
            ):
                figures[name].append(one)
    what = f"{readers:,} readers"
    yield ratio(
        f"user memory an idle reader, {what}",
        *("nchan", kept["hub"], kept["nchan"]),
        unit="B",
        must=0.05,
        aim=0.02,
        kernel_bytes=kernel,
    )
    yield ratio(
        f"processor to accept a reader, {what}",
        *("nchan", entry["hub"], entry["nchan"]),
        unit="us",
        scale=1e6,
        must=1.2,
        aim=1.0,
    )


def _opened(start: Start, folder: Path, readers: int) -> tuple[float, float, float]:
    with start(folder) as origin:
        origin.publish()
        # A few first, so that what is made once is made.
        with crowd(origin.port, origin.path, 50):
            origin.publish()
        time.sleep(_SETTLE_SECONDS)
        before = origin.used(), memory(origin.pids), kernel_memory()
        with crowd(origin.port, origin.path, readers):
            time.sleep(_SETTLE_SECONDS)
            after = origin.used(), memory(origin.pids), kernel_memory()
    used, own, kernel = (end - begin for begin, end in zip(before, after, strict=True))
    return used / readers, max(own / readers, _SMALLEST), kernel / readers
