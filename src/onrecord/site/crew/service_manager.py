"""What is told to the service manager that started us, in systemd's way: a datagram to the address it names."""

import os
import socket
import time
from collections.abc import Mapping, MutableMapping
from contextlib import suppress

_NAMES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


class ServiceManager:
    """Says nothing where nobody asked to be told."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the null byte of an abstract address.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.sign_every = _sign_every(environment)

    def ready(self, status: str) -> None:
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def sign_of_life(self) -> None:
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
            teller.setblocking(False)
            teller.sendto("\n".join(lines).encode(), self._address)


def hidden_from_workers(environment: MutableMapping[str, str]) -> None:
    """Take out what is the supervisor's alone."""
    for name in _NAMES:
        environment.pop(name, None)


def _sign_every(environment: Mapping[str, str]) -> float | None:
    """How often the manager wants a sign of life, twice as often as it says; None if it does not."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    try:
        return max(int(environment["WATCHDOG_USEC"]) / 2_000_000, 0.05)
    except (KeyError, ValueError):
        return None
