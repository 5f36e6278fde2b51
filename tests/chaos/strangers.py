"""Connections that mean no good, from a process of their own: they stay until its input ends.

    python -m tests.chaos.strangers PORT KIND COUNT FIRST

From connection number FIRST on, each twenty have an address of their own in 127.0.0.0/8; "alone" has but one.
"""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator

from tests.running import ROOT

# What each kind says; None for what is never read of the answer.
_HALF = b"GET /harbour HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
_DEAF = b"GET /harbour/stream?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_SAID = {"half-open": _HALF, "alone": _HALF, "silent": b"", "deaf": _DEAF}
_AN_ADDRESS = 20
_BIND_ADDRESS_NO_PORT = 24


@contextlib.contextmanager
def strangers(port: int, kind: str, count: int, first: int = 0) -> Iterator[None]:
    """All of them have come; whether the server still has them is its own affair."""
    command = [sys.executable, "-m", "tests.chaos.strangers", str(port), kind, str(count), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert said == f"{count}\n", said
            yield
        finally:
            process.kill()


def main() -> None:
    port, kind, count, first = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    lines = []
    for number in range(first, first + count):
        line = socket.socket()
        line.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
        block = 0 if kind == "alone" else number // _AN_ADDRESS
        line.bind((f"127.2.{block // 250}.{1 + block % 250}", 0))
        if kind == "deaf":
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(30)
        # Who is cut off at once is one stranger the fewer.
        with contextlib.suppress(ConnectionError):
            line.connect(("127.0.0.1", port))
            line.send(_SAID[kind])
        lines.append(line)
    print(len(lines), flush=True)  # noqa: T201 - that they are all there
    sys.stdin.read()


if __name__ == "__main__":
    main()
