"""A durable publish into a coverage that is long, against one that has just begun."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.machine import CROWDS, pin
from bench.measure import Figure, Size, ratio
from tests.running import ROOT

_ROUNDS = 60


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """Processor and time of one command, the second update of one coverage and the ten thousandth of another."""
    folder.mkdir(parents=True)
    environment = {**os.environ, "ONRECORD_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "onrecord.site.settings"}
    command = [sys.executable, "-m", "bench.rows.durable", str(size.history)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        pin([process.pid], CROWDS)
        said, _ = process.communicate()
    if process.returncode:
        raise ChildProcessError(command)
    found = json.loads(said)
    what = f"durable publish, update {size.history:,}"
    for name, unit in (("processor", "cpu"), ("time", "time")):
        yield ratio(
            f"{what}, {name}",
            "the first",
            found[f"long_{unit}"],
            found[f"short_{unit}"],
            unit="ms",
            scale=1e3,
            must=1.2,
            aim=1.0,
        )


def main() -> None:
    """In a process of its own: prints the seconds that each publish took."""
    import time
    from datetime import UTC, datetime

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from onrecord.domain import events as e
    from onrecord.domain.blocks import Text
    from onrecord.domain.commands import PublishUpdate
    from onrecord.domain.content import CoverageDetails, UpdateContent
    from onrecord.domain.ids import CoverageId, UpdateId
    from onrecord.log.database import DatabaseLog
    from onrecord.newsroom import Newsroom, new_update_id

    log = DatabaseLog()
    newsroom = Newsroom(log)
    content = UpdateContent(heading="Report", body=(Text(html="Fresh from the harbour. " * 20),))

    def publish(coverage_id: CoverageId) -> tuple[float, float]:
        order = PublishUpdate(update_id=new_update_id(), content=content)
        begun, used = time.perf_counter(), time.process_time()
        newsroom.execute(coverage_id, order, actor="bench")
        return time.perf_counter() - begun, time.process_time() - used

    long = newsroom.open_coverage(CoverageDetails(headline="Long"), "long", actor="bench")
    left, head = int(sys.argv[1]), long.head
    while left:
        count = min(left, 500)
        many = [
            e.UpdatePublished(update_id=UpdateId(f"u{left - each}"), content=content, published_at=datetime.now(UTC))
            for each in range(count)
        ]
        log.append(long.id, head, many, at=datetime.now(UTC), actor="bench")
        head, left = head + count, left - count
    found: dict[str, list[float]] = {"long_time": [], "long_cpu": [], "short_time": [], "short_cpu": []}
    publish(long.id)
    for number in range(_ROUNDS):
        short = newsroom.open_coverage(CoverageDetails(headline="Short"), f"short-{number}", actor="bench")
        publish(short.id)
        for name, coverage_id in (("long", long.id), ("short", short.id)):
            seconds, used = publish(coverage_id)
            found[f"{name}_time"].append(seconds)
            found[f"{name}_cpu"].append(used)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
