"""How many readers one process takes on."""

from onrecord.delivery import StreamLimits
from onrecord.site import environment
from onrecord.site.capacity import most_descriptors

# For pages, the desk, the database, and those who have not asked for anything yet.
_KEPT_BACK = 0.25


def limits() -> StreamLimits:
    """What the settings say, and no more streams than this process may have descriptors for; raises BadSetting."""
    wanted = int(environment.number("ONRECORD_MOST_READERS"))
    room = max(1, int(most_descriptors() * (1 - _KEPT_BACK)))
    return StreamLimits(
        most_readers=min(wanted, room),
        most_per_address=int(environment.number("ONRECORD_MOST_PER_ADDRESS")),
    )
