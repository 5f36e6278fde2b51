"""The long versions of what `make test` does for a minute.

python -m tests.chaos kills --kills 200 [--engine postgresql] [--seed 7]
python -m tests.chaos soak --minutes 30 [--traced]
"""

import argparse
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos import kills, soak
from tests.chaos.traces import Traces
from tests.postgres import NOT_RUN, postgres_programs, postgres_server
from tests.running import Server, workers_of


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["kills", "soak"])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))  # noqa: S311 - moments, no secrets
    parser.add_argument("--traced", action="store_true", help="say which lines of the program made what workers hold")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-chaos-")))
        _say(f"seed {asked.seed}, {asked.engine}, {folder}")
        if asked.what == "soak":
            _soak(stack, folder, asked.minutes, asked.seed, Traces(folder / "traces") if asked.traced else None)
            return
        postgres = None
        url = f"sqlite:///{folder / 'onrecord.sqlite3'}"
        if asked.engine == "postgresql":
            programs = postgres_programs()
            if programs is None:
                sys.exit(NOT_RUN)
            postgres = stack.enter_context(postgres_server(programs))
            url = postgres.create("site")
        server = Server(folder, "--workers", "2", ONRECORD_DATABASE_URL=url)
        site = kills.Site(server, url, postgres, asked.seed)
        stack.callback(site.close)
        site.kill(asked.kills, _say)
        updates = site.end()
        _say(f"{updates} updates, each once and in order at {kills.READERS} readers; killed: {dict(site.killed)},")
        _say(f"the supervisor started anew {site.started_anew} times")


def _soak(stack: ExitStack, folder: Path, minutes: float, seed: int, traces: Traces | None) -> None:
    server = Server(folder, "--workers", "2", **(traces.settings if traces else {}))
    soaking = soak.Soak(server, seed)
    stack.callback(soaking.close)
    for part in range(1, 11):
        soaking.work(minutes * 6, _say)
        for number, held in enumerate(soaking.at_rest()):
            _say(f"{part} tenths, nobody there, worker {number}: {held}")
        if traces is not None and server.process is not None:
            for line in traces.grown(workers_of(server.process)):
                _say(line)
    _say(f"{soaking.visits} visits, {soaking.events} events")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - what somebody who waits for minutes wants to see


if __name__ == "__main__":
    main()
