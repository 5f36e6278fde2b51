"""A process of ours that answers each line with a line."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from bench.machine import pin
from tests.running import ROOT


class Child:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.pid = process.pid
        self._process = process

    def read(self) -> str:
        line = cast(IO[str], self._process.stdout).readline()
        if not line:
            raise ChildProcessError(f"{self._process.args} has ended; its own words stand above")
        return line.strip()

    def say(self, line: object) -> None:
        asked = cast(IO[str], self._process.stdin)
        asked.write(f"{line}\n")
        asked.flush()

    def ask(self, line: object) -> str:
        self.say(line)
        return self.read()


@contextmanager
def child(processors: set[int], *arguments: str) -> Iterator[Child]:
    """`python -m` with these arguments, on these processors."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        pin([process.pid], processors)
        try:
            yield Child(process)
        finally:
            process.kill()
