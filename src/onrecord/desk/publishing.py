"""A document published once, however often it is sent: what the form, the composer and its queue have in common."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.domain import Coverage
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.errors import Refusal
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import Newsroom
from onrecord.newsroom.documents import Document
from onrecord.newsroom.recorded import recorded_before


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """Where the log has it, since when, and whether it had it already."""

    seq: int
    at: datetime
    was_already: bool = False


def command_of(document: Document, update_id: UpdateId, base_revision: int | None) -> PublishUpdate | ReviseUpdate:
    """What this document asks for: a new update, or the revision that follows on `base_revision`."""
    if base_revision is None:
        return PublishUpdate(update_id=update_id, content=document.content, is_key_event=document.is_key_event)
    return ReviseUpdate(
        update_id=update_id,
        content=document.content,
        revision_kind=document.revision_kind,
        note=document.note,
        expected_revision=base_revision,
    )


def publish_once(room: Newsroom, coverage: Coverage, command: PublishUpdate | ReviseUpdate, *, actor: str) -> Published:
    """The event that `command` made, now or when it was sent before; raises what `Newsroom.execute` raises."""
    try:
        events = room.execute(coverage.id, command, actor=actor)
    except Refusal:
        if (before := recorded_before(room, coverage.id, command)) is None:
            raise
        return Published(seq=before.seq, at=before.at, was_already=True)
    return Published(seq=events[-1].seq, at=events[-1].at)
