"""The way of drafts to readers: everybody's, by number; submitted, sent back, approved, scheduled, discarded."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from onrecord.api.answers import DraftList, DraftTold, UpdateTold, ok
from onrecord.api.errors import NoSuchDraft
from onrecord.api.guard import Asker, asker_of, needs
from onrecord.api.room import newsroom
from onrecord.api.shapes import Sent, draft_json, update_json
from onrecord.domain.errors import Refusal
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import audit, flow
from onrecord.newsroom.documents import read_document
from onrecord.newsroom.drafts import drafts_of
from onrecord.newsroom.models import Draft
from onrecord.newsroom.planned import Planned, plan_of
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["queue"])
_MOST = 100


class WrittenInAForm(Refusal):
    """This draft was written in the desk's plain form, which only the desk can read; submit or schedule it there."""


class ZonelessTime(Refusal):
    """A moment needs its zone, such as 2026-02-16T14:05:00Z."""


class SendingBack(Sent):
    """What is to be done; the author reads it."""

    why: str


class Scheduling(Sent):
    publish_at: datetime


class Embargo(Sent):
    """No moment takes the embargo away."""

    until: datetime | None


class Approval(Sent):
    """`version` is that of the draft that was read and submitted; another one is not approved unseen."""

    version: int | None = None


@router.get("/{coverage}/queue", operation_id="list_queue", response=ok(DraftList))
@needs(Action.VIEW, TokenScope.READ)
def list_queue(
    request: HttpRequest,
    coverage: str,  # noqa: ARG001 - `needs` has found it
    state: flow.DraftState | None = None,
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50,
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
) -> dict[str, Any]:
    """Everybody's drafts, the one changed last first; `state` such as `submitted` narrows it."""
    found = drafts_of(asker_of(request).coverage.id)
    if state is not None:
        found = found.filter(state=state)
    return {"total": found.count(), "drafts": [draft_json(each) for each in found[offset : offset + limit]]}


@router.get("/{coverage}/queue/{number}", operation_id="get_queued", response=ok(DraftTold))
@needs(Action.VIEW, TokenScope.READ)
def get_queued(request: HttpRequest, coverage: str, number: int) -> dict[str, Any]:  # noqa: ARG001 - as above
    return draft_json(_found(asker_of(request), number))


@router.post("/{coverage}/queue/{number}/submit", operation_id="submit_draft", response=ok(DraftTold))
@needs(Action.SUBMIT, TokenScope.WRITE_DRAFTS)
def submit_draft(request: HttpRequest, coverage: str, number: int) -> dict[str, Any]:  # noqa: ARG001
    """Ask an editor to publish it."""
    asker, found = _own_or(request, number, Action.APPROVE)
    flow.submit(newsroom(), found, _plan(found), actor=asker.name)
    return _noted(asker, found, "draft_submit")


@router.post("/{coverage}/queue/{number}/take-back", operation_id="take_back_draft", response=ok(DraftTold))
@needs(Action.SUBMIT, TokenScope.WRITE_DRAFTS)
def take_back_draft(request: HttpRequest, coverage: str, number: int) -> dict[str, Any]:  # noqa: ARG001
    """It is a draft again, neither submitted nor scheduled; to unschedule it takes an editor."""
    asker, found = _own_or(request, number, Action.APPROVE)
    if found.state == flow.DraftState.SCHEDULED:
        asker.demand(Action.SCHEDULE)
    flow.take_back(found, actor=asker.name)
    return _noted(asker, found, "draft_take_back")


@router.post("/{coverage}/queue/{number}/approve", operation_id="approve_draft", response=ok(UpdateTold))
@needs(Action.APPROVE, TokenScope.PUBLISH)
def approve_draft(request: HttpRequest, coverage: str, number: int, sent: Approval) -> dict[str, Any]:  # noqa: ARG001
    """Publish what was submitted; the answer is the update."""
    asker = asker_of(request)
    found = _found(asker, number)
    if sent.version not in (None, found.ready_version):
        raise flow.DecidedMeanwhile
    update_id = UpdateId(found.update_id)
    flow.approve(newsroom(), found, actor=asker.name)
    _note(asker, found, number, "draft_approve")
    now = newsroom().load(asker.coverage.id)
    return update_json(now, now.updates[update_id])


@router.post("/{coverage}/queue/{number}/send-back", operation_id="send_back_draft", response=ok(DraftTold))
@needs(Action.SEND_BACK, TokenScope.PUBLISH)
def send_back_draft(request: HttpRequest, coverage: str, number: int, sent: SendingBack) -> dict[str, Any]:  # noqa: ARG001
    """Its author has it back, with a note."""
    asker = asker_of(request)
    found = _found(asker, number)
    flow.send_back(found, sent.why, actor=asker.name)
    return _noted(asker, found, "draft_send_back")


@router.post("/{coverage}/queue/{number}/schedule", operation_id="schedule_draft", response=ok(DraftTold))
@needs(Action.SCHEDULE, TokenScope.PUBLISH)
def schedule_draft(request: HttpRequest, coverage: str, number: int, sent: Scheduling) -> dict[str, Any]:  # noqa: ARG001
    """It is published at its moment, in the asker's name."""
    asker = asker_of(request)
    found = _found(asker, number)
    flow.schedule(newsroom(), found, _plan(found), _aware(sent.publish_at), actor=asker.name)
    return _noted(asker, found, "draft_schedule")


@router.put("/{coverage}/queue/{number}/embargo", operation_id="set_embargo", response=ok(DraftTold))
@needs(Action.WRITE, TokenScope.WRITE_DRAFTS)
def set_embargo(request: HttpRequest, coverage: str, number: int, sent: Embargo) -> dict[str, Any]:  # noqa: ARG001
    """Nobody can publish it before that moment; to bring an embargo forward, or end it, takes an editor."""
    asker, found = _own_or(request, number, Action.SCHEDULE)
    until = None if sent.until is None else _aware(sent.until)
    if found.embargoed_until is not None and (until is None or until < found.embargoed_until):
        asker.demand(Action.SCHEDULE)
    flow.set_embargo(found, until)
    return _noted(asker, found, "draft_embargo")


@router.delete("/{coverage}/queue/{number}", operation_id="discard_queued", response={204: None})
@needs(Action.WRITE, TokenScope.WRITE_DRAFTS)
def discard_queued(request: HttpRequest, coverage: str, number: int) -> Status[None]:  # noqa: ARG001
    """Throw it away; somebody else's takes an editor."""
    asker, found = _own_or(request, number, Action.DISCARD_DRAFTS)
    drafts_of(asker.coverage.id).filter(pk=found.pk).delete()
    _note(asker, found, number, "draft_discard")
    return Status(204, None)


def _found(asker: Asker, number: int) -> Draft:
    found = drafts_of(asker.coverage.id).filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise NoSuchDraft
    return found


def _own_or(request: HttpRequest, number: int, action: Action) -> tuple[Asker, Draft]:
    """The draft; raises NotAllowed for somebody else's, unless the asker may do this anyway."""
    asker = asker_of(request)
    found = _found(asker, number)
    if found.author_id != asker.user.pk:
        asker.demand(action)
    return asker, found


def _plan(found: Draft) -> Planned:
    if "document" not in found.content:
        raise WrittenInAForm
    return plan_of(read_document(found.content["document"]), UpdateId(found.update_id), found.base_revision)


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ZonelessTime
    return at


def _noted(asker: Asker, found: Draft, action: str) -> dict[str, Any]:
    _note(asker, found, found.pk, action)
    return draft_json(found)


def _note(asker: Asker, found: Draft, number: int, action: str) -> None:
    subject = f"draft {number} of {found.author.get_username()}"
    audit.note(action, actor=asker.name, coverage_id=asker.coverage.id, update_id=found.update_id, subject=subject)
