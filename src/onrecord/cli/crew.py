"""The processes that serve the site on this machine now, as they say themselves."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from onrecord.cli.findings import Finding, note, ok, wrong

_FOLDERS = "onrecord-run-*"
_SLOW_SECONDS = 5.0


def processes() -> Iterator[Finding]:
    """Each worker of every site that this account runs here; nothing where none runs."""
    from onrecord.site.figures import Noticeboard

    parents = {Path(tempfile.gettempdir()), *Path("/run").glob("onrecord*")}
    parents |= {Path(each) for each in os.environ.get("RUNTIME_DIRECTORY", "").split(":") if each}
    for folder in sorted(folder for parent in parents for folder in parent.glob(_FOLDERS)):
        board = Noticeboard(folder, "")
        silent = board.silent()
        for notice in (*board.others(), *silent):
            name = f"worker {notice.worker}"
            readers = sum(notice.readers.values())
            if notice in silent:
                advice = f"It hangs: end it with kill -9 {notice.pid}; another is started."
                yield wrong(name, f"process {notice.pid} has said nothing for {notice.age:.0f} seconds", advice)
            elif notice.trouble is not None:
                yield note(name, f"process {notice.pid} is not ready: {notice.trouble}", "See its log.")
            elif (lag := _lag(notice.samples)) > _SLOW_SECONDS:
                advice = "Look at the database: it answers late."
                yield note(name, f"process {notice.pid} read the log {lag:.0f} seconds ago", advice)
            else:
                yield ok(name, f"process {notice.pid} is ready, {readers} readers, log read {lag:.1f} s before")


def _lag(samples: list[object]) -> float:
    for sample in samples:
        match sample:
            case ["log_lag_seconds", _, int() | float() as seconds]:
                return float(seconds)
    return 0.0
