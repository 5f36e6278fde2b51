"""A quarter of the readers stop reading: what the others notice of it, and what it takes to keep them."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.machine import CROWDS, kernel_memory, memory, pin
from bench.measure import Figure, Size
from bench.servers import Run, running
from onrecord.cli.bench.address import read_address
from onrecord.cli.bench.crowd import Plan
from onrecord.cli.bench.crowds import Crowds
from onrecord.cli.bench.figures import Delivered, delivered

_READERS = 3_000
_EVENTS = 40
_EVERY = 0.1
# Longer than all that the kernel takes for one reader, in sum.
_LONG, _LONG_EVENTS = 20_000, 40


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """The same number of readers who read, with and without as many more that make a quarter of all stall."""
    reading = min(_READERS, max(size.readers))
    still = reading // 3
    with_: list[Delivered] = []
    without: list[Delivered] = []
    with running(folder / "run", 560) as site:
        for number in range(max(size.rounds - 2, 1) + 1):
            for stalled, found in ((0, without), (still, with_)):
                heard = _heard(site, reading, stalled)
                if number:
                    found.append(heard)
        lost = sum(each.missing + each.doubled for each in (*with_, *without))
        this, that = [_p99(each) for each in with_], [_p99(each) for each in without]
        yield Figure(
            what=f"p99 of {reading:,} readers, with {still:,} stalled beside them",
            peer="without them",
            value=statistics.median(this) / statistics.median(that),
            this=statistics.median(this) * 1e3,
            that=statistics.median(that) * 1e3,
            unit="ms",
            must=1.1,
            aim=1.0,
            more={"with": this, "without": that, "missing_or_doubled": lost},
        )
    with running(folder / "memory", _LONG) as site:
        yield from _memory(site, still)


def _plan(site: Run, reading: int, stalled: int) -> Plan:
    return Plan(
        address=read_address(f"http://127.0.0.1:{site.port}{site.path}"),
        first=0,
        streams=reading,
        stalled=stalled,
        polling=0,
        polling_path="",
        ramp=3_000,
        churn=0,
        headers=(),
        is_any_certificate=False,
    )


def _heard(site: Run, reading: int, stalled: int) -> Delivered:
    crowds = Crowds(_plan(site, reading, stalled), 1)
    try:
        if crowds.start(lambda _: None) < reading + stalled:
            raise ConnectionError("not all readers came in")
        pin(crowds.pids, CROWDS)
        before = crowds.begin().streams
        for _ in range(_EVENTS):
            site.publish()
            time.sleep(_EVERY)
        wanted = crowds.known().streams - before
        crowds.wait((reading * len(wanted), 0), 30)
        return delivered([told.streams for told in crowds.end()], {}, wanted)
    finally:
        crowds.close()


def _memory(site: Run, stalled: int) -> Iterator[Figure]:
    """Of readers who take nothing, while far more is sent than they have room for."""
    crowds = Crowds(_plan(site, 0, stalled), 1)
    try:
        for _ in range(_LONG_EVENTS):
            site.publish()  # so that the ring of frames is as full before as it is after
        if crowds.start(lambda _: None) < stalled:
            raise ConnectionError("not all readers came in")
        before = memory(site.pids), kernel_memory()
        for _ in range(_LONG_EVENTS):
            site.publish()
        time.sleep(1)
        after = memory(site.pids), kernel_memory()
    finally:
        crowds.close()
    names = ("memory a stalled reader, ours", "memory a stalled reader, the kernel's")
    for name, begun, ended, must, aim in zip(names, before, after, (16, 150), (1, 150), strict=True):
        each = (ended - begun) / stalled / 1024
        yield Figure(what=f"{name}, KB", value=each, must=must, aim=aim, more={"stalled": stalled})


def _p99(heard: Delivered) -> float:
    if heard.times is None:
        raise ValueError("nothing was heard")
    return heard.times.p99
