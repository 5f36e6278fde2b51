"""Who works on a coverage."""

from typing import Any, Literal

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Router, Status

from onrecord.api.answers import MemberList, ok
from onrecord.api.guard import asker_of, needs
from onrecord.api.shapes import Sent
from onrecord.domain import Coverage
from onrecord.domain.errors import Refusal
from onrecord.newsroom.models import Membership
from onrecord.newsroom.roles import EVERY_COVERAGE, Action, Role, give_role
from onrecord.newsroom.tokens import TokenScope

router = Router(tags=["members"])


class NoSuchPerson(Refusal):
    """There is no account with this name."""


class RoleSent(Sent):
    role: Literal["reporter", "editor", "owner"]


@router.get("/{coverage}/members", operation_id="list_members", response=ok(MemberList))
@needs(Action.MEMBERS, TokenScope.READ)
def list_members(request: HttpRequest, coverage: str) -> dict[str, Any]:  # noqa: ARG001 - `needs` has found it
    """With those whose role is one of all coverages."""
    return _members(asker_of(request).coverage)


@router.put("/{coverage}/members/{name}", operation_id="set_member", response=ok(MemberList))
@needs(Action.MEMBERS, TokenScope.MANAGE)
def set_member(request: HttpRequest, coverage: str, name: str, sent: RoleSent) -> dict[str, Any]:  # noqa: ARG001
    """Give somebody who has an account a role on this coverage."""
    asker = asker_of(request)
    give_role(_person(name), Role.of_key(sent.role), asker.coverage.id, by=asker.name)
    return _members(asker.coverage)


@router.delete("/{coverage}/members/{name}", operation_id="remove_member", response={204: None})
@needs(Action.MEMBERS, TokenScope.MANAGE)
def remove_member(request: HttpRequest, coverage: str, name: str) -> Status[None]:  # noqa: ARG001
    """Take the role on this coverage away."""
    asker = asker_of(request)
    give_role(_person(name), None, asker.coverage.id, by=asker.name)
    return Status(204, None)


def _person(name: str) -> User:
    found = User.objects.filter(username=name.replace("\0", "")).first()
    if found is None:
        raise NoSuchPerson
    return found


def _members(coverage: Coverage) -> dict[str, Any]:
    rows = Membership.objects.filter(coverage_id__in=(coverage.id, EVERY_COVERAGE), user__is_active=True)
    return {
        "members": [
            {"name": row.user.get_username(), "role": row.role, "is_of_all": row.coverage_id == EVERY_COVERAGE}
            for row in rows.select_related("user").order_by("-coverage_id", "user__username")
        ]
    }
