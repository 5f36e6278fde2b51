"""Five hundred raw readers, cut off at random: none misses an event, none gets one twice, none out of order."""

import contextlib
import json
import os
import random
import selectors
import socket
import threading
import time

import pytest

from tests.event_stream import EventStreamParser
from tests.serving import Story, serving

READERS = 500
EVENTS = 1000
# Of every hundred times that a reader's bytes are taken, so many end with the reader cutting the line.
CUTS_PER_CENT = 4
# One thread reads for all of them, and has a part of one processor where the machine has much else to do.
PATIENCE = 300


class CutOff:
    """A reader who loses the line again and again, in the middle of whatever was coming, and resumes.

    So it does when the server cuts it off, as one is who has taken nothing for long while others were read for.
    """

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self._path = path
        self.seqs: list[int] = []
        self.cuts = 0
        self.connect()

    @property
    def place(self) -> int:
        return self.seqs[-1] if self.seqs else 1

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self._port))
        # The page's place is in the address, and a newer one in the header, as browsers do it.
        last = f"Last-Event-ID: {self.place}\r\n" if self.seqs else ""
        self.socket.sendall(f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{last}\r\n".encode())
        self.socket.setblocking(False)
        self._raw = b""
        self._is_head = True
        self._parser = EventStreamParser()

    def cut(self) -> None:
        self.cuts += 1
        self.socket.close()

    def take(self, most: int) -> bool:
        """Whether the line is still there."""
        piece = b""
        with contextlib.suppress(ConnectionError):
            piece = self.socket.recv(most)
        self._raw += piece
        if self._is_head:
            head, found, rest = self._raw.partition(b"\r\n\r\n")
            if not found:
                return bool(piece)
            assert head.startswith(b"HTTP/1.1 200")
            self._raw, self._is_head = rest, False
        while b"\r\n" in self._raw:
            size_line, rest = self._raw.split(b"\r\n", 1)
            size = int(size_line, 16)
            if len(rest) < size + 2:
                break
            self._raw = rest[size + 2 :]
            for event in self._parser.feed(rest[:size]):
                assert event.type in ("beat", "change"), event
                if event.type == "change":
                    self.seqs.append(json.loads(event.data)["seq"])
        return bool(piece)


@pytest.mark.slow
def test_five_hundred_readers_cut_at_random_get_every_event_once_and_in_order() -> None:
    chance = random.Random(int(os.environ.get("ONRECORD_TEST_SEED", "2026")))  # noqa: S311 - a test's own dice
    with serving() as site:
        story = Story(site.log)
        last = EVENTS + 1
        readers = [CutOff(site.port, f"/{story.slug}/stream?after=1") for _ in range(READERS)]
        chosen = selectors.DefaultSelector()
        for reader in readers:
            chosen.register(reader.socket, selectors.EVENT_READ, reader)

        def publish() -> None:
            while story.head < last:
                story.publish_many(min(chance.randint(1, 8), last - story.head), start=story.head)
                time.sleep(0.02)  # a steady stream of news; nothing waits for it

        publisher = threading.Thread(target=publish)
        publisher.start()
        unfinished = set(readers)
        deadline = time.monotonic() + PATIENCE
        while unfinished:
            assert time.monotonic() < deadline, f"{len(unfinished)} readers are still waiting"
            for key, _ in chosen.select(timeout=1):
                ready: CutOff = key.data
                is_there = ready.take(chance.choice([7, 300, 65536, 65536]))
                if ready.place == last:
                    unfinished.discard(ready)
                    chosen.unregister(ready.socket)
                    ready.socket.close()
                elif not is_there or chance.random() * 100 < CUTS_PER_CENT:
                    chosen.unregister(ready.socket)
                    ready.cut()
                    ready.connect()
                    chosen.register(ready.socket, selectors.EVENT_READ, ready)
        publisher.join()
        chosen.close()
    assert sum(reader.cuts for reader in readers) > READERS
    for reader in readers:
        assert reader.seqs == list(range(2, last + 1))
