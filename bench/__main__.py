"""Run every bench and print one table: what was measured, the ratio, and what it is a ratio of."""

import platform
import tempfile
from pathlib import Path

from bench import fanout, latency, size
from bench.measure import Figure


def main() -> None:
    print(f"{platform.machine()}, {platform.system()} {platform.release()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        figures: list[Figure] = [
            *size.run(Path(folder) / "size"),
            *latency.run(Path(folder) / "latency"),
            *fanout.run(Path(folder) / "fanout"),
        ]
    width = max(len(figure.what) for figure in figures)
    print(f"{'what':<{width}}  {'ratio':>6}  {'this':>10}  {'peer':>10}  peer")
    for figure in figures:
        times = f"{_time(figure.this_ms):>10}  {_time(figure.peer_ms):>10}"
        print(f"{figure.what:<{width}}  {figure.ratio:>6.2f}  {times}  {figure.peer}")


def _time(ms: float) -> str:
    return f"{ms:.2f}ms" if ms >= 0.1 else f"{ms * 1000:.2f}us"


if __name__ == "__main__":
    main()
