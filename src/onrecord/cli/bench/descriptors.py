"""How many connections a process may hold, and among how many processes a crowd is parted."""

import os
import resource
from contextlib import suppress

from onrecord.cli.refused import Refused

# What a process has open beside its readers.
_OTHERS = 64
_MOST_PROCESSES = 64


def raise_limit() -> int:
    """Ask for as many descriptors as this process may have; returns how many readers it can hold."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 10**6 if allowed == resource.RLIM_INFINITY else allowed - _OTHERS


def processes_for(readers: int, wanted: int | None) -> int:
    """Among how many processes to part the readers; raises Refused where each would have too many."""
    each = max(raise_limit(), 1)
    needed = -(-readers // each)
    if wanted is None:
        # One processor is left to the server, where there are several.
        wanted = max(needed, min((os.cpu_count() or 1) - 1, -(-readers // 500)), 1)
    if needed > min(wanted, _MOST_PROCESSES):
        want = -(-readers // min(wanted, _MOST_PROCESSES)) + _OTHERS
        more = f", or take --processes {needed}" if needed <= _MOST_PROCESSES else ""
        raise Refused(
            f"{readers:,} readers in {wanted} processes need {want:,} descriptors each, and {each + _OTHERS:,} are"
            f" allowed; raise the limit (ulimit -Hn {want}, as root, or LimitNOFILE= of a service){more}."
        )
    return wanted
