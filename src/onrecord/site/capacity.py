"""How many descriptors this process has, each reader being one, and how they are shared out."""

import resource
from contextlib import suppress

# More than one process has use for; some systems allow a thousand million.
_MOST = 65_536
# What is kept from streams: a quarter where there are few, and never more than this: it does not grow with the crowd.
# A thousand are for connections that wait, as many as come in a tenth of a second of the worst minute; the rest are for
# requests that are being answered, and for the database, three files to each thread of the desk.
_SMALL_SHARE = 4
_MOST_KEPT_BACK = 1_500
# A process has three dozen open before anybody comes: where there are few, streams leave so much and have a quarter.
_LEAST_KEPT_BACK = 256
_OWN_PART = 3


def most_descriptors() -> int:
    """How many this process may have and has use for: what its shares are taken of."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST if most == resource.RLIM_INFINITY else min(most, _MOST)


def most_streams() -> int:
    """How many of them readers' streams may have."""
    descriptors = most_descriptors()
    return max(descriptors - _kept_back(descriptors), 1)


def most_waiting(streams: int) -> int:
    """How many connections may wait, beside so many streams: what these leave, and a quarter of all at most."""
    descriptors = most_descriptors()
    left = descriptors - _kept_back(descriptors) // _OWN_PART - streams
    return max(min(descriptors // _SMALL_SHARE, left), 1)


def most_taking(streams: int) -> int:
    """How many of those may have something to take still: whoever waits for nothing makes room for them, up to here."""
    return max(most_waiting(streams) // 2, 1)


def _kept_back(descriptors: int) -> int:
    share = descriptors // _SMALL_SHARE
    return min(max(share, min(_LEAST_KEPT_BACK, descriptors - share)), _MOST_KEPT_BACK)


def take_descriptors() -> int:
    """Take as many descriptors as this process may have, up to what it can use; returns how many it has then.

    Most systems give a process 1,024 unless it asks for those it may have.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most_descriptors()
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST if now == resource.RLIM_INFINITY else now
