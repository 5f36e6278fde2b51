"""Run by Python itself as it starts; a worker then leaves a byte for each time that it asks the log for events."""

import os
import sqlite3
import sqlite3.dbapi2
from pathlib import Path
from typing import Any

if "ONRECORD_WORKER" in os.environ:
    _kept = os.open(Path(os.environ["ONRECORD_BENCH_COUNTED"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    _connect = sqlite3.dbapi2.connect

    def _note(statement: str) -> None:
        if "onrecord_event" in statement and statement.lstrip().startswith("SELECT"):
            os.write(_kept, b".")

    def _counted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = _connect(*arguments, **options)
        connection.set_trace_callback(_note)
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = _counted  # type: ignore[assignment] # in its place, with its meaning
