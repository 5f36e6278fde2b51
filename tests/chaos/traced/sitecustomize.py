"""Run by Python itself as it starts; a worker then says what it holds whenever it is asked."""

import gc
import os
import threading
import time
import tracemalloc
from pathlib import Path

_EVERY = 0.5


def _answer(folder: Path) -> None:
    asked, making, taken = (folder / f"{os.getpid()}.{end}" for end in ("asked", "making", "taken"))
    while True:
        time.sleep(_EVERY)
        if asked.exists():
            asked.unlink()
            gc.collect()
            tracemalloc.take_snapshot().dump(str(making))
            making.rename(taken)


if "ONRECORD_WORKER" in os.environ:
    tracemalloc.start()
    threading.Thread(target=_answer, args=(Path(os.environ["ONRECORD_TEST_TRACES"]),), daemon=True).start()
