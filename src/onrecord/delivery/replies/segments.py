"""The same frames in shared, cacheable addresses, for where streams cannot go."""

from onrecord.delivery.following.frames import to_json
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.timeline import Moment
from onrecord.delivery.streams.gate import Pace

SEGMENT_SIZE = 32
# A withdrawn update's words leave every cache with the generation; this bounds those that keep what nobody asks for.
CLOSED_CACHE = b"public, max-age=600, immutable"


def open_segment(moment: Moment) -> int:
    """The number of the newest segment. It is open while seqs of it are to come, and then until one is in the next."""
    return (moment.head - 1) // SEGMENT_SIZE


def is_closed(moment: Moment, generation: int, segment: int) -> bool:
    """Whether this segment can be had at this address now."""
    return generation == moment.generation and 0 <= segment < open_segment(moment)


def latest(live: LiveCoverage, moment: Moment, pace: Pace) -> bytes:
    """Where the coverage stands, when to ask again, and the frames of the open segment."""
    segment = open_segment(moment)
    about = {
        "head": moment.head,
        "generation": moment.generation,
        "segment_size": SEGMENT_SIZE,
        "segment": segment,
        "interval_ms": pace.interval_ms,
        "mode": pace.mode.value,
    }
    return _with_frames(about, live, moment, segment)


def closed_segment(live: LiveCoverage, moment: Moment, segment: int) -> bytes:
    """The frames of a segment that is full."""
    return _with_frames({"segment": segment, "generation": moment.generation}, live, moment, segment)


def _with_frames(about: dict[str, int | str], live: LiveCoverage, moment: Moment, segment: int) -> bytes:
    first = segment * SEGMENT_SIZE + 1
    last = min(first + SEGMENT_SIZE - 1, moment.head)
    frames = b",".join(live.frames.frame(moment, seq) for seq in range(first, last + 1))
    return b'%s,"frames":[%s]}' % (to_json(about)[:-1], frames)
