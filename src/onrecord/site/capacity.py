"""How many readers this process can hold: each is a descriptor, and a process has so many."""

import resource
from contextlib import suppress

# More than one process has use for; some systems allow a thousand million.
_MOST = 65_536
# What is left to pages, files and the database: a twentieth, and never less than these.
_LEAST_RESERVE = 200


def descriptors() -> int:
    """Take as many descriptors as this process may have, up to what it can use; returns how many those are."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST if most == resource.RLIM_INFINITY else min(most, _MOST)
    if now != resource.RLIM_INFINITY and now < wanted:
        # Most systems give a process 1,024 unless it asks for those it may have.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST if now == resource.RLIM_INFINITY else now


def most_readers(has: int) -> int:
    """How many readers a process with so many descriptors can hold."""
    return max(has - max(has // 20, _LEAST_RESERVE), has // 2)
