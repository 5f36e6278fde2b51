"""The newsroom that this process's desk works in."""

from functools import cache

from onrecord.newsroom import Newsroom
from onrecord.newsroom.joined import joined_newsroom


@cache
def newsroom() -> Newsroom:
    """One for all requests: it keeps the coverages that were asked for lately."""
    return joined_newsroom()
