"""One event to every reader: processor time a delivery, and time to the last of them, against nchan."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.crowd import Crowd, crowd
from bench.measure import Figure, Size, ratio
from bench.servers import LETTERS, Origin, Start, hub, nchan

_FEWEST_EVENTS = 3
# For a frame that is not the usual one, this many readers or fewer.
_OTHER_FRAMES = 5_000


@dataclass
class Measured:
    """One server and its readers; what each round took, in seconds."""

    origin: Origin
    crowd: Crowd
    readers: int
    deliveries: int
    had: int = 0
    cpu: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)

    def round(self) -> None:
        """Publish some events, each when all have the one before."""
        events = max(self.deliveries // self.readers, _FEWEST_EVENTS)
        begun_cpu, waits = self.origin.used(), []
        for _ in range(events):
            self.had += 1
            # Before it is published: some servers answer the hand that publishes only when all have been written to.
            self.crowd.read(self.had)
            begun = time.monotonic()
            self.origin.publish()
            waits.append(self.crowd.when() - begun)
        self.cpu.append((self.origin.used() - begun_cpu) / events / self.readers)
        self.last.append(statistics.median(waits))

    def forget(self) -> None:
        """The rounds until now were a warm-up."""
        self.cpu.clear()
        self.last.clear()


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """At each number of readers with the usual frame; with the others at one."""
    for readers in size.readers:
        yield from _against_nchan(size, folder / f"{readers}", readers, "1.5 KB")
    fewer = max((n for n in size.readers if n <= _OTHER_FRAMES), default=size.readers[0])
    for name in ("300 B", "6 KB"):
        yield from _against_nchan(size, folder / name.replace(" ", ""), fewer, name)


def compared(
    size: Size, folder: Path, readers: int, starts: dict[str, Start], *, may_come_again: bool = False
) -> dict[str, Measured]:
    """Each server's rounds, in turn."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        measured = {}
        for name, start in starts.items():
            origin = stack.enter_context(start(folder / name.replace(" ", "-")))
            opened = stack.enter_context(crowd(origin.port, origin.path, readers, may_come_again=may_come_again))
            measured[name] = Measured(origin, opened, readers, size.deliveries)
        for number in range(size.rounds + 1):
            for one in measured.values():
                one.round()
                if number == 0:
                    one.forget()
        return measured


def _against_nchan(size: Size, folder: Path, readers: int, frame: str) -> Iterator[Figure]:
    peer = nchan(LETTERS[frame])
    found = compared(size, folder, readers, {"hub": hub(LETTERS[frame]), "nchan": peer})
    what = f"{frame} to {readers:,} readers"
    yield from beside_nchan(what, found["hub"], found["nchan"], readers=readers, frame=frame)


def beside_nchan(what: str, ours: Measured, theirs: Measured, **about: object) -> Iterator[Figure]:
    """What an event costs, and when the last reader has it."""
    cpu, last = f"processor a delivery, {what}", f"to the last reader, {what}"
    yield ratio(cpu, "nchan", ours.cpu, theirs.cpu, unit="us", scale=1e6, must=0.85, aim=0.72, **about)
    yield ratio(last, "nchan", ours.last, theirs.last, unit="ms", scale=1e3, must=0.90, aim=0.72, **about)
