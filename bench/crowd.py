"""Many readers of one stream in a process of their own: says how many events they have had, and when the last came.

    python -m bench.crowd PORT PATH READERS FIRST

FIRST is the number of the first reader, from which its address comes. After "open" it is asked again and again for a
number of events in all, and answers with the moment (`time.monotonic`) at which the readers had had so many.
"""

import select
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.child import Child, child
from bench.machine import CROWDS

# Each event has one line of data, however its server ends lines.
_EVENT = b"\ndata:"
_ENDS = (b"\n\n", b"\n\r\n")
_A_PROCESS = 18_000
_AN_ADDRESS = 20
# Some peers refuse more whom they have not answered yet.
_AT_ONCE = 50
_BIND_ADDRESS_NO_PORT = 24
_SETTLE_SECONDS = 1.0


class Crowd:
    """All readers of one server, in as many processes as their number takes."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self._counts: list[int] = []

    def open(self) -> None:
        """Returns once all are in."""
        for each in self._children:
            if not (said := each.read()).startswith("open "):
                raise ChildProcessError(said)
            self._counts.append(int(said.split()[1]))

    def when(self, events: int) -> float:
        """The moment at which each reader had had so many events."""
        for each, readers in zip(self._children, self._counts, strict=True):
            each.say(events * readers)
        return max(float(each.read()) for each in self._children)


@contextmanager
def crowd(port: int, path: str, readers: int) -> Iterator[Crowd]:
    """These readers, all of them in."""
    with ExitStack() as stack:
        children = [
            stack.enter_context(
                child(CROWDS, "bench.crowd", str(port), path, str(min(_A_PROCESS, readers - first)), str(first))
            )
            for first in range(0, readers, _A_PROCESS)
        ]
        opened = Crowd(children)
        opened.open()
        yield opened


def main() -> None:
    port, path, count, first = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    readers = _opened(port, path, count, first)
    polled = select.epoll()
    for number, reader in readers.items():
        polled.register(number, select.EPOLLIN)
        reader.setblocking(False)
    had = 0
    begun: dict[int, bytes] = {}
    print("open", len(readers), flush=True)
    for line in sys.stdin:
        wanted = int(line)
        while had < wanted:
            for number, _ in polled.poll():
                piece = readers[number].recv(65536)
                if not piece:
                    raise ConnectionError("a stream ended")
                if begun and number in begun:
                    piece = begun.pop(number) + piece
                had += piece.count(_EVENT)
                if not piece.endswith(_ENDS):
                    begun[number] = piece[-len(_EVENT) + 1 :]
        print(time.monotonic(), flush=True)


def _opened(port: int, path: str, count: int, first: int) -> dict[int, socket.socket]:
    """The readers, each of whom has been answered, by descriptor."""
    readers = {}
    arriving: list[socket.socket] = []
    for number in range(first, first + count):
        reader = socket.socket()
        reader.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
        block = number // _AN_ADDRESS
        reader.bind((f"127.1.{block // 250}.{1 + block % 250}", 0))
        reader.connect(("127.0.0.1", port))
        reader.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\r\n\r\n".encode()
        )
        readers[reader.fileno()] = reader
        arriving.append(reader)
        if len(arriving) == _AT_ONCE or number == first + count - 1:
            for each in arriving:
                answer = each.recv(65536)
                if not answer.startswith(b"HTTP/1.1 200"):
                    raise ConnectionError(answer[:200])
            arriving.clear()
    # A server may greet in a second piece, which is no event of the bench's.
    greeted = time.monotonic() + _SETTLE_SECONDS
    with selectors.DefaultSelector() as late:
        for reader in readers.values():
            late.register(reader, selectors.EVENT_READ)
        while time.monotonic() < greeted:
            for key, _ in late.select(0.1):
                if not readers[key.fd].recv(65536):
                    raise ConnectionError("a stream ended")
    return readers


if __name__ == "__main__":
    main()
