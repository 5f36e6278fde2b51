"""Who asks, and whether they may: a token, its scopes, and the roles of the person who made it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja.security import HttpBearer

from onrecord.api.errors import ScopeMissing, TooManyFailures
from onrecord.api.room import newsroom
from onrecord.domain import Coverage
from onrecord.domain.commands import Command
from onrecord.domain.errors import NoSuchCoverage, NoSuchUpdate
from onrecord.domain.events import RecordedEvent
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom import audit
from onrecord.newsroom import sign_in as patience
from onrecord.newsroom.models import ApiToken
from onrecord.newsroom.roles import Action, NotAllowed, Rights, action_of, rights_of
from onrecord.newsroom.tokens import TokenScope, token_of

_Operation = TypeVar("_Operation", bound=Callable[..., Any])
IDEMPOTENCY_KEY = {
    "parameters": [{"in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string"}}]
}
_FAILURES = "api token"


class Bearer(HttpBearer):
    """The token in the request. No cookie counts here, so no other site can have a browser ask in somebody's name."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_of(token)
        if found is not None:
            return found
        address = request.META.get("REMOTE_ADDR", "")
        if not patience.may_try(_FAILURES, address):
            raise TooManyFailures
        patience.note_failure(_FAILURES, address)
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What an operation demands."""

    action: Action
    scope: TokenScope


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, with what they may; `coverage` is that of the address."""

    user: User
    rights: Rights
    found: Coverage | None = None

    @property
    def name(self) -> str:
        return self.user.get_username()

    @property
    def coverage(self) -> Coverage:
        """The coverage of the address; raises NoSuchCoverage where there is none in it."""
        if self.found is None:
            raise NoSuchCoverage
        return self.found

    def update(self, update_id: str) -> Update:
        """The update of the address; raises NoSuchUpdate."""
        update = self.coverage.updates.get(UpdateId(update_id))
        if update is None:
            raise NoSuchUpdate
        return update

    def execute(self, command: Command) -> list[RecordedEvent]:
        """Have the newsroom do it, in the asker's name; raises NotAllowed, a Refusal or a LogError."""
        self.demand(action_of(command, self.coverage))
        return newsroom().execute(self.coverage.id, command, actor=self.name)

    def demand(self, action: Action) -> None:
        if not self.rights.may(action, None if self.found is None else self.found.id):
            raise NotAllowed(action)


def needs(action: Action, scope: TokenScope) -> Callable[[_Operation], _Operation]:
    """The operation for tokens with this scope, of people who may do this."""

    def decorate(operation: _Operation) -> _Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            token: ApiToken = request.auth  # type: ignore[attr-defined] # what Bearer has found
            rights = rights_of(token.user)
            found = _found(kwargs["coverage"]) if "coverage" in kwargs else None
            asker = Asker(user=token.user, rights=rights, found=found)
            if scope.value not in token.scopes:
                raise ScopeMissing(f"This takes a token with the scope {scope.value}.")
            request.asker = asker  # type: ignore[attr-defined] # for `asker_of`
            try:
                asker.demand(action)
                return operation(request, *args, **kwargs)
            except NotAllowed as refusal:
                where = "" if found is None else found.id
                address = request.META.get("REMOTE_ADDR", "")
                audit.note_refused(refusal.action.key, actor=asker.name, coverage_id=where, address=address)
                raise

        guarded.need = Need(action=action, scope=scope)  # type: ignore[attr-defined] # a test reads it
        return guarded  # type: ignore[return-value] # the same signature

    return decorate


def asker_of(request: HttpRequest) -> Asker:
    """Who asks; only behind `needs`."""
    asker: Asker = request.asker  # type: ignore[attr-defined] # what `needs` has seen to
    return asker


def id_made_of(request: HttpRequest) -> str | None:
    """The id that the request's Idempotency-Key makes, the same for the same person there; None without a key."""
    asker, key = asker_of(request), request.headers.get("Idempotency-Key")
    if key is None:
        return None
    where = "" if asker.found is None else asker.found.id
    return str(uuid5(NAMESPACE_URL, f"onrecord:{asker.user.pk}:{where}:{key}"))


def _found(named: str) -> Coverage:
    """A coverage by its slug or its id."""
    head = newsroom().log.find(named) or newsroom().log.head(CoverageId(named))
    if head is None:
        raise NoSuchCoverage
    return newsroom().load(head.coverage_id)
