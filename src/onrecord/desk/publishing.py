"""A document published once, however often it is sent: what the form, the composer and its queue have in common."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.domain import Coverage
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.errors import Refusal
from onrecord.newsroom import Newsroom
from onrecord.newsroom.recorded import recorded_before


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """Where the log has it, since when, and whether it had it already."""

    seq: int
    at: datetime
    was_already: bool = False


def publish_once(room: Newsroom, coverage: Coverage, command: PublishUpdate | ReviseUpdate, *, actor: str) -> Published:
    """The event that `command` made, now or when it was sent before; raises what `Newsroom.execute` raises."""
    try:
        events = room.execute(coverage.id, command, actor=actor)
    except Refusal:
        if (before := recorded_before(room, coverage.id, command)) is None:
            raise
        return Published(seq=before.seq, at=before.at, was_already=True)
    return Published(seq=events[-1].seq, at=events[-1].at)
