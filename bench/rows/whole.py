"""Everything once, to everybody, while the server is killed and started again."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.machine import PROCESSORS
from bench.measure import Figure, Size
from tests.running import COMMAND, Server

_EVENTS = 30
_EVERY = 0.4
_KILLS = 3
_READERS = 1_000


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """What is missing or doubled through `kill -9`, with readers coming and going; with one worker and with two."""
    for workers in (1, 2) if len(PROCESSORS) > 1 else (1,):
        home = folder / f"workers-{workers}"
        home.mkdir(parents=True)
        server = Server(home, *(() if workers == 1 else ("--workers", str(workers))))
        server.start()
        readers = min(_READERS, max(size.readers))
        options = (
            "--readers",
            readers,
            "--events",
            _EVENTS,
            "--every",
            f"{_EVERY}s",
            "--churn",
            20,
            "--patience",
            "60s",
        )
        command = [str(COMMAND), "bench", server.url, "--json", *map(str, options)]
        with subprocess.Popen(command, env=server.environment, stdout=subprocess.PIPE, text=True) as bench:
            time.sleep(readers / 1_000 + 4)
            for _ in range(_KILLS):
                time.sleep(_EVENTS * _EVERY / (_KILLS + 1) - 0.5)
                server.kill()
                server.start()
            said, _ = bench.communicate()
        server.stop()
        report = json.loads(said)
        streams = report["streams"]
        yield Figure(
            what=f"missing or doubled, {workers} worker{'s' * (workers > 1)}, {_KILLS} times killed",
            value=streams["missing"] + streams["doubled"],
            must=0,
            aim=0,
            more={"report": report},
        )
