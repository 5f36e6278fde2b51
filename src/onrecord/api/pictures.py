"""The library of pictures: look, send, describe, say what a crop must keep, take down."""

from typing import Annotated, Any, BinaryIO, Literal, cast

from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from onrecord.api.answers import PictureList, PictureTold, RemovalTold, UseList, ok
from onrecord.api.guard import asker_of, needs
from onrecord.api.room import newsroom
from onrecord.api.shapes import Sent, picture_json
from onrecord.domain.errors import EmptyReason
from onrecord.domain.events import RevisionKind
from onrecord.newsroom import audit, pictures
from onrecord.newsroom.pictures import Picture
from onrecord.newsroom.pictures.uses import remove_from, uses_of
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["pictures"])


class PictureSent(Sent):
    """What is to be changed; what is not named stays."""

    alt: str | None = None
    caption: str | None = None
    credit_line: str | None = None
    focal_point: "PointSent | None" = None


class PointSent(Sent):
    """In whole percent, from the left and from the top."""

    x: Annotated[int, Field(ge=0, le=100)]
    y: Annotated[int, Field(ge=0, le=100)]


class TakedownSent(Sent):
    """`erase_original` erases the file and its words too; it cannot be reinstated then."""

    reason: str
    erase_original: bool = False


class RemovalSent(Sent):
    """How the picture leaves the updates that show it; readers see the note."""

    note: str
    kind: Literal["minor", "clarification", "correction"] = "correction"


@router.get("", operation_id="list_pictures", response=ok(PictureList))
@needs(Action.USE_PICTURES, TokenScope.READ)
def list_pictures(
    request: HttpRequest,  # noqa: ARG001 - `needs` has looked at it
    q: Annotated[str, Field(max_length=200)] = "",
    page: Annotated[int, Field(ge=1, le=10_000)] = 1,
) -> dict[str, Any]:
    """Those that have every word of `q`, the newest first, 40 a page."""
    found = pictures.find(q, page)
    return {"pictures": [picture_json(each) for each in found.pictures], "page": page, "has_more": found.has_more}


@router.post("", operation_id="add_picture", response=ok(PictureTold, 201))
@needs(Action.USE_PICTURES, TokenScope.WRITE_DRAFTS)
def add_picture(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Send a file, as `multipart/form-data`; the same file again is the same picture."""
    added = pictures.add(cast(BinaryIO, file), file.name or "", by=asker_of(request).user)
    return Status(201, picture_json(added))


@router.get("/{picture}", operation_id="get_picture", response=ok(PictureTold))
@needs(Action.USE_PICTURES, TokenScope.READ)
def get_picture(request: HttpRequest, picture: str) -> dict[str, Any]:  # noqa: ARG001 - as above
    """One picture, with the block that shows it in an update."""
    return picture_json(pictures.get(picture))


@router.patch("/{picture}", operation_id="describe_picture", response=ok(PictureTold))
@needs(Action.USE_PICTURES, TokenScope.WRITE_DRAFTS)
def describe_picture(request: HttpRequest, picture: str, sent: PictureSent) -> dict[str, Any]:
    """Change its words and its focal point; what is published keeps those that it was published with."""
    found = pictures.get(picture)
    if sent.focal_point is not None:
        found = pictures.set_focal_point(found, sent.focal_point.x / 100, sent.focal_point.y / 100)
    found = pictures.describe(found, alt=sent.alt, caption=sent.caption, credit_line=sent.credit_line)
    _note(request, found, "picture_described")
    return picture_json(found)


@router.get("/{picture}/uses", operation_id="list_uses", response=ok(UseList))
@needs(Action.USE_PICTURES, TokenScope.READ)
def list_uses(request: HttpRequest, picture: str) -> dict[str, Any]:
    """The updates that show it, also after it was taken down; those that one may not see are counted."""
    uses = uses_of(newsroom(), pictures.get(picture))
    seen = [each for each in uses if asker_of(request).rights.may(Action.VIEW, each.coverage.id)]
    return {
        "uses": [{"coverage": each.coverage.slug, "update_id": each.update.id} for each in seen],
        "elsewhere": len(uses) - len(seen),
    }


@router.post("/{picture}/take-down", operation_id="take_down_picture", response=ok(PictureTold))
@needs(Action.WITHDRAW_PICTURES, TokenScope.PUBLISH)
def take_down_picture(request: HttpRequest, picture: str, sent: TakedownSent) -> dict[str, Any]:
    """Its files leave every address at once, and nobody can use it or send it again."""
    if not sent.reason.strip():
        raise EmptyReason
    found, user = pictures.get(picture), asker_of(request).user
    found = pictures.withdraw(found, by=user, reason=sent.reason, erase_original=sent.erase_original)
    _note(request, found, "picture_taken_down", sent.reason)
    return picture_json(found)


@router.post("/{picture}/remove", operation_id="remove_picture", response=ok(RemovalTold))
@needs(Action.WITHDRAW_PICTURES, TokenScope.PUBLISH)
def remove_picture(request: HttpRequest, picture: str, sent: RemovalSent) -> dict[str, Any]:
    """Take it out of every update that shows it and that one may revise, as a revision."""
    if not sent.note.strip():
        raise EmptyReason
    found, asker = pictures.get(picture), asker_of(request)
    uses = uses_of(newsroom(), found)
    mine = [each for each in uses if asker.rights.may(Action.REVISE, each.coverage.id)]
    for each in mine:
        remove_from(newsroom(), each, found, kind=RevisionKind(sent.kind), note=sent.note, actor=asker.name)
    _note(request, found, "picture_removed", f"{len(mine)}, {sent.note}")
    return {"revised": [each.update.id for each in mine], "left": len(uses) - len(mine)}


@router.post("/{picture}/reinstate", operation_id="reinstate_picture", response=ok(PictureTold))
@needs(Action.WITHDRAW_PICTURES, TokenScope.PUBLISH)
def reinstate_picture(request: HttpRequest, picture: str) -> dict[str, Any]:
    """It can be used again, at new addresses."""
    found = pictures.reinstate(pictures.get(picture))
    _note(request, found, "picture_reinstated")
    return picture_json(found)


def _note(request: HttpRequest, found: Picture, action: str, more: str = "") -> None:
    subject = f"{found.pk}: {more}" if more else str(found.pk)
    audit.note(action, actor=asker_of(request).name, subject=subject)


PictureSent.model_rebuild()
