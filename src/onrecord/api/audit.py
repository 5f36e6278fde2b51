"""The audit log, for administrators' programs."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime, Field

from onrecord.api.guard import needs
from onrecord.api.room import newsroom
from onrecord.newsroom import audit
from onrecord.newsroom.roles import Action
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["audit"])
_MOST = 1000


@router.get("", operation_id="read_audit")
@needs(Action.AUDIT, TokenScope.MANAGE)
def read_audit(
    request: HttpRequest,  # noqa: ARG001 - `needs` has looked at it
    actor: str = "",
    action: str = "",
    coverage_id: str = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 100,
    offset: Annotated[int, Field(ge=0, le=10**7)] = 0,
) -> dict[str, Any]:
    """What was done, the newest first."""
    audit.catch_up(newsroom().log)
    question = audit.Question(actor=actor, action=action, coverage_id=coverage_id, since=since, until=until)
    return {"entries": [audit.as_row(entry) for entry in question.entries()[offset : offset + limit]]}
