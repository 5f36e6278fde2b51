"""A document published once, however often it is sent: what the form, the composer and its queue have in common."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.domain import Coverage
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.errors import Refusal
from onrecord.domain.events import UpdatePublished, UpdateRevised
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import Newsroom
from onrecord.newsroom.clean import clean_content
from onrecord.newsroom.documents import Document


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
        if (before := recorded_before(room, coverage, command)) is not None:
            return before
        raise
    return Published(seq=events[-1].seq, at=events[-1].at)


def recorded_before(room: Newsroom, coverage: Coverage, command: PublishUpdate | ReviseUpdate) -> Published | None:
    """The event that this very command made when it was sent before, whatever became of the update since then."""
    update = room.load(coverage.id).updates.get(command.update_id)
    if update is None:
        return None
    number = 1 if isinstance(command, PublishUpdate) else (command.expected_revision or 0) + 1
    revision = next((each for each in update.revisions if each.number == number), None)
    if revision is None:
        return None
    recorded = next(iter(room.log.read(coverage.id, after=revision.seq - 1, limit=1)))
    match recorded.event, command:
        case UpdatePublished() as event, PublishUpdate():
            is_same = event.content is None or event.content == clean_content(command.content)
        case UpdateRevised() as event, ReviseUpdate():
            is_same = event.revision_kind is command.revision_kind and (
                event.content is None
                or (event.content == clean_content(command.content) and _same_note(event.note, command.note))
            )
        case _:
            is_same = False
    return Published(seq=recorded.seq, at=recorded.at, was_already=True) if is_same else None


def _same_note(recorded: str | None, sent: str | None) -> bool:
    return (recorded or "") == (sent or "").strip()
