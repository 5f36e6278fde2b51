"""How far a long command has come, told to a terminal and to nothing else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 1.0  # seconds that pass in silence: what is done by then needs no telling
_INTERVAL = 0.1


@contextmanager
def progress(doing: str) -> Iterator[Callable[[int, int | None], None]]:
    """A function to be told (done, of how many); it writes one line on stderr, and takes it away at the end."""
    started = last = time.monotonic()
    is_shown = False

    def tell(done: int, total: int | None = None) -> None:
        nonlocal last, is_shown
        now = time.monotonic()
        if now - started < _PATIENCE or now - last < _INTERVAL or not sys.stderr.isatty():
            return
        last, is_shown = now, True
        count = f"{done:,}" if total is None else f"{done:,} of {total:,}"
        sys.stderr.write(f"\r\x1b[K{doing} {count}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
