"""What became of a row: its figures, and why there are no more of them."""

import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Figure, NotMeasured, Size

# Longer than the longest takes on a slow machine; what waits for ever would keep the others from being measured.
_PATIENCE = 20 * 60.0
Run = Callable[[Size, Path], Iterator[Figure]]


@dataclass(kw_only=True)
class Outcome:
    """`missed` is empty if the row is whole."""

    row: str
    figures: list[Figure] = field(default_factory=list)
    missed: str = "not begun"
    seconds: float = 0.0

    def measure(
        self, run: Run, size: Size, folder: Path, tell: Callable[[Figure], None], patience: float = _PATIENCE
    ) -> None:
        """Whatever goes wrong is the row's own affair: others are measured all the same. For the main thread."""
        self.missed = "interrupted"
        begun = time.monotonic()
        try:
            with _at_most(patience):
                for figure in run(size, folder):
                    self.figures.append(figure)
                    tell(figure)
            self.missed = "" if self.figures else "no figure came of it"
        except NotMeasured as lack:
            self.missed = f"not measured: {lack}"
        except Exception as error:  # noqa: BLE001 - of the peers' programs, of the machine, or our own: told, and gone on
            self.missed = f"failed: {type(error).__name__}: {error}"
            traceback.print_exc(file=sys.stderr)
        finally:
            self.seconds = time.monotonic() - begun


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TimeoutError(f"not whole after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    # Again and again: who takes it for a peer's failure, and goes on with the next, is to end all the same.
    signal.setitimer(signal.ITIMER_REAL, seconds, max(seconds / 10, 0.1))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
