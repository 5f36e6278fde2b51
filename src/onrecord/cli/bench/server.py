"""The server's own processes, where they are on this machine: what they use, as the kernel counts it."""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = "0A"


@dataclass(frozen=True, kw_only=True)
class Used:
    """Seconds of processor, bytes of memory of their own, and of sockets in the kernel (of the whole machine)."""

    at: float
    cpu: float
    memory: int
    kernel: int


def processes_at(port: int) -> tuple[int, ...]:
    """The processes that listen on this port, as far as we may look."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    found = []
    for process in _PROC.iterdir() if sockets else ():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with suppress(OSError):
            if any(_links_to(held, sockets) for held in (process / "fd").iterdir()):
                found.append(int(process.name))
    return tuple(sorted(found))


def used(pids: Iterable[int]) -> Used:
    """What these have used so far; one that is gone counts no more."""
    cpu, memory = 0.0, 0
    for pid in pids:
        with suppress(OSError, ValueError, IndexError):
            cpu += sum(int(_read(f"{pid}/task/{task}/schedstat").split()[0]) for task in _tasks(pid)) / 1e9
            rollup = dict(line.split(":", 1) for line in _read(f"{pid}/smaps_rollup").splitlines()[1:])
            memory += sum(int(rollup[name].split()[0]) * 1024 for name in ("Private_Clean", "Private_Dirty"))
    return Used(at=time.monotonic(), cpu=cpu, memory=memory, kernel=_of_sockets())


def _tasks(pid: int) -> list[str]:
    return [task.name for task in (_PROC / str(pid) / "task").iterdir()]


def _of_sockets() -> int:
    with suppress(OSError, ValueError, IndexError):
        for line in _read("net/sockstat").splitlines():
            if line.startswith("TCP:"):
                return int(line.split()[line.split().index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _listening(port: int) -> set[str]:
    inodes = set()
    for name in ("net/tcp", "net/tcp6"):
        with suppress(OSError):
            for line in _read(name).splitlines()[1:]:
                words = line.split()
                if words[3] == _LISTENS and int(words[1].rpartition(":")[2], 16) == port:
                    inodes.add(words[9])
    return inodes


def _links_to(held: Path, names: set[str]) -> bool:
    with suppress(OSError):
        return str(held.readlink()) in names
    return False


def _read(name: str) -> str:
    return (_PROC / name).read_text()
