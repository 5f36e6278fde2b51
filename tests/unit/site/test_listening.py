"""What the kernel keeps for connections to the site."""

import socket

from onrecord.site.listening import listening_socket, listening_sockets

# The kernel counts its own bookkeeping, too, and takes twice what is asked for.
_MOST = 2 * 64 * 1024


def _accepted(listening: socket.socket) -> socket.socket:
    listening.listen()
    with socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
    return accepted


def test_what_the_kernel_holds_for_who_does_not_read_is_bounded() -> None:
    """With its own default it is megabytes for each, and some hundreds of them reach the limit for all sockets."""
    with listening_socket("127.0.0.1", 0) as listening, _accepted(listening) as accepted:
        assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= _MOST
        assert 0 < accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 60_000


def test_so_it_is_at_every_worker() -> None:
    shared = listening_sockets("127.0.0.1", 0, 2)
    try:
        assert len({listening.getsockname() for listening in shared}) == 1
        for listening in shared:
            assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= _MOST
    finally:
        for listening in shared:
            listening.close()
