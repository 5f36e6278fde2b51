"""What somebody is writing, as the composer and the drafts keep it: the words in the log's own shape, and what is to
become of them.

    {"content": {"heading": …, "body": [{"type": "text", "html": …}, …], "contributors": [{"name": …, "id": null}],
                 "sign_off": …, "dateline": …, "occurred_at": …, "labels": […], "source": {"name": …, "url": …}},
     "is_key_event": false, "revision_kind": "minor", "note": ""}

Read strictly, and as it was typed: it is cleaned where it is recorded (`clean`), so that nothing is lost in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from onrecord.domain.blocks import Image
from onrecord.domain.checks import check_words
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import Refusal
from onrecord.domain.events import RevisionKind
from onrecord.log.codec import block_from_json, content_from_json, content_to_json

_FIELDS = {field.name for field in fields(UpdateContent)}


class NotDescribed(Refusal):
    """A picture has no description for those who cannot see it."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "A picture has no description for those who cannot see it. Write one, or publish without.",
                "%(count)d pictures have no description for those who cannot see them. Write them, or publish without.",
                count,
            )
            % {"count": count}
        )
        self.count = count


class UnreadableDocument(ValueError):
    """What was sent is no update: nothing was saved of it. Reload the page; what you wrote is kept on this device."""

    def __init__(self, where: str, why: object) -> None:
        super().__init__(f"{type(self).__doc__} ({where}: {why!s:.200})")
        self.where = where


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """The words of an update, and how they are to be published."""

    content: UpdateContent
    is_key_event: bool = False
    revision_kind: RevisionKind = RevisionKind.MINOR
    note: str = ""

    @property
    def images_without_alt(self) -> int:
        """How many pictures nobody has described: publishing those takes a second, deliberate step."""
        return images_without_alt(self.content)


def images_without_alt(content: UpdateContent) -> int:
    """How many pictures of the body have no words for those who cannot see them."""
    images = (block for block in content.body if isinstance(block, Image))
    return sum(1 for image in images if (image.url or image.renditions) and not image.alt.strip())


def read_document(value: object) -> Document:
    """The document that was sent; raises UnreadableDocument, which names the part, or a Refusal if it is too long."""
    document = _object(value, "document")
    _known(document, {"content", "is_key_event", "revision_kind", "note"}, "document")
    content = _content(_object(document.get("content"), "content"))
    is_key_event, note = document.get("is_key_event", False), document.get("note", "")
    if not isinstance(is_key_event, bool):
        raise UnreadableDocument("is_key_event", "neither true nor false")
    if not isinstance(note, str):
        raise UnreadableDocument("note", "no text")
    try:
        kind = RevisionKind(document.get("revision_kind", RevisionKind.MINOR))
    except ValueError as error:
        raise UnreadableDocument("revision_kind", error) from error
    check_words((content, note))
    return Document(content=content, is_key_event=is_key_event, revision_kind=kind, note=note)


def write_document(document: Document) -> dict[str, Any]:
    """The document as `read_document` reads it."""
    return {
        "content": content_to_json(document.content),
        "is_key_event": document.is_key_event,
        "revision_kind": document.revision_kind.value,
        "note": document.note,
    }


def _content(value: Mapping[str, Any]) -> UpdateContent:
    _known(value, _FIELDS, "content")
    body = value.get("body", [])
    if not isinstance(body, list):
        raise UnreadableDocument("body", "no list")
    blocks = []
    for number, block in enumerate(body, 1):
        try:
            blocks.append(block_from_json(block))
        except ValueError as error:
            raise UnreadableDocument(f"block {number}", error) from error
    rest = {name: part for name, part in value.items() if name not in ("body", "occurred_at")}
    try:
        content = content_from_json(rest)
    except ValueError as error:
        raise UnreadableDocument("content", error) from error
    return replace(content, body=tuple(blocks), occurred_at=_time(value.get("occurred_at")))


def _time(value: object) -> datetime | None:
    """Times as browsers write them."""
    if value is None or value == "":
        return None
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise UnreadableDocument("occurred_at", error) from error
    if at.utcoffset() is None:
        raise UnreadableDocument("occurred_at", "has no zone")
    return at


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableDocument(where, "no object")
    return value


def _known(value: Mapping[str, Any], names: set[str], where: str) -> None:
    if unknown := set(value) - names:
        raise UnreadableDocument(where, f"has no {min(unknown)!r:.40}")
