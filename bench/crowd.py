"""Many readers of one stream in a process of their own: says how many events they have had, and when the last came.

    python -m bench.crowd PORT PATH READERS FIRST

FIRST is the number of the first reader, from which its address comes. A reader whose stream ends while they come in,
comes again, as browsers do. After "open" with their number, and how often one came again, it is asked again and again
for a number of events in all, and answers with the moment (`time.monotonic`) at which the readers had had so many.
"""

import select
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import cast

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
# Whoever has not been answered, or has not had an event, so long after the others, never is and never has.
_PATIENCE = 60.0


class Crowd:
    """All readers of one server, in as many processes as their number takes."""

    def __init__(self, children: list[Child]) -> None:
        self.came_again = 0
        self._children = children
        self._counts: list[int] = []

    def open(self) -> None:
        """Returns once all are in."""
        for each in self._children:
            if not (said := each.read()).startswith("open "):
                raise ChildProcessError(said)
            self._counts.append(int(said.split()[1]))
            self.came_again += int(said.split()[2])

    def read(self, events: int) -> None:
        """Let them read from now on, until each has had so many events; `when` has to follow."""
        for each, readers in zip(self._children, self._counts, strict=True):
            each.say(events * readers)

    def when(self) -> float:
        """The moment at which each reader had had as many."""
        return max(float(each.read()) for each in self._children)


@contextmanager
def crowd(port: int, path: str, readers: int, *, may_come_again: bool = False) -> Iterator[Crowd]:
    """These readers, all of them in, and each at the first time unless they may come again."""
    with ExitStack() as stack:
        children = [
            stack.enter_context(
                child(CROWDS, "bench.crowd", str(port), path, str(min(_A_PROCESS, readers - first)), str(first))
            )
            for first in range(0, readers, _A_PROCESS)
        ]
        opened = Crowd(children)
        opened.open()
        if opened.came_again and not may_come_again:
            raise ConnectionError(f"{opened.came_again} streams ended while {readers} readers came in")
        yield opened


def main() -> None:
    port, path, count, first = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    readers, came_again = _opened(port, path, range(first, first + count))
    polled = select.epoll()
    for number, reader in readers.items():
        polled.register(number, select.EPOLLIN)
        reader.setblocking(False)
    had = 0
    begun: dict[int, bytes] = {}
    print("open", len(readers), came_again, flush=True)
    for line in sys.stdin:
        wanted = int(line)
        while had < wanted:
            came = polled.poll(_PATIENCE)
            if not came:
                raise TimeoutError(f"{had} of {wanted} events came")
            for number, _ in came:
                piece = readers[number].recv(65536)
                if not piece:
                    raise ConnectionError("a stream ended")
                if begun and number in begun:
                    piece = begun.pop(number) + piece
                had += piece.count(_EVENT)
                if not piece.endswith(_ENDS):
                    begun[number] = piece[-len(_EVENT) + 1 :]
        print(time.monotonic(), flush=True)


def _opened(port: int, path: str, numbers: Sequence[int]) -> tuple[dict[int, socket.socket], int]:
    """The readers, by descriptor, and how often one of them came again."""
    here = _entered(port, path, numbers)
    came_again = 0
    while lost := _settled({reader: number for number, reader in here.items()}):
        came_again += len(lost)
        if came_again > len(numbers):
            raise ConnectionError("streams end as fast as they are opened")
        here |= _entered(port, path, lost)
    return {reader.fileno(): reader for reader in here.values()}, came_again


def _entered(port: int, path: str, numbers: Sequence[int]) -> dict[int, socket.socket]:
    """Readers of these numbers, each of whom has been answered."""
    here: dict[int, socket.socket] = {}
    for begin in range(0, len(numbers), _AT_ONCE):
        arriving = {number: _reader(port, path, number) for number in numbers[begin : begin + _AT_ONCE]}
        for reader in arriving.values():
            try:
                answer = reader.recv(65536)
            except TimeoutError as error:
                raise TimeoutError(f"{len(here)} readers were answered, and then no more") from error
            if not answer.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(answer[:200])
        here |= arriving
    return here


def _reader(port: int, path: str, number: int) -> socket.socket:
    reader = socket.socket()
    reader.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
    block = number // _AN_ADDRESS
    reader.bind((f"127.1.{block // 250}.{1 + block % 250}", 0))
    reader.settimeout(_PATIENCE)
    reader.connect(("127.0.0.1", port))
    reader.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\r\n\r\n".encode()
    )
    return reader


def _settled(numbers: dict[socket.socket, int]) -> list[int]:
    """Whose stream has ended, once all are quiet: a server may greet in a second piece, which is no event of ours."""
    lost = []
    greeted = time.monotonic() + _SETTLE_SECONDS
    with selectors.EpollSelector() as late:
        for reader in numbers:
            late.register(reader, selectors.EVENT_READ)
        while time.monotonic() < greeted:
            for key, _ in late.select(0.1):
                reader = cast(socket.socket, key.fileobj)
                with suppress(ConnectionError):
                    if reader.recv(65536):
                        continue
                late.unregister(reader)
                reader.close()
                lost.append(numbers[reader])
    return lost


if __name__ == "__main__":
    main()
