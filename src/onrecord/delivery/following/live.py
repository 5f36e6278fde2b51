"""One coverage in memory: its timeline, and what was made of it."""

from collections.abc import Iterator

from onrecord.delivery.following.fragments import Fragments
from onrecord.delivery.following.frames import FARTHEST_BEHIND, Frames, unchunked
from onrecord.delivery.following.public_json import Pieces
from onrecord.delivery.following.reach import Reach, Sent
from onrecord.delivery.following.timeline import Moment, Timeline
from onrecord.domain.ids import CoverageId
from onrecord.log import Log

# A write that a slow line takes in one go; more readers' worth of memory is not held for one of them.
_BATCH_BYTES = 64 * 1024
# The kernel takes 1,024 pieces at most in one write.
_BATCH_EVENTS = 512
# How many of the newest frames are made before readers are told; whoever is further behind has them made on the way.
_AHEAD = 64


class LiveCoverage:
    """Everything that delivery holds of one coverage; for any thread."""

    def __init__(self, coverage_id: CoverageId) -> None:
        self.id = coverage_id
        self.timeline = Timeline(coverage_id)
        self.fragments = Fragments()
        self.frames = Frames(self.timeline, self.fragments)
        self.pieces = Pieces()
        self.reach = Reach()

    @property
    def moment(self) -> Moment:
        return self.timeline.moment

    def catch_up(self, log: Log, *, is_read: bool) -> bool:
        """Apply what the log has that is new, and if somebody reads the stream make its frames; blocks on the log."""
        before = self.timeline.moment if self.timeline.head else None
        if not self.timeline.catch_up(log):
            return False
        moment = self.moment
        if before is not None:
            self.frames.forget(self._superseded(before, moment))
        if is_read:
            start = 0 if before is None else before.head
            for seq in range(max(start, moment.head - _AHEAD) + 1, moment.head + 1):
                self.frames.make(moment, seq)
        return True

    def _superseded(self, before: Moment, after: Moment) -> Iterator[int]:
        """The seqs whose frames named an element that newer events have concerned since."""
        for seq in range(before.head + 1, after.head + 1):
            ordinal = self.timeline.ordinal(seq)
            if 0 < ordinal <= len(before.coverage.updates):
                # Withdrawn words leave the memory at once, whether or not somebody asks for what is made of them.
                self.fragments.forget(ordinal)
                self.pieces.forget(ordinal)
                yield before.coverage.updates.at(ordinal).version
        for name, version in before.part_versions.items():
            if after.part_versions[name] != version:
                self.fragments.forget_part(name)
                yield version

    def batch(self, position: int, coding: str, *, may_make: bool) -> tuple[bytes, int]:
        """The events that follow on `position`, as many as one write should hold, and the position after them.

        Without `may_make` only those are taken that have been made already: that never takes long.
        """
        chunks = self.chunks(position, coding, may_make=may_make)
        return b"".join(map(unchunked, chunks)), position + len(chunks)

    def chunks(self, position: int, coding: str, *, may_make: bool) -> list[bytes]:
        """The same events, each in a chunk of its own, that all readers share."""
        moment = self.moment
        frame = self.frames.chunk if may_make else self.frames.kept
        chunks: list[bytes] = []
        size = 0
        while position < moment.head and size < _BATCH_BYTES and len(chunks) < _BATCH_EVENTS:
            position += 1
            chunk = frame(moment, position, coding)
            if chunk is None:
                break
            chunks.append(chunk)
            size += len(chunk)
        return chunks

    def waited(self, seq: int, sent: Sent) -> float:
        """How many seconds after it was recorded the last reader was sent the event."""
        return max(sent.last_at - self.timeline.recorded_at(seq), 0.0)

    def is_too_far_behind(self, position: int) -> bool:
        return self.timeline.head - position > FARTHEST_BEHIND
