"""Whether this process lives, and whether readers should be sent to it; both are answered from memory alone."""

import time

from onrecord.delivery.following.tail import Tail
from onrecord.delivery.streams.hub import Hub

# Some of the tail's looks may fail while a database restarts; a balancer should not throw us out for that.
_LONGEST_SILENCE = 10.0


def illness(tail: Tail) -> str | None:
    """Why only a restart of this process helps, None if nothing is wrong with it."""
    return None if tail.is_alive else "the tail has ended; restart this process"


def trouble(tail: Tail, hub: Hub) -> str | None:
    """Why new readers should be sent elsewhere at present, None if they are welcome."""
    if hub.is_draining:
        return "this process is about to end"
    if (why := illness(tail)) is not None:
        return why
    if not tail.has_looked:
        return f"the log has not been read yet ({tail.failure or 'no error was told'})"
    silence = time.monotonic() - tail.looked_at
    if silence > _LONGEST_SILENCE:
        return f"the log has not been read for {silence:.0f} seconds ({tail.failure or 'no error was told'})"
    return None
