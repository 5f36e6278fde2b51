"""Which lines of the program made what a worker holds: asked of workers that run under tracemalloc."""

import os
import time
import tracemalloc
from pathlib import Path

_PATIENCE = 120.0
_LINES = 15
# Its `sitecustomize` is what a worker runs before anything else.
_TRACED = Path(__file__).parent / "traced"


class Traces:
    """Workers with these settings answer in this folder; each answer is compared with that of two before."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._taken: dict[int, list[tracemalloc.Snapshot]] = {}
        inherited = os.environ.get("PYTHONPATH")
        self.settings = {
            "PYTHONPATH": os.pathsep.join([str(_TRACED), *([inherited] if inherited else [])]),
            "ONRECORD_TEST_TRACES": str(folder),
        }

    def grown(self, pids: list[int]) -> list[str]:
        """What grew most in each of these workers, a line of the program a line."""
        said = []
        for pid in pids:
            taken = self._taken.setdefault(pid, [])
            taken.append(self._take(pid))
            held = sum(trace.size for trace in taken[-1].traces)
            said.append(f"process {pid}: {held / 2**20:.1f} MB made by Python's own allocator")
            before = taken[-3] if len(taken) > 2 else taken[0]
            said.extend(f"    {each}" for each in taken[-1].compare_to(before, "lineno")[:_LINES])
        return said

    def _take(self, pid: int) -> tracemalloc.Snapshot:
        answer = self._folder / f"{pid}.taken"
        answer.unlink(missing_ok=True)
        (self._folder / f"{pid}.asked").touch()
        deadline = time.monotonic() + _PATIENCE
        while not answer.exists():
            assert time.monotonic() < deadline, f"process {pid} does not say what it holds"
            time.sleep(0.1)
        return tracemalloc.Snapshot.load(str(answer))
