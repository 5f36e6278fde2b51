"""What the composer asks of the desk: keep a draft, show, publish once, tell when readers had it, take a picture."""

from contextlib import suppress
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from onrecord.desk import reach
from onrecord.desk.forms import UpdateForm
from onrecord.desk.preview import preview, preview_document
from onrecord.desk.problems import tried
from onrecord.desk.publishing import Published, publish_once
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.views.desk_view import demand, desk_view, user_of
from onrecord.desk.views.json_view import NotJson, json_view, refusal, refusal_of, sent
from onrecord.desk.words.refusals import said
from onrecord.domain import Coverage
from onrecord.domain.commands import ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import AlreadySo, RevisionConflict, UpdateExists
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.log.codec import content_to_json
from onrecord.newsroom import pictures
from onrecord.newsroom.documents import Document, NotDescribed, UnreadableDocument, read_document, write_document
from onrecord.newsroom.drafts import DraftConflict, discard_drafts, save_draft
from onrecord.newsroom.models import Draft
from onrecord.newsroom.planned import plan_of
from onrecord.newsroom.roles import Action

_MOST_FOUND = 24


@desk_view(Action.ENTER)
def signed_in(request: HttpRequest) -> HttpResponse:
    """The page at which a sign-in in another window ends."""
    return render(request, "desk/signed_in.html")


@json_view(Action.WRITE)
def keep(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """Save the draft; who was second is given what stands."""
    order = _Order(request, coverage)
    if (unreadable := order.unreadable()) is not None:
        return unreadable
    if order.base_revision is None and order.update is not None:
        return refusal("published", _("This update has been published already."), 409)
    saved: list[Draft] = []

    def do() -> None:
        saved.append(
            save_draft(
                order.user,
                coverage.id,
                order.update_id,
                draft_fields(order.document, coverage.details.time_zone),
                base_revision=order.base_revision,
                version=order.number("version") or 0,
            )
        )

    if (problem := tried(do)) is not None:
        kept = problem.cause.draft if isinstance(problem.cause, DraftConflict) else None
        more = {} if kept is None else {"draft": kept_draft(kept)}
        return refusal_of(problem, "conflict" if kept is not None else "refused", **more)
    return JsonResponse({"draft": saved[0].pk, "version": saved[0].version, "at": saved[0].changed_at.isoformat()})


@json_view(Action.WRITE)
def discard(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """Drop one's own draft."""
    order = _Order(request, coverage)
    discard_drafts(order.user, order.update_id, of_everybody=False)
    return JsonResponse({})


@json_view(Action.WRITE)
def show(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """The update as readers would get it, as a document of its own."""
    order = _Order(request, coverage)
    if (unreadable := order.unreadable()) is not None:
        return unreadable
    shown: list[str] = []

    def do() -> None:
        command = plan_of(order.document, order.update_id, order.base_revision)
        try:
            shown.append(preview(newsroom(), coverage, command))
        except AlreadySo:
            assert order.update is not None  # noqa: S101 - only a revision can change nothing
            shown.append(preview_document(coverage, order.update))

    if (problem := tried(do)) is not None:
        return refusal_of(problem)
    return JsonResponse({"html": shown[0]})


@json_view(Action.WRITE)
def publish(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """Publish once, however often it is sent."""
    order = _Order(request, coverage)
    if (unreadable := order.unreadable()) is not None:
        return unreadable
    command = plan_of(order.document, order.update_id, order.base_revision)
    demand(request, Action.REVISE if isinstance(command, ReviseUpdate) else Action.PUBLISH, coverage.id)
    if (count := order.document.images_without_alt) and order.fields.get("without_alt") is not True:
        return refusal("alt-missing", said(NotDescribed(count)), 422, count=count)
    done: list[Published] = []
    problem = tried(lambda: done.append(publish_once(newsroom(), coverage, command, actor=order.user.get_username())))
    if problem is not None:
        if isinstance(problem.cause, UpdateExists | RevisionConflict):
            return refusal_of(problem, "conflict", current=current(newsroom().load(coverage.id), order.update_id))
        if isinstance(problem.cause, pictures.ShowsWithdrawn):
            return refusal_of(problem, "picture-withdrawn", pictures=[block.url for block in problem.cause.blocks])
        return refusal_of(problem)
    with suppress(DatabaseError):  # it is published, which is what matters; the draft can be discarded by hand
        discard_drafts(order.user, order.update_id, of_everybody=order.base_revision is None)
    return JsonResponse(
        {
            "seq": done[0].seq,
            "at": done[0].at.isoformat(),
            "was_already": done[0].was_already,
            "update_id": order.update_id,
            "page": f"/{coverage.slug}/u/{order.update_id}",
        }
    )


@json_view(Action.VIEW, method="GET")
def reached(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """How many readers had the event at `seq`, and after how many seconds the last of them."""
    asked = request.GET.get("seq", "")
    found = reach.reached(coverage.id, int(asked)) if asked.isdecimal() and len(asked) < 13 else None
    readers, seconds = found or (None, None)
    return JsonResponse({"readers": readers, "seconds": seconds})


@json_view(Action.WRITE)
def picture(request: HttpRequest, coverage: Coverage) -> JsonResponse:  # noqa: ARG001 - the guard has looked at it
    """Take a picture's file, and answer with the block that shows it, its own words as suggestions."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise NotJson
    blocks: list[dict[str, Any]] = []

    def do() -> None:
        blocks.append(_block(pictures.add(cast(BinaryIO, file), file.name or "", by=user_of(request))))

    if (problem := tried(do)) is not None:
        return refusal_of(problem)
    return JsonResponse({"block": blocks[0]})


@json_view(Action.USE_PICTURES, method="GET")
def library(request: HttpRequest, coverage: Coverage) -> JsonResponse:  # noqa: ARG001 - as above
    """Pictures of the library that fit what is looked for, the newest first, each with the block that shows it."""
    found = pictures.find(request.GET.get("q", "")[:200], page_size=_MOST_FOUND)
    shown = [
        {
            "thumbnail": pictures.thumbnail_url(each),
            "name": each.alt or each.caption or each.filename,
            "block": _block(each),
        }
        for each in found.pictures
    ]
    return JsonResponse({"pictures": shown})


def _block(picture: pictures.Picture) -> dict[str, Any]:
    block: dict[str, Any] = content_to_json(UpdateContent(body=(pictures.image_block(picture),)))["body"][0]
    return block


def draft_fields(document: Document, time_zone: str) -> dict[str, Any]:
    """What a draft keeps: the document, and the same for the form that works without scripts."""
    fields: dict[str, Any] = UpdateForm.values(document.content, time_zone)
    fields |= {
        "is_key_event": "on" if document.is_key_event else "",
        "revision_kind": document.revision_kind.value,
        "note": document.note,
    }
    return fields | {"document": write_document(document)}


def kept_draft(draft: Draft) -> dict[str, Any]:
    """A draft as the composer takes it up."""
    return {
        "draft": draft.pk,
        "version": draft.version,
        "at": draft.changed_at.isoformat(),
        "author": draft.author.get_username(),
        "document": draft.content.get("document"),
    }


def current(coverage: Coverage, update_id: UpdateId) -> dict[str, Any] | None:
    """What stands, for somebody who began with something older."""
    update = coverage.updates.get(update_id)
    content = None if update is None else UpdateRow(coverage=coverage, update=update).content
    if update is None or content is None:
        return None
    document = Document(content=content, is_key_event=update.is_key_event)
    return {"revision": update.revision, "document": write_document(document)}


class _Order:
    """What a request of the composer names: the update, where it began, and the words."""

    def __init__(self, request: HttpRequest, coverage: Coverage) -> None:
        self.fields = sent(request)
        self.user: User = user_of(request)
        self.base_revision = self.number("base_revision")
        self.update_id = self._update_id(coverage)
        self.update: Update | None = coverage.updates.get(self.update_id)

    def unreadable(self) -> JsonResponse | None:
        """What to answer when the document cannot be read; None, and `document` is there, when it can."""
        read: list[Document] = []
        try:
            problem = tried(lambda: read.append(read_document(self.fields.get("document"))))
        except UnreadableDocument as error:
            return refusal("unreadable", said(error), 422, where=error.where)
        if problem is not None:
            return refusal_of(problem)
        self.document = read[0]
        return None

    def number(self, name: str) -> int | None:
        value = self.fields.get(name)
        if value is not None and (type(value) is not int or not 0 <= value < 2**31):
            raise NotJson
        return value

    def _update_id(self, coverage: Coverage) -> UpdateId:
        """An id of this coverage, or a UUID that the page was given for a new update."""
        asked = self.fields.get("update_id")
        if not isinstance(asked, str):
            raise NotJson
        if asked in coverage.updates:
            return UpdateId(asked)
        try:
            return UpdateId(str(UUID(asked)))
        except ValueError as error:
            raise NotJson from error
