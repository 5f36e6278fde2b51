"""When Python looks through all of a worker's memory for what is in rings: nobody is answered meanwhile."""

import gc

# What a worker keeps for long, coverages above all, is in no rings, and goes when the last who knows it lets go. Looked
# through as often as is usual, a coverage of 10,000 updates costs everybody's pages a tenth of a second when it is
# opened, and again whenever a quarter more has come to it. What is new is looked through twice at most, and soon: kept
# until there are fifty thousand of it, as is usual, it costs every reader 34 ms in the midst of a herd.
_THRESHOLDS = (5_000, 1, 250)


def collect_seldom() -> None:
    """From now on; what has been made so far stays until this process ends, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
