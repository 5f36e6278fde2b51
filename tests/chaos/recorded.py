"""What a database holds of a coverage, read without any code of ours: what readers' frames are compared with."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import psycopg

_EVENTS = """
SELECT event.seq, event.type, event.facts FROM onrecord_event AS event
JOIN onrecord_coverage AS coverage ON coverage.number = event.coverage_id
WHERE coverage.slug = '{}' ORDER BY event.seq
"""


class Recorded(NamedTuple):
    """One event: its place, its type, and the update that it concerned."""

    seq: int
    type: str
    update_id: str | None


def recorded(database_url: str, slug: str) -> list[Recorded]:
    """Every event of the coverage at this slug, in the order of the log."""
    statement = _EVENTS.format(slug)
    if database_url.startswith("postgresql:"):
        with psycopg.connect(database_url) as connection:
            rows = connection.execute(statement.encode()).fetchall()
    else:
        with closing(sqlite3.connect(Path(database_url.removeprefix("sqlite:///")), timeout=60)) as file:
            rows = file.execute(statement).fetchall()
    return [Recorded(seq, kind, json.loads(facts).get("update_id")) for seq, kind, facts in rows]
