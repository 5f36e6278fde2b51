"""Readers who come back whenever their stream ends, in a process of their own: when all are back, and what they missed.

    python -m bench.herd PORT PATH READERS AFTER

Each asks for what follows AFTER. After "open" a line is a command. "patient" and "at-once" say how they come back from
now on: at the time that they were told and as the reader's script does, or all in one moment and as often as they can.
"back" is answered when each has gone and come back since then; "had SEQ" when each has had all events up to that one.
"""

import json
import os
import random
import re
import select
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from heapq import heappop, heappush

_BIND_ADDRESS_NO_PORT = 24
_AN_ADDRESS = 20
# At most so many begin between two looks at those who are here.
_AT_ONCE = 200
_HAMMER_SECONDS = 0.05
# As client/reader/timing.ts has it.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_EVENT = re.compile(rb"id: (\d+)\nevent: (\w+)\n(?:retry: \d+\n)?data: (?:\{\"retry_ms\":(\d+))?")
_PIECE = 256 * 1024


class Reader:
    """One, here or not."""

    __slots__ = ("begun", "failures", "is_in", "line", "number", "place")

    def __init__(self, number: int, place: int) -> None:
        self.number = number
        self.place = place
        self.line: socket.socket | None = None
        self.is_in = False
        self.begun = b""
        self.failures = 0


class Herd:
    def __init__(self, port: int, path: str, count: int, after: int) -> None:
        self._port, self._path, self._count = port, path, count
        self._epoll = select.epoll()
        self._here: dict[int, Reader] = {}
        self._due: list[tuple[float, int, Reader]] = []
        self._is_patient = True
        self._left: set[int] = set()
        self._in = 0
        self.seen: Counter[str] = Counter()
        self._readers = [Reader(number, after) for number in range(count)]
        for reader in self._readers:
            heappush(self._due, (0.0, reader.number, reader))

    def close(self) -> None:
        for reader in self._readers:
            if reader.line is not None:
                reader.line.close()
        self._epoll.close()

    def come_back(self, *, is_patient: bool) -> None:
        self._is_patient = is_patient
        self._left.clear()

    def are_in(self) -> bool:
        return self._in == self._count

    def are_back(self) -> bool:
        return len(self._left) == self._count and self.are_in()

    def have_had(self, seq: int) -> bool:
        return self.are_in() and all(reader.place >= seq for reader in self._readers)

    def work(self) -> bool:
        """Whatever is to be done now; says whether there is a line of standard input."""
        self._begin_due()
        pause = 0.05 if not self._due else min(max(self._due[0][0] - time.monotonic(), 0), 0.05)
        said = False
        for number, events in self._epoll.poll(pause):
            if number == 0:
                said = True
            elif events & select.EPOLLOUT:
                self._ask(self._here[number])
            else:
                self._hear(self._here[number])
        return said

    def listen(self) -> None:
        self._epoll.register(0, select.EPOLLIN)

    def _begin_due(self) -> None:
        for _ in range(_AT_ONCE):
            if not self._due or self._due[0][0] > time.monotonic():
                return
            _, number, reader = heappop(self._due)
            line = reader.line = socket.socket()
            line.setblocking(False)
            line.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
            block = number // _AN_ADDRESS
            line.bind((f"127.1.{block // 250}.{1 + block % 250}", 0))
            self._here[line.fileno()] = reader
            self._epoll.register(line.fileno(), select.EPOLLOUT)
            with suppress(BlockingIOError):
                line.connect(("127.0.0.1", self._port))

    def _ask(self, reader: Reader) -> None:
        line = reader.line
        if line is None:
            return
        try:
            line.sendall(
                f"GET {self._path}?after={reader.place} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\r\n\r\n".encode()
            )
        except OSError:
            self._gone(reader)
            return
        self._epoll.modify(line.fileno(), select.EPOLLIN)

    def _hear(self, reader: Reader) -> None:
        if reader.line is None:
            return
        try:
            piece = reader.line.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._gone(reader)
            return
        if reader.begun:
            piece = reader.begun + piece
        cut = len(piece) if piece.endswith(b"\n\n\r\n") else piece.rfind(b"\n\n") + 2
        reader.begun = piece[cut:]
        for event in _EVENT.finditer(piece, 0, cut):
            kind = event[2]
            if kind == b"change":
                self._take(reader, int(event[1]))
            elif kind == b"beat":
                self._greet(reader)
            elif kind == b"drain":
                self._gone(reader, int(event[3]) / 1000)
                return
            else:
                self.seen[kind.decode()] += 1
                self._gone(reader)
                return

    def _take(self, reader: Reader, seq: int) -> None:
        if seq <= reader.place:
            self.seen["doubled"] += 1
            return
        if seq > reader.place + 1:
            self.seen["missing"] += seq - reader.place - 1
        reader.place = seq

    def _greet(self, reader: Reader) -> None:
        reader.failures = 0
        if not reader.is_in:
            reader.is_in = True
            self._in += 1

    def _gone(self, reader: Reader, told: float | None = None) -> None:
        if reader.line is not None:
            del self._here[reader.line.fileno()]
            reader.line.close()
            reader.line = None
        if reader.is_in:
            reader.is_in = False
            self._in -= 1
            self._left.add(reader.number)
        reader.begun = b""
        if not self._is_patient:
            pause = 0.0 if told is not None or not reader.failures else _HAMMER_SECONDS
        elif told is None:
            most = min(_FIRST_PAUSE * 2**reader.failures, _LONGEST_PAUSE)
            pause = random.uniform(most / 2, most)  # noqa: S311 - spreads load, guards nothing
        else:
            pause = told
        reader.failures = 0 if told is not None else reader.failures + 1
        heappush(self._due, (time.monotonic() + pause, reader.number, reader))


def main() -> None:
    # Whoever measures beside them has the processor first.
    os.nice(19)
    herd = Herd(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    while not herd.are_in():
        herd.work()
    print("open", flush=True)
    herd.listen()
    while True:
        if not herd.work():
            continue
        match sys.stdin.readline().split():
            case []:
                return
            case ["back"]:
                while not herd.are_back():
                    herd.work()
            case ["had", seq]:
                while not herd.have_had(int(seq)):
                    herd.work()
            case [how]:
                herd.come_back(is_patient=how == "patient")
        print(json.dumps({"at": time.monotonic(), **herd.seen}), flush=True)


if __name__ == "__main__":
    main()
