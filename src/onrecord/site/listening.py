"""The sockets that the site listens on."""

import socket
import sys
import time
from contextlib import ExitStack

# With the system's default a reader who stops reading holds 3.4 MB of kernel memory, and some hundreds of them reach
# the machine's limit for all sockets; with this one 0.14 MB. Inherited by every accepted connection.
_SEND_BUFFER = 64 * 1024
# After so long without one byte taken, the kernel gives a connection up, also one that we are waiting to close.
_USER_TIMEOUT_MS = 60_000
# As many readers as come back at once after a restart; the kernel takes less where net.core.somaxconn is lower.
BACKLOG = 16_384
# A server that was killed leaves workers that let go of the port within moments.
_PATIENCE = 1.0
_LOOK_EVERY = 0.05


class NotHere(OSError):
    """This system cannot share a port among several workers."""


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket whose connections have bounded buffers; port 0 takes any free one."""
    return _bound(host, port, is_shared=False)


def listening_sockets(host: str, port: int, count: int) -> list[socket.socket]:
    """As many sockets of one address, among which the kernel spreads connections; raises OSError.

    A port that somebody else listens on is refused, although the kernel would let one user's programs share it.
    """
    if count == 1:
        return [_patiently(host, port)]
    if not hasattr(socket, "SO_REUSEPORT") or sys.platform != "linux":
        raise NotHere("several workers share a port, which only Linux does; leave --workers away")
    with _patiently(host, port) as claim:
        port = claim.getsockname()[1]
    with ExitStack() as bound:
        sockets = [bound.enter_context(_bound(host, port, is_shared=True)) for _ in range(count)]
        bound.pop_all()
        return sockets


def _patiently(host: str, port: int) -> socket.socket:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return _bound(host, port, is_shared=False)
        except OSError:
            if not port or time.monotonic() > deadline:
                raise
        time.sleep(_LOOK_EVERY)


def _bound(host: str, port: int, *, is_shared: bool) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening
