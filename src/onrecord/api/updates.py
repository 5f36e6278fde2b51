"""Updates: list, read, publish, revise, and everything that is done to one."""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid5

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from onrecord.api.guard import asker_of, needs
from onrecord.api.room import newsroom
from onrecord.api.shapes import ReasonSent, RevisionSent, UpdateSent, update_json
from onrecord.domain.commands import (
    FlagUpdate,
    HoldUpdate,
    PinUpdate,
    PublishUpdate,
    RedactPayload,
    ReleaseUpdate,
    RetractUpdate,
    ReviseUpdate,
    UnflagUpdate,
    UnpinUpdate,
    UpdateCommand,
)
from onrecord.domain.errors import AlreadySo, RevisionConflict, UpdateExists
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import new_update_id
from onrecord.newsroom.drafts import discard_drafts
from onrecord.newsroom.recorded import recorded_before
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["updates"])
_MOST = 100
_IDEMPOTENCY_KEY = {
    "parameters": [{"in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string"}}]
}


@router.get("/{coverage}/updates", operation_id="list_updates")
@needs(Action.VIEW, TokenScope.READ)
def list_updates(
    request: HttpRequest,
    coverage: str,  # noqa: ARG001 - `needs` has found it
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50,
    before: Annotated[int, Field(ge=1, le=10**9)] | None = None,
) -> dict[str, Any]:
    """The newest first; `before` is the order to go on from."""
    found = asker_of(request).coverage
    newest = len(found.updates) if before is None else min(before - 1, len(found.updates))
    orders = range(newest, max(newest - limit, 0), -1)
    return {
        "total": len(found.updates),
        "updates": [update_json(found, found.updates.at(order)) for order in orders],
        "next_before": orders[-1] if orders and orders[-1] > 1 else None,
    }


@router.post(
    "/{coverage}/updates",
    operation_id="publish_update",
    response={200: dict[str, Any], 201: dict[str, Any]},
    openapi_extra=_IDEMPOTENCY_KEY,
)
@needs(Action.PUBLISH, TokenScope.PUBLISH)
def publish_update(
    request: HttpRequest,
    response: HttpResponse,
    coverage: str,  # noqa: ARG001
    sent: UpdateSent,
) -> Status[dict[str, Any]]:
    """Publish; sent again with the same id or Idempotency-Key, and the same words, it is not published twice."""
    asker = asker_of(request)
    idempotency_key = request.headers.get("Idempotency-Key")
    name = f"onrecord:{asker.user.pk}:{asker.coverage.id}:{idempotency_key}"
    made = new_update_id() if idempotency_key is None else UpdateId(str(uuid5(NAMESPACE_URL, name)))
    update_id = made if sent.id is None else UpdateId(sent.id)
    command = PublishUpdate(update_id=update_id, content=sent.content.content(), is_key_event=sent.is_key_event)
    try:
        asker.execute(command)
    except (UpdateExists, AlreadySo):
        if recorded_before(newsroom(), asker.coverage.id, command) is None:
            raise
        response["Idempotent-Replayed"] = "true"
        return Status(200, _now(request, update_id))
    _forget_drafts(request, update_id, of_everybody=True)
    return Status(201, _now(request, update_id))


@router.get("/{coverage}/updates/{update}", operation_id="get_update")
@needs(Action.VIEW, TokenScope.READ)
def get_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    asker = asker_of(request)
    return update_json(asker.coverage, asker.update(update))


@router.put("/{coverage}/updates/{update}", operation_id="revise_update")
@needs(Action.REVISE, TokenScope.PUBLISH)
def revise_update(
    request: HttpRequest,
    response: HttpResponse,
    coverage: str,  # noqa: ARG001
    update: str,
    sent: RevisionSent,
) -> dict[str, Any]:
    """Replace its words. The same revision sent again is not a second one."""
    asker = asker_of(request)
    update_id = asker.update(update).id
    command = ReviseUpdate(
        update_id=update_id,
        content=sent.content.content(),
        revision_kind=sent.revision_kind(),
        note=sent.note,
        expected_revision=sent.expected_revision,
    )
    try:
        asker.execute(command)
    except RevisionConflict:
        if recorded_before(newsroom(), asker.coverage.id, command) is None:
            raise
        response["Idempotent-Replayed"] = "true"
    else:
        _forget_drafts(request, update_id, of_everybody=False)
    return _now(request, update_id)


@router.post("/{coverage}/updates/{update}/retract", operation_id="retract_update")
@needs(Action.RETRACT, TokenScope.PUBLISH)
def retract_update(request: HttpRequest, coverage: str, update: str, sent: ReasonSent) -> dict[str, Any]:  # noqa: ARG001
    """It does not stand: its words leave every page, the reason stays."""
    return _done(request, update, lambda update_id: RetractUpdate(update_id=update_id, reason=sent.reason))


@router.post("/{coverage}/updates/{update}/redact", operation_id="redact_update")
@needs(Action.REDACT, TokenScope.PUBLISH)
def redact_update(request: HttpRequest, coverage: str, update: str, sent: ReasonSent) -> dict[str, Any]:  # noqa: ARG001
    """Erase every version of it by law, also in the log and in drafts. This cannot be undone."""
    told = _done(request, update, lambda update_id: RedactPayload(update_id=update_id, reason=sent.reason))
    discard_drafts(asker_of(request).user, UpdateId(update), of_everybody=True)
    return told


@router.post("/{coverage}/updates/{update}/hold", operation_id="hold_update")
@needs(Action.HOLD, TokenScope.PUBLISH)
def hold_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: HoldUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/release", operation_id="release_update")
@needs(Action.RELEASE, TokenScope.PUBLISH)
def release_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: ReleaseUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/pin", operation_id="pin_update")
@needs(Action.PIN, TokenScope.PUBLISH)
def pin_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: PinUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/unpin", operation_id="unpin_update")
@needs(Action.PIN, TokenScope.PUBLISH)
def unpin_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: UnpinUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/flag", operation_id="flag_update")
@needs(Action.FLAG, TokenScope.PUBLISH)
def flag_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    """A key event."""
    return _done(request, update, lambda update_id: FlagUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/unflag", operation_id="unflag_update")
@needs(Action.FLAG, TokenScope.PUBLISH)
def unflag_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: UnflagUpdate(update_id=update_id))


def _done(
    request: HttpRequest, update: str, command: Callable[[UpdateId], UpdateCommand | RedactPayload]
) -> dict[str, Any]:
    update_id = asker_of(request).update(update).id
    asker_of(request).execute(command(update_id))
    return _now(request, update_id)


def _now(request: HttpRequest, update_id: UpdateId) -> dict[str, Any]:
    """As it stands after the command."""
    coverage = newsroom().load(asker_of(request).coverage.id)
    return update_json(coverage, coverage.updates[update_id])


def _forget_drafts(request: HttpRequest, update_id: UpdateId, *, of_everybody: bool) -> None:
    with suppress(DatabaseError):  # it is published, which is what matters; a draft can be discarded by hand
        discard_drafts(asker_of(request).user, update_id, of_everybody=of_everybody)
