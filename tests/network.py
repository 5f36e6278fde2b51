"""A machine of its own for a process: a network namespace with cables to this one, which can be pulled."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_NETWORK = "10.231"


class Machine:
    """Has the address `10.231.N.2` at the end of cable N, at whose other end `10.231.N.1` is this machine's."""

    def __init__(self, name: str) -> None:
        self._name = name
        # What a command begins with to run there.
        self.prefix = ("ip", "netns", "exec", name)

    def here(self, cable: int) -> str:
        return f"{_NETWORK}.{cable}.1"

    def there(self, cable: int) -> str:
        return f"{_NETWORK}.{cable}.2"

    def network(self, cable: int) -> str:
        return f"{_NETWORK}.{cable}.0/24"

    def pull(self, cable: int) -> None:
        """From now on nothing that is sent arrives, and nobody is told."""
        _ip("link", "set", self._cable(cable), "down")

    def plug_in(self, cable: int) -> None:
        _ip("link", "set", self._cable(cable), "up")

    def lay(self, cable: int) -> None:
        here, there = self._cable(cable), f"{self._cable(cable)}t"
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", self._name)
        _ip("addr", "add", f"{self.here(cable)}/24", "dev", here)
        _ip("link", "set", here, "up")
        _ip("-n", self._name, "addr", "add", f"{self.there(cable)}/24", "dev", there)
        _ip("-n", self._name, "link", "set", there, "up")

    def _cable(self, cable: int) -> str:
        return f"or{os.getpid()}-{cable}"[-12:]


@contextmanager
def machine(cables: int) -> Iterator[Machine]:
    """A machine with so many cables, numbered from 1; what still runs there at the end is ended."""
    name = f"onrecord-{os.getpid()}"
    try:
        _ip("netns", "add", name)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("NOT RUN: no network namespaces here (they need root and the package iproute2)")
    try:
        _ip("-n", name, "link", "set", "lo", "up")
        there = Machine(name)
        for cable in range(1, cables + 1):
            there.lay(cable)
        yield there
    finally:
        _ip("netns", "del", name)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=30)
