"""The whole crowd: its processes, asked together."""

import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from onrecord.cli.bench.crowd import Known, Plan, Standing, Told, run
from onrecord.cli.refused import Refused

_Heard = TypeVar("_Heard")
_ASK_SECONDS = 0.1
_PATIENCE = 60.0
# After so long without one more delivery, what is not there does not come.
QUIET_SECONDS = 5.0
# Words of greeting, and a server's history, come in the moment in which a stream opens.
_SETTLE_SECONDS = 1.0


class Crowds:
    """Belongs to the process that publishes. `start`, `begin`, `wait`, `end`; `close` in any case."""

    def __init__(self, plan: Plan, processes: int) -> None:
        """The plan is that of the whole crowd; each process takes its part."""
        self._plans = [_part(plan, number, processes) for number in range(processes)]
        self._processes: list[BaseProcess] = []
        self._lines: list[Connection] = []

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes if process.pid is not None]

    def start(self, tell: Callable[[int], None]) -> int:
        """Open all readers; returns how many are in."""
        context = multiprocessing.get_context("spawn")
        for plan in self._plans:
            ours, theirs = context.Pipe()
            process = context.Process(target=run, args=(plan, theirs), daemon=True)
            process.start()
            theirs.close()
            self._lines.append(ours)
            self._processes.append(process)
        wanted = sum(plan.streams + plan.stalled + plan.polling for plan in self._plans)
        changed_at, settled = time.monotonic(), -1
        while time.monotonic() - changed_at < _PATIENCE:
            standings = self._standings()
            now = sum(standing.settled for standing in standings)
            if now > settled:
                changed_at, settled = time.monotonic(), now
            tell(now)
            if now >= wanted:
                break
            time.sleep(_ASK_SECONDS)
        time.sleep(_SETTLE_SECONDS)
        return sum(standing.opened for standing in self._standings())

    def begin(self) -> Known:
        """From here on what comes is counted; returns what came before, in any of the processes."""
        return self._known("begin")

    def known(self) -> Known:
        """What has come until now, to any reader."""
        return self._known("known")

    def deliveries(self) -> tuple[int, int]:
        """How many events have come to readers of streams, and to those who poll."""
        return _made(self._standings())

    def wait(self, wanted: tuple[int, int], seconds: float, quiet: float = QUIET_SECONDS) -> None:
        """Until so many deliveries have been made, none more has come for a while to readers who are all there, or the
        time is up.
        """
        deadline = changed_at = time.monotonic()
        deadline += seconds
        before = (-1, -1)
        while (now := time.monotonic()) < deadline and now - changed_at < quiet:
            standings = self._standings()
            made = _made(standings)
            if made[0] >= wanted[0] and made[1] >= wanted[1]:
                return
            if made != before or any(standing.away for standing in standings):
                before, changed_at = made, now
            time.sleep(_ASK_SECONDS)

    def end(self) -> list[Told]:
        """What each process has to tell; they end with it."""
        return self._all("end", Told)

    def close(self) -> None:
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.join(5)
            if process.is_alive():
                process.kill()

    def _known(self, asked: str) -> Known:
        known = self._all(asked, Known)
        return Known(
            streams=set().union(*(each.streams for each in known)), polls=set().union(*(each.polls for each in known))
        )

    def _standings(self) -> list[Standing]:
        return self._all("standing", Standing)

    def _all(self, asked: str, kind: type[_Heard]) -> list[_Heard]:
        for line in self._lines:
            with suppress(BrokenPipeError):
                line.send(asked)
        return [_heard(line, kind) for line in self._lines]


def _made(standings: list[Standing]) -> tuple[int, int]:
    return sum(each.deliveries[0] for each in standings), sum(each.deliveries[1] for each in standings)


def _part(plan: Plan, number: int, processes: int) -> Plan:
    def share(count: int) -> int:
        return count * (number + 1) // processes - count * number // processes

    before = sum(count * number // processes for count in (plan.streams, plan.stalled, plan.polling))
    return replace(
        plan,
        first=before,
        streams=share(plan.streams),
        stalled=share(plan.stalled),
        polling=share(plan.polling),
        ramp=plan.ramp / processes,
        churn=plan.churn / processes,
    )


def _heard(line: Connection, kind: type[_Heard]) -> _Heard:
    try:
        if not line.poll(_PATIENCE):
            raise Refused("A process of readers does not answer; take fewer readers, or a larger machine.")
        heard = line.recv()
    except (EOFError, OSError) as error:
        raise Refused("A process of readers has ended; its own words stand above.") from error
    if not isinstance(heard, kind):
        raise TypeError(heard)
    return heard
