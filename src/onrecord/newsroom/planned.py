"""What is to be published later, or by somebody else, as it was when that was decided."""

from typing import Any

from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId
from onrecord.log.codec import content_from_json, content_to_json
from onrecord.newsroom.documents import Document

Planned = PublishUpdate | ReviseUpdate


def plan_of(document: Document, update_id: UpdateId, base_revision: int | None) -> Planned:
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


def encode_plan(command: Planned) -> dict[str, Any]:
    """The command as JSON, without the update's id; words that are already clean."""
    encoded: dict[str, Any] = {"content": content_to_json(command.content)}
    if isinstance(command, PublishUpdate):
        return encoded | {"is_key_event": command.is_key_event}
    return encoded | {
        "revision_kind": command.revision_kind.value,
        "note": command.note,
        "expected_revision": command.expected_revision,
    }


def decode_plan(update_id: str, encoded: dict[str, Any]) -> Planned:
    """The command that `encode_plan` made JSON of; raises ValueError where its words cannot be read."""
    content = content_from_json(encoded["content"])
    if "revision_kind" not in encoded:
        return PublishUpdate(
            update_id=UpdateId(update_id), content=content, is_key_event=bool(encoded.get("is_key_event"))
        )
    return ReviseUpdate(
        update_id=UpdateId(update_id),
        content=content,
        revision_kind=RevisionKind(encoded["revision_kind"]),
        note=encoded.get("note"),
        expected_revision=encoded.get("expected_revision"),
    )
