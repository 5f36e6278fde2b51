"""Updates: list, read, publish, revise, and everything that is done to one."""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from onrecord.api.answers import UpdateList, UpdateTold, VersionList, ok
from onrecord.api.guard import IDEMPOTENCY_KEY, asker_of, id_made_of, needs
from onrecord.api.room import newsroom
from onrecord.api.shapes import ReasonSent, RedactionSent, RevisionSent, UpdateSent, update_json, version_json
from onrecord.domain.commands import (
    FlagUpdate,
    HoldUpdate,
    PinUpdate,
    PublishUpdate,
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
from onrecord.newsroom.erasure import erase
from onrecord.newsroom.recorded import recorded_before
from onrecord.newsroom.revisions import versions
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["updates"])
_MOST = 100


@router.get("/{coverage}/updates", operation_id="list_updates", response=ok(UpdateList))
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
    response=ok(UpdateTold, 200, 201),
    openapi_extra=IDEMPOTENCY_KEY,
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
    update_id = UpdateId(sent.id or id_made_of(request) or new_update_id())
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


@router.get("/{coverage}/updates/{update}", operation_id="get_update", response=ok(UpdateTold))
@needs(Action.VIEW, TokenScope.READ)
def get_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    asker = asker_of(request)
    return update_json(asker.coverage, asker.update(update))


@router.put("/{coverage}/updates/{update}", operation_id="revise_update", response=ok(UpdateTold))
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


@router.post("/{coverage}/updates/{update}/retract", operation_id="retract_update", response=ok(UpdateTold))
@needs(Action.RETRACT, TokenScope.PUBLISH)
def retract_update(request: HttpRequest, coverage: str, update: str, sent: ReasonSent) -> dict[str, Any]:  # noqa: ARG001
    """It does not stand: its words leave every page, the reason stays."""
    return _done(request, update, lambda update_id: RetractUpdate(update_id=update_id, reason=sent.reason))


@router.post("/{coverage}/updates/{update}/redact", operation_id="redact_update", response=ok(UpdateTold))
@needs(Action.REDACT, TokenScope.PUBLISH)
def redact_update(request: HttpRequest, coverage: str, update: str, sent: RedactionSent) -> dict[str, Any]:  # noqa: ARG001
    """Erase every version of it by law, also in the log, in drafts and in notes. This cannot be undone."""
    asker = asker_of(request)
    found = asker.update(update)
    erase(newsroom(), asker.coverage, found, reason=sent.reason, by=asker.user, with_pictures=sent.with_pictures)
    return _now(request, found.id)


@router.get("/{coverage}/updates/{update}/versions", operation_id="list_versions", response=ok(VersionList))
@needs(Action.VIEW, TokenScope.READ)
def list_versions(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    """Every version with its words, oldest first; what was erased by law has none."""
    asker = asker_of(request)
    found = versions(newsroom(), asker.coverage.id, asker.update(update))
    return {"versions": [version_json(each) for each in found]}


@router.post("/{coverage}/updates/{update}/hold", operation_id="hold_update", response=ok(UpdateTold))
@needs(Action.HOLD, TokenScope.PUBLISH)
def hold_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: HoldUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/release", operation_id="release_update", response=ok(UpdateTold))
@needs(Action.RELEASE, TokenScope.PUBLISH)
def release_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: ReleaseUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/pin", operation_id="pin_update", response=ok(UpdateTold))
@needs(Action.PIN, TokenScope.PUBLISH)
def pin_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: PinUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/unpin", operation_id="unpin_update", response=ok(UpdateTold))
@needs(Action.PIN, TokenScope.PUBLISH)
def unpin_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: UnpinUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/flag", operation_id="flag_update", response=ok(UpdateTold))
@needs(Action.FLAG, TokenScope.PUBLISH)
def flag_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    """A key event."""
    return _done(request, update, lambda update_id: FlagUpdate(update_id=update_id))


@router.post("/{coverage}/updates/{update}/unflag", operation_id="unflag_update", response=ok(UpdateTold))
@needs(Action.FLAG, TokenScope.PUBLISH)
def unflag_update(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, update, lambda update_id: UnflagUpdate(update_id=update_id))


def _done(request: HttpRequest, update: str, command: Callable[[UpdateId], UpdateCommand]) -> dict[str, Any]:
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
