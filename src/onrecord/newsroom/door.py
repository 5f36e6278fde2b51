"""Through which door somebody came in whose doing is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Door(StrEnum):
    """Ways into the newsroom, as the audit log spells them."""

    DESK = "desk"
    API = "api"
    SCHEDULE = "schedule"
    COMMAND_LINE = "command_line"


# Whatever says nothing of itself was started by hand.
_door: ContextVar[Door] = ContextVar("door", default=Door.COMMAND_LINE)


def door() -> Door:
    """The one that this request, thread or process came through."""
    return _door.get()


@contextmanager
def through(way: Door) -> Iterator[None]:
    """Meanwhile whatever is done comes through this door."""
    token = _door.set(way)
    try:
        yield
    finally:
        _door.reset(token)
