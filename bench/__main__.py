"""Measure the rows of the table, in turn with their peers, and print it.

    python -m bench                          all of it
    python -m bench --quick                  all of it with small numbers, to see that it runs
    python -m bench fanout --readers 1000    one row
    python -m bench peers --peer pushpin     one row, with one of its peers

A row that cannot be measured does not keep others from it; if there is one, the end says which and why, and the exit
code is not 0. What was measured is appended to var/bench.jsonl, a figure a line.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import CROWDS, description
from bench.measure import QUICK, Figure, Size
from bench.outcome import Outcome, Run
from bench.table import HEADING, line, missed, whole
from tests.running import ROOT

_ROWS = {
    "fanout": "bench.rows.fanout",
    "workers": "bench.rows.workers",
    "idle": "bench.rows.idle",
    "stalled": "bench.rows.stalled",
    "pages": "bench.rows.pages",
    "visible": "bench.rows.visible",
    "durable": "bench.rows.durable",
    "whole": "bench.rows.whole",
    "herd": "bench.rows.herd",
    "latency": "bench.rows.latency",
    "size": "bench.rows.size",
    "peers": "bench.rows.peers",
}
_KEPT = ROOT / "var" / "bench.jsonl"


def main() -> None:
    asked = _asked()
    # This process, its journalists and browsers stay off the processor that servers have.
    os.sched_setaffinity(0, CROWDS)
    size, begun = _size(asked), time.monotonic()
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": description(),
        "commit": _commit(),
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
    }
    print(f"{about['machine']}\n{about['commit']}, {about['command']}\n\n{HEADING}", flush=True)
    outcomes = [Outcome(row=row) for row in asked.rows or _ROWS]
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder, suppress(KeyboardInterrupt):
        for outcome in outcomes:

            def tell(figure: Figure, row: str = outcome.row) -> None:
                print(line(figure), flush=True)
                _keep({**about, "row": row, "size": asdict(size), **asdict(figure), "verdict": figure.verdict})

            outcome.measure(_run_of(outcome.row), size, Path(folder) / outcome.row, tell)
            if outcome.missed:
                print(f"{outcome.row}: {outcome.missed}", flush=True)
    print("\nAll of it\n", *whole(outcomes), sep="\n", flush=True)
    print(f"{time.monotonic() - begun:.0f} seconds; kept in {_KEPT.relative_to(ROOT)}")
    if asked.quick:
        print("With small numbers: that it runs is shown, and no more than that.")
    # A word as the exit code is printed, and the code is 1.
    sys.exit(missed(outcomes) or 0)


def _run_of(row: str) -> Run:
    """Read only now: what one row needs, and is not there, is that row's affair."""
    return lambda size, folder: importlib.import_module(_ROWS[row]).run(size, folder)


def _size(asked: argparse.Namespace) -> Size:
    size = QUICK if asked.quick else Size()
    if asked.readers:
        size = replace(size, readers=tuple(asked.readers), two_workers=max(asked.readers))
    if asked.rounds:
        size = replace(size, rounds=asked.rounds)
    return replace(size, peers=tuple(asked.peer))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("rows", nargs="*", choices=[[], *_ROWS], metavar="ROW", help=f"of {', '.join(_ROWS)}")
    parser.add_argument("--quick", action="store_true", help="small numbers: to see that everything runs")
    parser.add_argument(
        "--readers", type=int, nargs="+", help="how many readers; more than one number: one after another"
    )
    parser.add_argument("--rounds", type=int, help="how often each is measured")
    parser.add_argument(
        "--peer", action="append", default=[], help="of the row peers, this one alone; may be said again"
    )
    return parser.parse_args()


def _keep(figure: dict[str, object]) -> None:
    _KEPT.parent.mkdir(exist_ok=True)
    with _KEPT.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(figure, ensure_ascii=False) + "\n")


def _commit() -> str:
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "no commit"


if __name__ == "__main__":
    main()
