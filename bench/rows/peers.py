"""Other ways to send events to many readers, each as its own documentation has it, beside this project's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.crowd import crowd
from bench.machine import memory
from bench.measure import Figure, NotMeasured, Size, ratio
from bench.peers import PEERS
from bench.rows.fanout import compared
from bench.servers import LETTERS, Start, frame, hub

# More than this the slowest do not take.
_MOST = 5_000
# They take as long for one of these as this project for a hundred.
_FEWER = 4
_ROUNDS = 3


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """How many times as much others take, each in turn with this project's hub, at each number of readers."""
    letters = LETTERS["1.5 KB"]
    usual = frame(letters)
    counts = sorted({min(readers, _MOST) for readers in size.readers})
    smaller = replace(size, deliveries=size.deliveries // _FEWER, rounds=_ROUNDS)
    lacking = [f"there is no peer {name}; of {', '.join(PEERS)}" for name in size.peers if name not in PEERS]
    for name in size.peers or PEERS:
        if name not in PEERS:
            continue
        try:
            start = PEERS[name](usual)
            for readers in counts:
                yield from _beside(smaller, folder / f"{name}-{readers}", readers, name, start, hub(letters))
        except (NotMeasured, OSError, RuntimeError) as error:
            lacking.append(f"{name}: {error}")
    if lacking:
        raise NotMeasured("; ".join(lacking))


def _beside(size: Size, folder: Path, readers: int, name: str, start: Start, ours: Start) -> Iterator[Figure]:
    found = compared(size, folder, readers, {"here": ours, name: start}, may_come_again=True)
    here, peer = found["here"], found[name]
    if here.crowd.came_again:
        raise ConnectionError(f"{here.crowd.came_again} of this project's own streams ended")
    what = f"{readers:,} readers"
    again = {"came_again": peer.crowd.came_again}
    yield ratio(f"{name}: processor a delivery, {what}", "here", peer.cpu, here.cpu, unit="us", scale=1e6, **again)
    yield ratio(f"{name}: to the last reader, {what}", "here", peer.last, here.last, unit="ms", scale=1e3, **again)
    if peer.crowd.came_again:
        cut_off = peer.crowd.came_again / readers * 100
        yield Figure(what=f"{name}: streams cut off at once, percent of {what}", value=cut_off)
    entry, kept = _cost(start, folder / "idle", readers)
    yield Figure(what=f"{name}: memory an idle reader, KB, of {what}", value=kept / 1024)
    yield Figure(what=f"{name}: processor to accept a reader, us, of {what}", value=entry * 1e6)


def _cost(start: Start, folder: Path, readers: int) -> tuple[float, float]:
    with start(folder) as origin:
        before = origin.used(), memory(origin.pids)
        with crowd(origin.port, origin.path, readers, may_come_again=True):
            return (origin.used() - before[0]) / readers, (memory(origin.pids) - before[1]) / readers
