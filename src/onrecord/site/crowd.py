"""How many readers one process takes on."""

from onrecord.delivery import StreamLimits
from onrecord.site import environment
from onrecord.site.capacity import most_streams


def limits() -> StreamLimits:
    """What the settings say, and no more streams than this process may have descriptors for; raises BadSetting."""
    return StreamLimits(
        most_readers=most_readers(),
        most_per_address=int(environment.number("ONRECORD_MOST_PER_ADDRESS")),
    )


def most_readers() -> int:
    """How many streams this process holds; raises BadSetting."""
    return min(int(environment.number("ONRECORD_MOST_READERS")), most_streams())
