"""The page of a coverage: what is published, submitted, planned and written, and who is here; it keeps itself fresh."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from onrecord.desk.board import UNDO_LASTS, Board
from onrecord.desk.outlets import outlets
from onrecord.desk.problems import tried
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.commands import RetractUpdate
from onrecord.domain.errors import NoSuchUpdate, Refusal
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import presence
from onrecord.newsroom.flow_models import Outcome
from onrecord.newsroom.roles import Action

PAGE = 50
# The button is there for a minute; a press in its last second takes a moment to arrive.
_GRACE_SECONDS = 5


class TooLate(Refusal):
    """A minute has passed: retract the update, with a reason of your own."""


@desk_view(Action.VIEW)
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    found = newsroom().find(slug)
    tried(lambda: presence.be_here(user_of(request), found.id))  # not worth a page that fails
    board = Board(newsroom(), found, user_of(request))
    context = {**_context(request, found, board), "outlets": outlets(found)}
    return render(request, "desk/coverage.html", context)


@desk_view(Action.VIEW)
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The changing part of the page; 304 while the one that the browser has is still right."""
    found = newsroom().find(slug)
    tried(lambda: presence.be_here(user_of(request), found.id))  # not worth a page that fails
    board = Board(newsroom(), found, user_of(request))
    tag = board.tag
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "desk/live.html", _context(request, found, board))
    response["ETag"] = tag
    return response


@desk_view(Action.VIEW)
def editing(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    """Who else edits this update; who asks is said to edit it as well, until they leave."""
    coverage_id = newsroom().find(slug).id
    user = user_of(request)
    if request.method == "POST":
        presence.leave(user, coverage_id, UpdateId(update_id[:200]))
        return HttpResponse(status=204)
    presence.be_here(user, coverage_id, UpdateId(update_id[:200]))
    others = presence.editors_of(coverage_id, UpdateId(update_id[:200]), other_than=user)
    tag = f'"{"/".join(others)}"'.encode("ascii", "backslashreplace").decode()
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "desk/editing.html", {"others": others})
    response["ETag"] = tag
    return response


@desk_view(Action.RETRACT)
def undo(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    """Take back a mistaken publish, within a minute: a retraction that says so in the coverage's language."""
    found = newsroom().find(slug)
    update = found.updates.get(UpdateId(update_id))
    if update is None:
        raise NoSuchUpdate
    if request.method == "POST":
        with translation.override(found.details.language):
            reason = _("Published in error")

        def do() -> None:
            if (newsroom().clock() - update.revisions[0].at - UNDO_LASTS).total_seconds() > _GRACE_SECONDS:
                raise TooLate
            command = RetractUpdate(update_id=update.id, reason=reason)
            newsroom().execute(found.id, command, actor=user_of(request).get_username())

        if (problem := tried(do)) is None:
            messages.success(request, _("Taken back. Readers see “%(reason)s” in its place.") % {"reason": reason})
        else:
            messages.error(request, problem.message)
    return redirect("desk:coverage", slug=slug)


@desk_view(Action.APPROVE)
def put_away(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The desk knows of this now."""
    found = newsroom().find(slug)
    if request.method == "POST":
        Outcome.objects.filter(coverage_id=found.id, pk=number).update(put_away_at=newsroom().clock())
    return redirect("desk:coverage", slug=slug)


def _context(request: HttpRequest, found: Coverage, board: Board) -> dict[str, Any]:
    page = Paginator(range(len(found.updates), 0, -1), PAGE).get_page(request.GET.get("page"))
    cards = board.cards()
    return {
        "coverage": found,
        "page": page,
        "rows": board.rows(list(page.object_list)),
        "cards": cards,
        "drafts": sum(map(len, cards.values())),
        "told": board.told(),
        "people": board.people(),
        "readers": board.readers,
        "tag": board.tag,
    }
