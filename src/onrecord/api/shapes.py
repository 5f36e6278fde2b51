"""What the API takes and gives: JSON of coverages, updates, drafts and entries of the audit log."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from onrecord.domain import Coverage
from onrecord.domain.content import CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.log.codec import content_to_json
from onrecord.newsroom import pictures
from onrecord.newsroom.documents import Document, read_document
from onrecord.newsroom.flow_models import Note
from onrecord.newsroom.models import Draft
from onrecord.newsroom.pictures import Picture
from onrecord.newsroom.revisions import Version


class Sent(Schema):
    """What is sent has no fields that are not named: a misspelt one would be lost in silence."""

    model_config = ConfigDict(extra="forbid")


class SourceSent(Sent):
    name: str | None = None
    url: str | None = None


class DetailsSent(Sent):
    """The head of a coverage; paragraphs of the standfirst are inline HTML."""

    headline: str
    kicker: str | None = None
    standfirst: list[str] = Field(default_factory=list, max_length=200)
    language: str = "en"
    time_zone: str = "UTC"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    source: SourceSent | None = None

    def details(self) -> CoverageDetails:
        """As the domain has it."""
        source = None if self.source is None else Source(name=self.source.name, url=self.source.url)
        plain = self.model_dump(exclude={"source", "standfirst"})
        return CoverageDetails(**plain, standfirst=tuple(self.standfirst), source=source)


class CoverageSent(DetailsSent):
    """A new coverage; without a slug one is made of the headline."""

    slug: str | None = None

    def details(self) -> CoverageDetails:
        return DetailsSent(**self.model_dump(exclude={"slug"})).details()


class DetailsRevised(DetailsSent):
    """`expected_seq` is the `details_seq` that was read; without it whatever stands is written over."""

    expected_seq: int | None = None

    def details(self) -> CoverageDetails:
        return DetailsSent(**self.model_dump(exclude={"expected_seq"})).details()


class PointSent(Sent):
    html: str
    update_id: str | None = None


class PointsSent(Sent):
    """The summary; `expected_seq` is the `key_points_seq` that was read."""

    points: list[PointSent] = Field(max_length=100)
    expected_seq: int | None = None

    def key_points(self) -> tuple[KeyPoint, ...]:
        """As the domain has it."""
        return tuple(
            KeyPoint(html=each.html, update_id=None if each.update_id is None else UpdateId(each.update_id))
            for each in self.points
        )


class ContentSent(Sent):
    """The words of an update: blocks as docs/reference/api.md lists them."""

    heading: str | None = None
    body: list[dict[str, Any]] = Field(default_factory=list, max_length=5000)
    contributors: list[dict[str, Any]] = Field(default_factory=list, max_length=200)
    sign_off: str | None = None
    dateline: str | None = None
    occurred_at: datetime | None = None
    labels: list[str] = Field(default_factory=list, max_length=200)
    source: SourceSent | None = None

    def content(self) -> UpdateContent:
        """As the domain has it; raises UnreadableDocument, which names the part."""
        sent = self.model_dump(exclude={"occurred_at"})
        sent["contributors"] = [{"id": None, **each} for each in self.contributors]
        return replace(read_document({"content": sent}).content, occurred_at=self.occurred_at)


class UpdateSent(Sent):
    """A new update. The id is the caller's, or made from the Idempotency-Key, or new."""

    content: ContentSent
    id: str | None = None
    is_key_event: bool = False


class RevisionSent(Sent):
    """`expected_revision` is the number of the revision that was read: nobody's words are written over unseen."""

    content: ContentSent
    expected_revision: int
    kind: Literal["minor", "clarification", "correction"] = "minor"
    note: str | None = None

    def revision_kind(self) -> RevisionKind:
        return RevisionKind(self.kind)


class ReasonSent(Sent):
    """Why it is withdrawn; readers see it."""

    reason: str


class RedactionSent(ReasonSent):
    """With `with_pictures` its pictures are taken down everywhere, and their originals erased."""

    with_pictures: bool = False


class DraftSent(Sent):
    """`version` is the one that was read; without it whatever is kept is written over."""

    content: ContentSent
    base_revision: int | None = None
    version: int | None = None
    is_key_event: bool = False

    def document(self) -> Document:
        return Document(content=self.content.content(), is_key_event=self.is_key_event)


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """A coverage without its updates."""
    details = coverage.details
    source = details.source
    return {
        "id": coverage.id,
        "slug": coverage.slug,
        "state": coverage.state.value,
        "head": coverage.head,
        "opened_at": _time(coverage.opened_at),
        "updated_at": _time(coverage.updated_at),
        "details_seq": coverage.details_seq,
        "details": {
            "headline": details.headline,
            "kicker": details.kicker,
            "standfirst": list(details.standfirst),
            "language": details.language,
            "time_zone": details.time_zone,
            "started_at": _time(details.started_at),
            "ended_at": _time(details.ended_at),
            "source": None if source is None else {"name": source.name, "url": source.url},
        },
        "key_points_seq": coverage.key_points_seq,
        "key_points": [{"html": point.html, "update_id": point.update_id} for point in coverage.key_points],
        "pinned_update_id": coverage.pinned_update_id,
        "updates": len(coverage.updates),
    }


def update_json(coverage: Coverage, update: Update) -> dict[str, Any]:
    """An update as the desk sees it: the words of a held one too; of a withdrawn one the reason."""
    content = update.content or coverage.withheld.get(update.id)
    withdrawal = update.redaction or update.retraction
    return {
        "id": update.id,
        "order": update.ordinal,
        "version": update.version,
        "standing": update.standing.value,
        "revision": update.revision,
        "published_at": _time(update.published_at),
        "revised_at": _time(update.revised_at),
        "is_key_event": update.is_key_event,
        "is_pinned": coverage.pinned_update_id == update.id,
        "source_id": update.source_id,
        "content": None if content is None else content_to_json(content),
        "revisions": [
            {
                "number": each.number,
                "at": _time(each.at),
                "kind": None if each.kind is None else each.kind.value,
                "note": each.note,
            }
            for each in update.revisions
        ],
        "withdrawal": None if withdrawal is None else {"at": _time(withdrawal.at), "reason": withdrawal.reason},
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    """A draft, where it stands on its way, and its words."""
    return {
        "number": draft.pk,
        "update_id": draft.update_id,
        "author": draft.author.get_username(),
        "base_revision": draft.base_revision,
        "version": draft.version,
        "changed_at": _time(draft.changed_at),
        "state": draft.state,
        "why": draft.why,
        "publish_at": _time(draft.publish_at),
        "embargoed_until": _time(draft.embargoed_until),
        "ready_version": draft.ready_version,
        "document": draft.content.get("document"),
    }


def version_json(version: Version) -> dict[str, Any]:
    """One version of an update, with its words."""
    return {
        "number": version.number,
        "at": _time(version.at),
        "actor": version.actor,
        "kind": None if version.kind is None else version.kind.value,
        "note": version.note,
        "content": None if version.content is None else content_to_json(version.content),
    }


def picture_json(picture: Picture) -> dict[str, Any]:
    """A picture of the library."""
    block = None if picture.is_withdrawn else pictures.image_block(picture)
    x, y = picture.focal_point
    return {
        "id": str(picture.pk),
        "filename": picture.filename,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit_line": picture.credit_line,
        "focal_point": {"x": x, "y": y},
        "added_at": _time(picture.added_at),
        "added_by": None if picture.added_by is None else picture.added_by.get_username(),
        "withdrawn_at": _time(picture.withdrawn_at),
        "withdrawn_because": picture.withdrawn_because,
        "block": None if block is None else content_to_json(UpdateContent(body=(block,)))["body"][0],
    }


def note_json(note: Note) -> dict[str, Any]:
    """What a colleague noted."""
    return {"number": note.pk, "author": note.author.get_username(), "at": _time(note.at), "text": note.text}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
