"""What a database says when it cannot, as the log's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError

from onrecord.log.log import LogUnavailable, OutcomeUnknown

# What the databases say, and what somebody can do about it.
_ADVICE = (
    (("is full", "no space left", "disk full"), "the disk is full: make room, then try again"),
    (("is locked", "lock timeout", "deadlock"), "another program holds the database: wait for it or end it"),
    (("no such table", "does not exist", "no such column"), "the tables are missing or old: run `onrecord doctor`"),
    (("readonly", "read-only", "read only"), "the database is read-only: let this user write the file and its folder"),
    (
        ("unable to open",),
        "the database file cannot be opened: check ONRECORD_DATABASE_URL and the folder's permissions",
    ),
    (("malformed", "not a database"), "the database file is damaged: stop, copy it aside, then restore a backup"),
    (("constraint",), "the log's tables disagree with each other: stop, copy them aside, then restore a backup"),
    (("password", "authentication", "role "), "the database refuses this user: check ONRECORD_DATABASE_URL"),
)
_OTHERWISE = "the database does not answer: see that it runs, and that ONRECORD_DATABASE_URL is right"
# Said by SQLite before it has committed anything.
_SURELY_NOTHING = ("is full", "is locked", "readonly", "unable to open")


@dataclass
class Stage:
    """How far a transaction has come."""

    is_committing: bool = False


@contextmanager
def failures_told() -> Iterator[Stage]:
    """Turn every failure of the database inside into LogUnavailable, or OutcomeUnknown once it `is_committing`."""
    stage = Stage()
    try:
        yield stage
    except (DatabaseError, InterfaceError) as error:
        said = str(error).strip()
        lower = said.lower()
        if stage.is_committing and not any(words in lower for words in _SURELY_NOTHING):
            raise OutcomeUnknown(f"{OutcomeUnknown.__doc__} The database said: {said}") from error
        advice = next((told for words, told in _ADVICE if any(word in lower for word in words)), _OTHERWISE)
        raise LogUnavailable(f"Nothing was recorded; {advice}. The database said: {said}") from error
