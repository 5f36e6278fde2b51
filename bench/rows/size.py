"""A large coverage against a small one: opening its page, and publishing into it until a reader has it."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, Size, in_turn, ratio
from tests.running import Journalist, Server, Story

SMALL, LARGE = 10, 1_500


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """Each figure is the large coverage's time over the small one's."""
    folder.mkdir()
    server = Server(folder)
    server.start()
    journalist = Journalist(server.environment)
    try:
        small, large = (_filled(journalist, number) for number in (SMALL, LARGE))
        rounds = max(size.rounds * 10, 10)
        this, that = in_turn(lambda: _publish_and_open(server, large), lambda: _publish_and_open(server, small), rounds)
        what = f"publish into {LARGE:,} updates, to the new page in hand"
        yield ratio(what, f"{SMALL} updates", this, that, unit="ms", scale=1e3)
        full = _filled(journalist, 45)
        this, that = in_turn(lambda: _open(server, large), lambda: _open(server, full), rounds)
        what = f"open the page of {LARGE:,} updates"
        yield ratio(what, "45 updates", this, that, unit="ms", scale=1e3)
    finally:
        journalist.leave()
        server.stop()


def _filled(journalist: Journalist, number: int) -> Story:
    story = journalist.open(f"updates-{number}")
    for count in range(number):
        story.publish(
            f"Report {count}", *[f"Paragraph {line} of report {count} from the harbour." for line in range(4)]
        )
    return story


def _open(server: Server, story: Story) -> float:
    begun = time.perf_counter()
    _get(server, f"/{story.slug}")
    return time.perf_counter() - begun


def _publish_and_open(server: Server, story: Story) -> float:
    begun = time.perf_counter()
    update_id = story.publish("One more", "Another paragraph from the harbour.")
    while f"u-{update_id}".encode() not in _get(server, f"/{story.slug}"):
        pass
    return time.perf_counter() - begun


def _get(server: Server, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body
