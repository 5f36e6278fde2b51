"""What every view of the desk has in common: who may, and what happens to text when nobody is signed in (any more)."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from onrecord.desk.room import newsroom
from onrecord.desk.signing_in.kept import let_go, posted
from onrecord.desk.views.session import ask_to_sign_in
from onrecord.desk.words.refusals import said
from onrecord.domain.errors import NoSuchCoverage, NoSuchUpdate
from onrecord.domain.ids import CoverageId
from onrecord.newsroom import audit
from onrecord.newsroom.pictures import NoSuchPicture
from onrecord.newsroom.roles import Action, NotAllowed, Rights, Scope, rights_of

View = Callable[..., HttpResponseBase]
Actions = Action | Mapping[str, Action]


def desk_view(actions: Actions) -> Callable[[View], View]:
    """The view for those who may do this; who is not signed in does so first, and finds what they sent in its form.

    A mapping says which action each value of the address's `change` is. What takes more than entering the view (such as
    publishing from a form that a reporter may write in) the view demands itself.
    """
    if callable(actions):
        raise TypeError(f"say who may: @desk_view(Action.VIEW), not @desk_view, above {actions.__name__}")

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.method == "POST":
                    return ask_to_sign_in(request, next_path=request.path, kept=posted(request), status=401)
                return redirect_to_login(request.get_full_path())
            try:
                _admit(request, actions, kwargs)
                response = view(request, *args, **kwargs)
            except NotAllowed as refusal:
                return refused(request, refusal)
            except (NoSuchCoverage, NoSuchUpdate, NoSuchPicture) as missing:
                return render(request, "desk/missing.html", {"message": said(missing)}, status=404)
            if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
                let_go(request)
            return response

        guarded.actions = actions  # type: ignore[attr-defined] # a test reads it off every address of the desk
        return guarded

    return decorate


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """The page for those who may not, with what they sent still on it."""
    note_attempt(request, refusal)
    words = posted(request).words if request.method == "POST" else {}
    return render(request, "desk/not_allowed.html", {"message": said(refusal), "words": words}, status=403)


def note_attempt(request: HttpRequest, refusal: NotAllowed) -> None:
    """Have the audit log say that somebody tried this."""
    coverage_id = getattr(request, "onrecord_coverage_id", None) or ""
    address = request.META.get("REMOTE_ADDR", "")
    name = user_of(request).get_username()
    audit.note_refused(refusal.action.key, actor=name, coverage_id=coverage_id, address=address)


def user_of(request: HttpRequest) -> User:
    """Who is signed in; only behind `desk_view`."""
    assert isinstance(request.user, User)  # noqa: S101 - what desk_view has seen to
    return request.user


def rights(request: HttpRequest) -> Rights:
    """What who is signed in may do, asked of the database once a request."""
    kept: Rights | None = getattr(request, "onrecord_rights", None)
    if kept is None:
        kept = request.onrecord_rights = rights_of(request.user)  # type: ignore[attr-defined] # kept for this request
    return kept


def demand(request: HttpRequest, action: Action, coverage_id: CoverageId | None = None) -> None:
    """Raises NotAllowed, which the guard makes a page of, unless who is signed in may do this."""
    if not rights(request).may(action, coverage_id):
        raise NotAllowed(action)


def _admit(request: HttpRequest, actions: Actions, kwargs: Mapping[str, Any]) -> None:
    action = actions if isinstance(actions, Action) else actions[kwargs["change"]]
    if action.scope is not Scope.COVERAGE or "slug" not in kwargs:
        return demand(request, action)
    head = newsroom().log.find(kwargs["slug"])
    if head is None:
        raise NoSuchCoverage
    request.onrecord_coverage_id = head.coverage_id  # type: ignore[attr-defined] # for `can` in templates
    return demand(request, action, head.coverage_id)
