"""Processes as the kernel counts them, and the processors that they run on."""

import os
import platform
import resource
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bench.measure import NotMeasured

PROCESSORS = sorted(os.sched_getaffinity(0))
# A server has one processor to itself and its crowd the others, so that neither takes what the other is measured by.
SERVERS = {PROCESSORS[0]}
CROWDS = set(PROCESSORS[1:]) or SERVERS


def family(pid: int) -> list[int]:
    """The process and all that came of it."""
    found = [pid]
    for parent in found:
        with suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu(pids: Iterable[int]) -> float:
    """The seconds of processor time that these have used, to the nanosecond."""
    used = 0
    for pid in pids:
        with suppress(OSError):
            used += sum(
                int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir()
            )
    return used / 1e9


def cpu_of_thread(pid: int) -> float:
    """The same of a process's first thread alone."""
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e9


def memory(pids: Iterable[int]) -> int:
    """The bytes that are these processes' own."""
    own = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(("Private_Clean:", "Private_Dirty:")):
                    own += int(line.split()[1]) * 1024
    return own


def kernel_memory() -> int:
    """The bytes that the kernel keeps for all TCP connections of this machine, at both of their ends."""
    for line in Path("/proc/net/sockstat").read_text().splitlines():
        if line.startswith("TCP:"):
            return int(line.split()[line.split().index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def pin(pids: Iterable[int], processors: Iterable[int]) -> None:
    """Let these run on these processors alone."""
    for pid in pids:
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), processors)


def description() -> str:
    """The machine and its programs, in a line."""
    model = ""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    nginx = _said("nginx", "-v").strip().removeprefix("nginx version: ")
    return (
        f"{len(PROCESSORS)} processors ({model or platform.machine()}), {gigabytes:.0f} GB,"
        f" {platform.system()} {platform.release()}, Python {platform.python_version()}, {nginx or 'no nginx'},"
        f" {resource.getrlimit(resource.RLIMIT_NOFILE)[1]:,} descriptors a process"
    )


def require(program: str, *packages: str) -> None:
    """Returns if the program, or file, is there, if need be from Debian's packages; raises NotMeasured."""
    if _has(program):
        return
    wanted = f"{program} is missing (Debian: {', '.join(packages)})"
    if shutil.which("apt-get") is None:
        raise NotMeasured(f"{wanted}, and this is no Debian: install it by hand")
    if os.geteuid() != 0:
        raise NotMeasured(f"{wanted}, and only root may install it: sudo apt-get install {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    ended = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if not _has(program):
        said = ended.stderr.strip().splitlines()
        raise NotMeasured(f"{wanted}, and cannot be installed: {said[-1] if said else 'apt-get does not bring it'}")


def _has(program: str) -> bool:
    return shutil.which(program) is not None or Path(program).is_file()


def _said(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr
