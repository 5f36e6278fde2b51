"""Run every bench and print one table: what was measured, the ratio, and what it is a ratio of."""

import platform
import tempfile
from pathlib import Path

from bench import latency, size
from bench.measure import Figure


def main() -> None:
    print(f"{platform.machine()}, {platform.system()} {platform.release()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        figures: list[Figure] = [*size.run(Path(folder) / "size"), *latency.run(Path(folder) / "latency")]
    width = max(len(figure.what) for figure in figures)
    print(f"{'what':<{width}}  {'ratio':>6}  {'this':>10}  {'peer':>10}  peer")
    for figure in figures:
        times = f"{figure.this_ms:>8.2f}ms  {figure.peer_ms:>8.2f}ms"
        print(f"{figure.what:<{width}}  {figure.ratio:>6.2f}  {times}  {figure.peer}")


if __name__ == "__main__":
    main()
