"""Measure the rows of the table, in turn with their peers, and print it.

    python -m bench                          all of it
    python -m bench --quick                  all of it with small numbers, to see that it runs
    python -m bench fanout --readers 1000    one row

What was measured is appended to var/bench.jsonl, a figure a line.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import CROWDS, description
from bench.measure import QUICK, Figure, Size
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
    "latency": "bench.rows.latency",
    "size": "bench.rows.size",
    "peers": "bench.rows.peers",
}
_KEPT = ROOT / "var" / "bench.jsonl"


def main() -> None:
    asked = _asked()
    size = QUICK if asked.quick else Size()
    if asked.readers:
        size = replace(size, readers=tuple(asked.readers), two_workers=max(asked.readers))
    if asked.rounds:
        size = replace(size, rounds=asked.rounds)
    # This process, its journalists and browsers stay off the processor that servers have.
    os.sched_setaffinity(0, CROWDS)
    begun = time.monotonic()
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": description(),
        "commit": _commit(),
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
    }
    print(f"{about['machine']}\n{about['commit']}, {about['command']}\n")
    failed = []
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        for row in asked.rows or _ROWS:
            try:
                for figure in importlib.import_module(_ROWS[row]).run(size, Path(folder) / row):
                    print(_line(figure), flush=True)
                    _keep({**about, "row": row, "size": asdict(size), **asdict(figure), "verdict": figure.verdict})
            except (OSError, RuntimeError, AssertionError, ValueError) as error:
                failed.append(row)
                print(f"FAILED: {row}: {type(error).__name__}: {error}", flush=True)
    print(f"\n{time.monotonic() - begun:.0f} seconds; kept in {_KEPT.relative_to(ROOT)}")
    if failed:
        sys.exit(1)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("rows", nargs="*", choices=[[], *_ROWS], metavar="ROW", help=f"of {', '.join(_ROWS)}")
    parser.add_argument("--quick", action="store_true", help="small numbers: to see that everything runs")
    parser.add_argument(
        "--readers", type=int, nargs="+", help="how many readers; more than one number: one after another"
    )
    parser.add_argument("--rounds", type=int, help="how often each is measured")
    return parser.parse_args()


def _line(figure: Figure) -> str:
    value = f"{figure.value:10.2f}" if figure.value < 1000 else f"{figure.value:10,.0f}"
    aim = "" if figure.aim is None else f" ({figure.aim:g})"
    bound = "" if figure.must is None else f"{'>' if figure.is_more_better else '<'} {figure.must:g}{aim}"
    both = ""
    if figure.this is not None and figure.that is not None:
        both = f"{figure.this:,.2f} against {figure.that:,.2f} {figure.unit}, {figure.peer}"
    return f"{figure.what:<64} {value}  {bound:<14} {figure.verdict:<4} {both}"


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
