"""A large coverage against a small one: opening its page, and publishing into it until a reader has it; and starting
with many coverages in the database.
"""

import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, Size, in_turn, ratio
from tests.running import ROOT, Journalist, Server, Story

SMALL, FULL = 10, 45
MANY = 1_000
_UPDATES_OF_MANY = 30


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """Each of the first figures is the large coverage's time over the small one's."""
    folder.mkdir()
    server = Server(folder)
    server.start()
    stories = {number: f"updates-{number}" for number in (SMALL, FULL, size.history)}
    ids = _fill(server, {slug: number for number, slug in stories.items()})
    journalist = Journalist(server.environment)
    try:
        small, full, large = (Story(journalist, ids[slug], slug) for slug in stories.values())
        begun = _open(server, large)
        yield Figure(what=f"first page of {size.history:,} updates, not in memory yet", value=begun, unit="s")
        rounds = max(size.rounds * 10, 10)
        this, that = in_turn(lambda: _publish_and_open(server, large), lambda: _publish_and_open(server, small), rounds)
        what = f"publish into {size.history:,} updates, to the new page in hand"
        yield ratio(what, f"{SMALL} updates", this, that, unit="ms", scale=1e3)
        this, that = in_turn(lambda: _open(server, large), lambda: _open(server, full), rounds)
        what = f"open the page of {size.history:,} updates"
        yield ratio(what, f"{FULL} updates", this, that, unit="ms", scale=1e3)
    finally:
        journalist.leave()
        server.stop()
    yield from _starting(size, folder)


def _starting(size: Size, folder: Path) -> Iterator[Figure]:
    """From the command to the first page, beside the same with an empty database."""
    many, none = Server(folder / "many"), Server(folder / "none")
    for server in (many, none):
        server.data.mkdir()
        server.start()
    number = min(MANY, size.history)
    _fill(many, {f"story-{each}": _UPDATES_OF_MANY for each in range(number)})
    for server in (many, none):
        server.stop()
    this, that = in_turn(lambda: _start(many, "/story-7"), lambda: _start(none, "/"), size.rounds)
    what = f"start to first page with {number:,} coverages"
    yield ratio(what, "none", this, that, unit="s")
    yield Figure(what=f"{what}, in seconds", value=statistics.median(this), unit="s", must=2.0)


def _start(server: Server, path: str) -> float:
    begun = time.perf_counter()
    server.start()
    _get(server, path)
    taken = time.perf_counter() - begun
    server.stop()
    return taken


def _fill(server: Server, updates: dict[str, int]) -> dict[str, str]:
    """The ids of new coverages at these slugs, each with so many updates."""
    command = [sys.executable, "-m", "bench.rows.size", json.dumps(updates)]
    filled = subprocess.run(command, cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, text=True, check=True)
    ids: dict[str, str] = json.loads(filled.stdout)
    return ids


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


def main() -> None:
    """In a process of its own: fills the database with as few writes as the log allows."""
    import os
    from datetime import UTC, datetime

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
    django.setup()
    from onrecord.domain import events as e
    from onrecord.domain.blocks import Text
    from onrecord.domain.content import CoverageDetails, UpdateContent
    from onrecord.log.database import DatabaseLog
    from onrecord.newsroom.newsroom import new_coverage_id, new_update_id

    log = DatabaseLog()
    now = datetime.now(UTC)
    ids = {}
    for slug, number in json.loads(sys.argv[1]).items():
        ids[slug] = coverage_id = new_coverage_id()
        opened = e.CoverageOpened(slug=slug, details=CoverageDetails(headline=f"Harbour {slug}"))
        published = []
        for count in range(number):
            body = tuple(Text(html=f"Paragraph {line} of report {count} from the harbour.") for line in range(4))
            content = UpdateContent(heading=f"Report {count}", body=body)
            published.append(e.UpdatePublished(update_id=new_update_id(), content=content, published_at=now))
        log.append(coverage_id, 0, [opened, *published], at=now, actor="bench")
    print(json.dumps(ids))


if __name__ == "__main__":
    main()
