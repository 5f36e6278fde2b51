"""Other ways to send events to many readers, each as its own documentation has it, beside this project's."""

from collections.abc import Iterator
from pathlib import Path

from bench.crowd import crowd
from bench.machine import memory
from bench.measure import Figure, Size, ratio
from bench.peers import PEERS
from bench.rows.fanout import compared
from bench.servers import LETTERS, Start, frame, hub

_READERS = 1_000
# The slowest takes as long for one of these as this project for a hundred.
_FEWER = 4


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """How many times as much processor and time others take; each is measured in turn with this project's hub."""
    readers = min(_READERS, max(size.readers))
    letters = LETTERS["1.5 KB"]
    usual = frame(letters)
    for name, peer in PEERS.items():
        start = peer(usual)
        if start is None:
            continue
        try:
            found = compared(_smaller(size), folder / name, readers, {"hub": hub(letters), name: start})
            entry, kept = _cost(start, folder / f"{name}-idle", readers)
        except (OSError, RuntimeError) as error:
            print(f"NOT MEASURED: {name}: {error}")
            continue
        ours, theirs = found["hub"], found[name]
        about = {"peer_accept_us": entry * 1e6, "peer_memory_bytes": kept}
        what = f"to {readers:,} readers"
        yield ratio(f"{name}: processor a delivery {what}", "here", theirs.cpu, ours.cpu, unit="us", scale=1e6, **about)
        yield ratio(f"{name}: to the last reader, {what}", "here", theirs.last, ours.last, unit="ms", scale=1e3)
        yield Figure(what=f"{name}: memory an idle reader, KB", value=kept / 1024)
        yield Figure(what=f"{name}: processor to accept a reader, us", value=entry * 1e6)


def _smaller(size: Size) -> Size:
    from dataclasses import replace

    return replace(size, deliveries=size.deliveries // _FEWER, rounds=3)


def _cost(start: Start, folder: Path, readers: int) -> tuple[float, float]:
    with start(folder) as origin:
        before = origin.used(), memory(origin.pids)
        with crowd(origin.port, origin.path, readers):
            return (origin.used() - before[0]) / readers, (memory(origin.pids) - before[1]) / readers
