"""Views that answer the desk's scripts: JSON in, JSON out, and the same guard as for pages."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onrecord.desk.problems import Problem
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import demand, note_attempt
from onrecord.desk.words.refusals import said
from onrecord.domain import Coverage
from onrecord.domain.errors import NoSuchCoverage, NoSuchUpdate
from onrecord.newsroom.roles import Action, NotAllowed

PAGE_OF = "X-Onrecord-User"
JsonView = Callable[..., JsonResponse]


class NotJson(Exception):
    """The request is not JSON."""


def json_view(action: Action, *, method: str = "POST") -> Callable[[JsonView], JsonView]:
    """The view for those who may do this on the coverage of the address, which it is given; others are told as JSON."""

    def decorate(view: JsonView) -> JsonView:
        @require_http_methods([method])
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> JsonResponse:
            if not request.user.is_authenticated:
                return refusal("signed-out", _("Your session has ended. Sign in to go on."), 401)
            if _is_of_somebody_else(request):
                return refusal("somebody-else", _("Somebody else is signed in on this device now."), 401)
            try:
                coverage: Coverage = newsroom().find(slug)
                demand(request, action, coverage.id)
                return view(request, coverage, *args, **kwargs)
            except NotAllowed as not_allowed:
                note_attempt(request, not_allowed)
                return refusal("not-allowed", said(not_allowed), 403)
            except (NoSuchCoverage, NoSuchUpdate) as missing:
                return refusal("missing", said(missing), 404)
            except NotJson:
                return refusal("unreadable", _("What was sent could not be read. Reload the page."), 400)

        guarded.actions = action  # type: ignore[attr-defined] # a test reads it off every address of the desk
        return guarded

    return decorate


def _is_of_somebody_else(request: HttpRequest) -> bool:
    """Whether the page that asks was opened by another person than whose session this browser has now."""
    page_of = request.headers.get(PAGE_OF)
    return page_of is not None and unquote(page_of) != request.user.get_username()


def sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; raises NotJson."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(value, dict):
        raise NotJson
    return value


def refusal(code: str, message: str, status: int, **more: Any) -> JsonResponse:
    """Why something was not done: `code` for the script, `message` for people."""
    return JsonResponse({"error": code, "message": message, **more}, status=status)


def refusal_of(problem: Problem, code: str = "refused", **more: Any) -> JsonResponse:
    """As above, of a problem; one that goes away by itself (503) says so, for the script to try again."""
    return refusal("unavailable" if problem.status == 503 else code, problem.message, problem.status, **more)
