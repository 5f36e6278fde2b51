"""One worker's process, as the supervisor holds it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass

from onrecord.site.crew.line import Line
from onrecord.site.crew.service_manager import hidden_from_workers

# What a worker's process runs; the cli, which knows what else is beside the site, stands above this room.
_MODULE = "onrecord.cli.worker"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What a worker is told when it is started; the numbers are descriptors that it inherits.

    An older version's supervisor starts a newer version's workers, so what is here keeps its meaning.
    """

    listening: int
    line: int
    heritage: int | None
    prepares: bool
    greets: bool
    waits: bool
    url: str
    sample: bool = False
    behind: str | None = None

    def as_text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def read_order(text: str) -> Order:
    """The order in a worker's arguments; what an older supervisor does not say, is as without it."""
    known = {name: value for name, value in json.loads(text).items() if name in Order.__dataclass_fields__}
    return Order(**known)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a worker serves: which of them it is, on which socket, and what all of them are told."""

    number: int
    listening: socket.socket
    url: str
    sample: bool
    behind: str | None
    run_folder: str
    run_lock: int


class Worker:
    """Started at once; the supervisor hears it on `line`."""

    def __init__(
        self,
        place: Place,
        environment: Mapping[str, str],
        *,
        prepares: bool = False,
        greets: bool = False,
        waits: bool = False,
        is_heir: bool = False,
    ) -> None:
        self.line, theirs = Line.pair()
        # The two ends between which a predecessor's readers go: the heir has its own from the start.
        self.bequest: socket.socket | None = None
        heritage: socket.socket | None = None
        if is_heir:
            self.bequest, heritage = socket.socketpair()
        order = Order(
            listening=place.listening.fileno(),
            line=theirs.fileno(),
            heritage=None if heritage is None else heritage.fileno(),
            prepares=prepares,
            greets=greets,
            waits=waits,
            url=place.url,
            sample=place.sample,
            behind=place.behind,
        )
        own = {"ONRECORD_WORKER": str(place.number), "ONRECORD_RUN_DIR": place.run_folder}
        inherited = [order.listening, order.line, place.run_lock, *([] if heritage is None else [heritage.fileno()])]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this program itself, with an order of our own making
                [sys.executable, "-m", _MODULE, order.as_text()],
                env={**environment, **own},
                stdin=subprocess.DEVNULL,
                pass_fds=inherited,
            )
        except OSError:
            self.let_go()
            raise
        finally:
            theirs.close()
            if heritage is not None:
                heritage.close()
        self.number = place.number
        self.is_ready = False
        self.is_prepared = not prepares
        # Looks of the supervisor since the worker last said something, and since it was started or told to leave.
        self.silent = 0
        self.waited = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def name(self) -> str:
        return f"worker {self.number} (process {self.pid})"

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def exit_code(self) -> int:
        """How it ended; below zero the signal that ended it."""
        return self._process.returncode or 0

    def how_it_ended(self) -> str:
        if self.exit_code >= 0:
            return f"ended with exit code {self.exit_code}"
        try:
            return f"was ended by signal {-self.exit_code} ({signal.Signals(-self.exit_code).name})"
        except ValueError:
            return f"was ended by signal {-self.exit_code}"

    def terminate(self) -> None:
        """Let it send its readers away and end."""
        with suppress(OSError):
            self._process.terminate()

    def kill(self) -> None:
        with suppress(OSError):
            self._process.kill()

    def let_go(self) -> None:
        """It has ended: close what led to it."""
        self.line.close()
        if self.bequest is not None:
            self.bequest.close()
            self.bequest = None


def environment_of(settings: Mapping[str, str]) -> dict[str, str]:
    """What a worker's environment is: ours, and above it the settings of a file."""
    environment = {**os.environ, **settings}
    hidden_from_workers(environment)
    return environment
