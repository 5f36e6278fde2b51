"""One's own drafts: kept, not published."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from onrecord.api.answers import DraftList, DraftTold, ok
from onrecord.api.errors import NoSuchDraft
from onrecord.api.guard import asker_of, needs
from onrecord.api.shapes import DraftSent, draft_json
from onrecord.domain.errors import BadId
from onrecord.domain.ids import UpdateId
from onrecord.newsroom.documents import write_document
from onrecord.newsroom.drafts import discard_drafts, drafts_of, own_draft, save_draft
from onrecord.newsroom.models import Draft
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["drafts"])
_MOST = 100
_LONGEST_ID = 200


@router.get("/{coverage}/drafts", operation_id="list_drafts", response=ok(DraftList))
@needs(Action.VIEW, TokenScope.READ)
def list_drafts(
    request: HttpRequest,
    coverage: str,  # noqa: ARG001 - `needs` has found it
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50,
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
) -> dict[str, Any]:
    """Those of the token's owner, the one changed last first."""
    asker = asker_of(request)
    found = drafts_of(asker.coverage.id).filter(author=asker.user)
    return {"total": found.count(), "drafts": [draft_json(draft) for draft in found[offset : offset + limit]]}


@router.get("/{coverage}/drafts/{update}", operation_id="get_draft", response=ok(DraftTold))
@needs(Action.VIEW, TokenScope.READ)
def get_draft(request: HttpRequest, coverage: str, update: str) -> dict[str, Any]:  # noqa: ARG001
    return draft_json(_own(request, update))


@router.put("/{coverage}/drafts/{update}", operation_id="save_draft", response=ok(DraftTold))
@needs(Action.WRITE, TokenScope.WRITE_DRAFTS)
def keep_draft(request: HttpRequest, coverage: str, update: str, sent: DraftSent) -> dict[str, Any]:  # noqa: ARG001
    """Keep a draft of this update, which need not be there yet: the id is the one that it will be published under."""
    asker = asker_of(request)
    if not _is_id(update):
        raise BadId
    known = own_draft(asker.user, UpdateId(update))
    if known is not None and known.coverage_id != asker.coverage.id:
        raise NoSuchDraft
    saved = save_draft(
        asker.user,
        asker.coverage.id,
        UpdateId(update),
        {"document": write_document(sent.document())},
        base_revision=sent.base_revision,
        version=sent.version,
    )
    return draft_json(saved)


@router.delete("/{coverage}/drafts/{update}", operation_id="discard_draft", response={204: None})
@needs(Action.WRITE, TokenScope.WRITE_DRAFTS)
def discard_draft(request: HttpRequest, coverage: str, update: str) -> Status[None]:  # noqa: ARG001
    draft = _own(request, update)
    discard_drafts(asker_of(request).user, UpdateId(draft.update_id), of_everybody=False)
    return Status(204, None)


def _own(request: HttpRequest, update: str) -> Draft:
    asker = asker_of(request)
    draft = own_draft(asker.user, UpdateId(update))
    if draft is None or draft.coverage_id != asker.coverage.id:
        raise NoSuchDraft
    return draft


def _is_id(text: str) -> bool:
    return len(text) <= _LONGEST_ID and text.isascii() and all(sign.isalnum() or sign in ".-_~" for sign in text)
