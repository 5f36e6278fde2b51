"""The newsroom that this process's desk works in."""

from functools import cache

from onrecord.log.database import DatabaseLog
from onrecord.newsroom import Newsroom
from onrecord.newsroom.audit import note_door
from onrecord.newsroom.flow import embargoed_until


@cache
def newsroom() -> Newsroom:
    """One for all requests: it keeps the coverages that were asked for lately."""
    return Newsroom(DatabaseLog(), embargo=embargoed_until, told=note_door)
