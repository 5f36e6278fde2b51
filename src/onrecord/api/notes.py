"""What colleagues note on an update or a draft of one, for each other alone."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from onrecord.api.answers import NoteList, NoteTold, ok
from onrecord.api.guard import asker_of, needs
from onrecord.api.shapes import Sent, note_json
from onrecord.domain.errors import NoSuchUpdate
from onrecord.domain.ids import UpdateId
from onrecord.newsroom.drafts import drafts_of
from onrecord.newsroom.notes import add_note, notes_on, remove_note
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["notes"])


class NoteSent(Sent):
    text: str


@router.get("/{coverage}/updates/{update}/notes", operation_id="list_notes", response=ok(NoteList))
@needs(Action.VIEW, TokenScope.READ)
def list_notes(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001 - `needs` found it
    """Oldest first."""
    found = notes_on(asker_of(request).coverage.id, [update]).get(update, [])
    return {"notes": [note_json(each) for each in found]}


@router.post("/{coverage}/updates/{update}/notes", operation_id="add_note", response=ok(NoteTold, 201))
@needs(Action.NOTE, TokenScope.WRITE_DRAFTS)
def note(request: HttpRequest, coverage: str, update: str, sent: NoteSent) -> Status[dict[str, Any]]:  # noqa: ARG001
    """On an update, or on one that is still a draft."""
    asker = asker_of(request)
    is_there = update in asker.coverage.updates or drafts_of(asker.coverage.id).filter(update_id=update).exists()
    if not is_there:
        raise NoSuchUpdate
    return Status(201, note_json(add_note(asker.user, asker.coverage.id, UpdateId(update), sent.text)))


@router.delete("/{coverage}/updates/{update}/notes/{number}", operation_id="remove_note", response={204: None})
@needs(Action.NOTE, TokenScope.WRITE_DRAFTS)
def unnote(request: HttpRequest, coverage: str, update: str, number: int) -> Status[None]:  # noqa: ARG001
    """One's own."""
    if 0 < number < 2**63:
        remove_note(asker_of(request).user, number)
    return Status(204, None)
