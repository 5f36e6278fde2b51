"""One piece to many descriptors: the innermost loop of fan-out."""

import os
from collections.abc import Sequence
from itertools import repeat

from onrecord.delivery.streams.reader import GONE


def write_to_all(fds: Sequence[int], piece: bytes) -> list[int]:
    """How many bytes each of them took, in their order: 0 where there is no room now, GONE where nobody is there."""
    taken: list[int] = []
    # The loop is `extend`'s, with no step of ours between two writes. What one raises stands for that one alone: those
    # before it are in the list, and the same iterator goes on after it.
    writes = map(os.write, fds, repeat(piece))
    while True:
        try:
            taken.extend(writes)
        except BlockingIOError:
            taken.append(0)
        except OSError:
            taken.append(GONE)
        else:
            return taken
