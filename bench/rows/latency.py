"""From publishing in one process to the frame in a reader's hands, against the log's own durable write alone."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, Size, in_turn, ratio
from tests.running import Journalist, Server, Story


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """The time to a reader's frame over the time to a durable event."""
    folder.mkdir()
    server = Server(folder)
    server.start()
    journalist = Journalist(server.environment)
    try:
        story = journalist.open("latency")
        stream = socket.create_connection(("127.0.0.1", server.port))
        stream.sendall(f"GET /{story.slug}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        _until(stream, b"event: beat")
        rounds = max(size.rounds * 10, 10)
        this, that = in_turn(lambda: _to_reader(story, stream), lambda: _to_log(story, stream), rounds)
        what = "publish to a reader's frame, another process"
        yield ratio(what, "durable write", this, that, unit="ms", scale=1e3)
        stream.close()
    finally:
        journalist.leave()
        server.stop()


def _to_reader(story: Story, stream: socket.socket) -> float:
    begun = time.perf_counter()
    update_id = story.publish("News", "Fresh from the harbour.")
    _until(stream, update_id.encode())
    return time.perf_counter() - begun


def _to_log(story: Story, stream: socket.socket) -> float:
    begun = time.perf_counter()
    update_id = story.publish("News", "Fresh from the harbour.")
    taken = time.perf_counter() - begun
    _until(stream, update_id.encode())
    return taken


def _until(stream: socket.socket, wanted: bytes) -> None:
    received = b""
    while wanted not in received:
        more = stream.recv(65536)
        if not more:
            raise ConnectionError("the stream ended")
        received += more
