"""Whether this process still hears the log."""

import time

from onrecord.delivery.tail import Tail

# Some of the tail's looks may fail while a database restarts; a balancer should not throw us out for that.
_LONGEST_SILENCE = 10.0


def trouble(tail: Tail) -> str | None:
    """Why readers are not told of news at present, None if they are."""
    if not tail.is_alive:
        return "the tail has ended; restart this process"
    silence = time.monotonic() - tail.looked_at
    if silence > _LONGEST_SILENCE:
        return f"the log has not been read for {silence:.0f} seconds ({tail.failure or 'no error was told'})"
    return None
