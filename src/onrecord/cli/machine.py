"""What the kernel allows a crowd of readers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from onrecord.cli.findings import Finding, note, ok
from onrecord.site import environment
from onrecord.site.capacity import most_descriptors, most_streams
from onrecord.site.listening import BACKLOG

_KERNEL = Path("/proc/sys")
_MANY_READERS = 20_000
# What the kernel keeps for a reader who has stopped reading, with the send buffer that the server asks for.
_STALLED_BYTES = 150 * 1024
_STALLED_SHARE = 4
# A proxy on this machine takes a port for each stream.
_FEW_PORTS = 20_000
_LARGEST_BUFFER = 64 * 1024


def machine() -> Iterator[Finding]:
    """Limits that show only when the crowd is there. What a system does not tell is passed over."""
    checks: tuple[Callable[[], Finding | None], ...] = (_descriptors, _backlog, _tcp_memory, _ports, _send_buffer)
    for check in checks:
        try:
            finding = check()
        except (OSError, ValueError, IndexError):
            continue
        if finding is not None:
            yield finding


def _numbers(name: str) -> list[int]:
    return [int(word) for word in (_KERNEL / name).read_text(encoding="ascii").split()]


def _descriptors() -> Finding:
    # A worker raises its own limit as far as the hard one goes, and keeps a share of it from streams.
    wanted, held = int(environment.number("ONRECORD_MOST_READERS")), most_streams()
    allowed = f"{most_descriptors():,} descriptors"
    if held < wanted:
        advice = (
            f"ONRECORD_MOST_READERS wants {wanted:,}: LimitNOFILE=65536 in the service, or ulimit -Hn; or set it lower."
        )
        return note("descriptors", f"a worker holds {held:,} streams at most, with {allowed}", advice)
    return ok("descriptors", f"a worker holds {wanted:,} streams, with {allowed}")


def _backlog() -> Finding:
    (most,) = _numbers("net/core/somaxconn")
    if most < BACKLOG:
        advice = f"Run: sysctl net.core.somaxconn={BACKLOG}; when a crowd comes at once, some wait a second otherwise."
        return note("backlog", f"{most} connections can wait to be accepted", advice)
    return ok("backlog", f"{most} connections can wait to be accepted")


def _tcp_memory() -> Finding:
    most = _numbers("net/ipv4/tcp_mem")[2] * os.sysconf("SC_PAGE_SIZE")
    readers = most // _STALLED_BYTES
    found = f"{most / 2**20:.0f} MB for all sockets: some {readers} readers who have stopped reading"
    if readers < _MANY_READERS // _STALLED_SHARE:
        advice = "Raise net.ipv4.tcp_mem: past it the kernel drops what it should send, to everybody."
        return note("tcp memory", found, advice)
    return ok("tcp memory", found)


def _ports() -> Finding:
    first, last = _numbers("net/ipv4/ip_local_port_range")
    found = f"{last - first + 1} for connections out of this machine"
    if last - first + 1 < _FEW_PORTS:
        advice = "A proxy on this machine takes one for each reader: sysctl net.ipv4.ip_local_port_range='1024 65000'."
        return note("ports", found, advice)
    return ok("ports", found)


def _send_buffer() -> Finding | None:
    (most,) = _numbers("net/core/wmem_max")
    if most < _LARGEST_BUFFER:
        advice = f"Run: sysctl net.core.wmem_max={_LARGEST_BUFFER * 2}; large frames take more turns otherwise."
        return note("send buffer", f"at most {most // 1024} KB for a connection", advice)
    return ok("send buffer", f"as large as wanted ({_LARGEST_BUFFER // 1024} KB)")
