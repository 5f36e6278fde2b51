"""The audit log, for administrators' programs."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime, Field

from onrecord.api.answers import EntryList, ok
from onrecord.api.guard import needs
from onrecord.api.room import newsroom
from onrecord.domain.errors import Refusal
from onrecord.newsroom import audit
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope


class NoSuchPlace(Refusal):
    """`before` is the `next_before` of another page, as it was given."""


router = Router(tags=["audit"])
_MOST = 1000


@router.get("", operation_id="read_audit", response=ok(EntryList))
@needs(Action.AUDIT, TokenScope.MANAGE)
def read_audit(
    request: HttpRequest,  # noqa: ARG001 - `needs` has looked at it
    actor: str = "",
    action: str = "",
    coverage_id: str = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 100,
    before: Annotated[str, Field(max_length=80)] = "",
) -> dict[str, Any]:
    """What was done, the newest first; `before` is the `next_before` of the page before."""
    audit.catch_up(newsroom().log)
    question = audit.Question(actor=actor, action=action, coverage_id=coverage_id, since=since, until=until)
    try:
        entries, place = question.page(before, limit)
    except ValueError as error:
        raise NoSuchPlace from error
    return {"entries": [audit.as_row(entry) for entry in entries], "next_before": place}
