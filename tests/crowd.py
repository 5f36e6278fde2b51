"""Many readers of one stream in one thread: what each has had, and whether its line was ever closed."""

import contextlib
import json
import selectors
import socket
import threading
import time
import zlib
from collections.abc import Callable

from tests.event_stream import EventStreamParser

_PATIENCE = 90


class CrowdReader:
    """Keeps the seqs it has had, in their order; with `resumes` it comes back where it stopped, as browsers do."""

    def __init__(self, port: int, path: str, *, gzip: bool = False, receive_buffer: int = 0, host: str = "") -> None:
        self._port = port
        self._path = path
        self._is_packed = gzip
        self._receive_buffer = receive_buffer
        self._host = host or "127.0.0.1"
        self.seqs: list[int] = []
        self.endings: list[str] = []
        self.is_asleep = False
        self.socket = socket.socket()

    def connect(self) -> None:
        self.socket.close()
        self.socket = socket.socket()
        if self._receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        self.socket.settimeout(_PATIENCE)
        self.socket.connect((self._host, self._port))
        lines = [f"GET {self._path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += ["Accept-Encoding: gzip"] if self._is_packed else []
        lines += [f"Last-Event-ID: {self.seqs[-1]}"] if self.seqs else []
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.socket.setblocking(False)
        self._raw = b""
        self._is_head = True
        self._parser = EventStreamParser()
        self._unpacker = zlib.decompressobj(31)

    def take(self) -> bool:
        """Take what has come; False where the line was closed."""
        try:
            piece = self.socket.recv(65536)
        except BlockingIOError:
            return True
        except OSError as error:
            self.endings.append(type(error).__name__)
            return False
        if not piece:
            self.endings.append("closed")
            return False
        self._raw += piece
        if self._is_head:
            head, found, rest = self._raw.partition(b"\r\n\r\n")
            if not found:
                return True
            assert head.startswith(b"HTTP/1.1 200"), head
            assert (b"content-encoding: gzip" in head.lower()) == self._is_packed, head
            self._raw, self._is_head = rest, False
        while b"\r\n" in self._raw:
            size_line, rest = self._raw.split(b"\r\n", 1)
            size = int(size_line, 16)
            if len(rest) < size + 2:
                return True
            assert rest[size : size + 2] == b"\r\n"
            self._raw = rest[size + 2 :]
            self._hear(self._unpacker.decompress(rest[:size]) if self._is_packed else rest[:size])
        return True

    def _hear(self, words: bytes) -> None:
        for event in self._parser.feed(words):
            if event.type == "change":
                self.seqs.append(json.loads(event.data)["seq"])
            elif event.type != "beat":
                self.endings.append(event.type)


class Crowd:
    """Reads for all of them in a thread of its own."""

    def __init__(self, readers: list[CrowdReader], *, resumes: bool = False) -> None:
        self.readers = readers
        self._resumes = resumes
        self._selector = selectors.DefaultSelector()
        self._stopping = threading.Event()
        self._failure: Exception | None = None
        for reader in readers:
            self._connect(reader)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def until(self, is_so: Callable[[CrowdReader], bool]) -> None:
        """Until it is so of all of them."""
        deadline = time.monotonic() + _PATIENCE
        while not all(map(is_so, self.readers)):
            if self._failure is not None:
                raise self._failure
            assert time.monotonic() < deadline, [(r.seqs[-3:], r.endings) for r in self.readers if not is_so(r)][:10]
            time.sleep(0.02)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(_PATIENCE)
        for reader in self.readers:
            reader.socket.close()
        self._selector.close()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                for key, _ in self._selector.select(timeout=0.05):
                    reader: CrowdReader = key.data
                    if reader.is_asleep:
                        time.sleep(0.001)
                    elif not reader.take():
                        self._selector.unregister(reader.socket)
                        if self._resumes:
                            self._connect(reader)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told in the test's own thread
            self._failure = error

    def _connect(self, reader: CrowdReader) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            with contextlib.suppress(OSError):
                reader.connect()
                break
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self._selector.register(reader.socket, selectors.EVENT_READ, reader)
