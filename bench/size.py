"""A large coverage against a small one: opening its page, and publishing into it until a reader has it."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, compare
from tests.running import Journalist, Server, Story

SMALL, LARGE = 10, 1_500


def run(folder: Path) -> Iterator[Figure]:
    """Each figure is the large coverage's time over the small one's."""
    folder.mkdir()
    server = Server(folder)
    server.start()
    journalist = Journalist(server.environment)
    try:
        small, large = (_filled(journalist, number) for number in (SMALL, LARGE))
        peer = f"{SMALL} updates"
        yield compare(
            f"publish into {LARGE} updates, to durable", lambda: _publish(large), peer, lambda: _publish(small)
        )
        yield compare(
            f"publish into {LARGE} updates, to the new page in hand",
            lambda: _publish_and_open(server, large),
            peer,
            lambda: _publish_and_open(server, small),
        )
        full = _filled(journalist, 45)
        yield compare(
            f"open the page of {LARGE} updates",
            lambda: _open(server, large),
            "45 updates, as long a page",
            lambda: _open(server, full),
        )
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


def _publish(story: Story) -> float:
    begun = time.perf_counter()
    story.publish("One more", "Another paragraph from the harbour.")
    return time.perf_counter() - begun


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
