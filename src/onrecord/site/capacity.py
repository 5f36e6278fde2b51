"""How many descriptors this process has: each reader is one."""

import resource
from contextlib import suppress

# More than one process has use for; some systems allow a thousand million.
_MOST = 65_536


def most_descriptors() -> int:
    """How many this process may have and has use for: what its shares are taken of."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST if most == resource.RLIM_INFINITY else min(most, _MOST)


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
