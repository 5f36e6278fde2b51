"""Coverages: list, open, read, revise, pause, resume, close; their summary."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from onrecord.api.answers import CoverageList, CoverageTold, ok
from onrecord.api.guard import IDEMPOTENCY_KEY, asker_of, id_made_of, needs
from onrecord.api.room import newsroom
from onrecord.api.shapes import CoverageSent, DetailsRevised, PointsSent, coverage_json
from onrecord.domain.commands import CloseCoverage, Command, PauseCoverage, ResumeCoverage, ReviseCoverage, SetKeyPoints
from onrecord.domain.ids import CoverageId
from onrecord.newsroom.roles import Action, Role, give_role
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["coverages"])
_MOST = 100


@router.get("", operation_id="list_coverages", response=ok(CoverageList))
@needs(Action.ENTER, TokenScope.READ)
def list_coverages(
    request: HttpRequest,
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50,
    offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
) -> dict[str, Any]:
    """Those that the owner of the token may see, the newest first."""
    heads = newsroom().log.heads()[::-1]
    shown = [head for head in heads if asker_of(request).rights.may(Action.VIEW, head.coverage_id)]
    page = shown[offset : offset + limit]
    return {"total": len(shown), "coverages": [coverage_json(newsroom().load(head.coverage_id)) for head in page]}


@router.post("", operation_id="open_coverage", response=ok(CoverageTold, 200, 201), openapi_extra=IDEMPOTENCY_KEY)
@needs(Action.OPEN, TokenScope.MANAGE)
def open_coverage(request: HttpRequest, response: HttpResponse, sent: CoverageSent) -> Status[dict[str, Any]]:
    """Open a coverage; whoever opens it owns it. With the same Idempotency-Key it is opened once."""
    asker = asker_of(request)
    made = id_made_of(request)
    coverage_id = None if made is None else CoverageId(made)
    if coverage_id is not None and newsroom().log.head(coverage_id) is not None:
        response["Idempotent-Replayed"] = "true"
        return Status(200, coverage_json(newsroom().load(coverage_id)))
    coverage = newsroom().open_coverage(sent.details(), sent.slug, actor=asker.name, coverage_id=coverage_id)
    if not asker.rights.may(Action.MEMBERS, coverage.id):
        give_role(asker.user, Role.OWNER, coverage.id, by=asker.name)
    return Status(201, coverage_json(coverage))


@router.get("/{coverage}", operation_id="get_coverage", response=ok(CoverageTold))
@needs(Action.VIEW, TokenScope.READ)
def get_coverage(request: HttpRequest, coverage: str) -> dict[str, Any]:  # noqa: ARG001 - `needs` has found it
    """One coverage, by its slug or its id."""
    return coverage_json(asker_of(request).coverage)


@router.put("/{coverage}", operation_id="revise_coverage", response=ok(CoverageTold))
@needs(Action.REVISE_COVERAGE, TokenScope.MANAGE)
def revise_coverage(request: HttpRequest, coverage: str, sent: DetailsRevised) -> dict[str, Any]:  # noqa: ARG001
    """Replace its head."""
    return _done(request, ReviseCoverage(details=sent.details(), expected_seq=sent.expected_seq))


@router.post("/{coverage}/pause", operation_id="pause_coverage", response=ok(CoverageTold))
@needs(Action.PAUSE, TokenScope.MANAGE)
def pause_coverage(request: HttpRequest, coverage: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, PauseCoverage())


@router.post("/{coverage}/resume", operation_id="resume_coverage", response=ok(CoverageTold))
@needs(Action.RESUME, TokenScope.MANAGE)
def resume_coverage(request: HttpRequest, coverage: str) -> dict[str, Any]:  # noqa: ARG001
    """Go on; to open a closed one again takes its owner."""
    return _done(request, ResumeCoverage())


@router.post("/{coverage}/close", operation_id="close_coverage", response=ok(CoverageTold))
@needs(Action.CLOSE, TokenScope.MANAGE)
def close_coverage(request: HttpRequest, coverage: str) -> dict[str, Any]:  # noqa: ARG001
    return _done(request, CloseCoverage())


@router.put("/{coverage}/key-points", operation_id="set_key_points", response=ok(CoverageTold))
@needs(Action.SUM_UP, TokenScope.PUBLISH)
def set_key_points(request: HttpRequest, coverage: str, sent: PointsSent) -> dict[str, Any]:  # noqa: ARG001
    """Replace the summary; an empty list takes it away."""
    return _done(request, SetKeyPoints(points=sent.key_points(), expected_seq=sent.expected_seq))


def _done(request: HttpRequest, command: Command) -> dict[str, Any]:
    asker = asker_of(request)
    asker.execute(command)
    return coverage_json(newsroom().load(asker.coverage.id))
