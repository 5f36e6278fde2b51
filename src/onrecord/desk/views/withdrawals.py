"""Take an update down: retract, hold and release; and what else is done to one with a single button."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.forms import ReasonForm
from onrecord.desk.problems import tried
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.signing_in.kept import waiting
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.commands import (
    Command,
    FlagUpdate,
    HoldUpdate,
    PinUpdate,
    ReleaseUpdate,
    RetractUpdate,
    UnflagUpdate,
    UnpinUpdate,
)
from onrecord.domain.errors import NoSuchUpdate
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom.roles import Action

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_CHANGES: dict[str, tuple[Callable[..., Command], "_StrPromise"]] = {
    "hold": (HoldUpdate, gettext_lazy("Held. Readers do not see it.")),
    "release": (ReleaseUpdate, gettext_lazy("Released. Readers see it again.")),
    "pin": (PinUpdate, gettext_lazy("Pinned.")),
    "unpin": (UnpinUpdate, gettext_lazy("Unpinned.")),
    "flag": (FlagUpdate, gettext_lazy("A key event now.")),
    "unflag": (UnflagUpdate, gettext_lazy("No longer a key event.")),
}


@desk_view(
    {
        "hold": Action.HOLD,
        "release": Action.RELEASE,
        "pin": Action.PIN,
        "unpin": Action.PIN,
        "flag": Action.FLAG,
        "unflag": Action.FLAG,
    }
)
def change(request: HttpRequest, slug: str, update_id: str, change: str) -> HttpResponse:
    coverage, update = _found(slug, update_id)
    if request.method == "POST":
        command, done = _CHANGES[change]
        problem = tried(
            lambda: newsroom().execute(coverage.id, command(update_id=update.id), actor=user_of(request).get_username())
        )
        if problem is None:
            messages.success(request, done)
        else:
            messages.error(request, problem.message)
    return _back(request, coverage, update)


@desk_view(Action.RETRACT)
def retract(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    return _withdraw(
        request, slug, update_id, ReasonForm, _("Retract"), lambda u, why: RetractUpdate(update_id=u, reason=why)
    )


def _withdraw(
    request: HttpRequest,
    slug: str,
    update_id: str,
    form_class: type[ReasonForm],
    button: str,
    command: Callable[[UpdateId, str], Command],
) -> HttpResponse:
    coverage, update = _found(slug, update_id)
    problem, form = None, form_class(initial=dict(waiting(request) or {}))
    if request.method == "POST":
        form = form_class(request.POST)
        actor = user_of(request).get_username()

        def do() -> None:
            newsroom().execute(coverage.id, command(update.id, form.text("reason")), actor=actor)

        if form.is_valid() and (problem := tried(do)) is None:
            messages.success(request, _("Done: open pages and every copy that follows them take it down now."))
            return _back(request, coverage, update)
    row = UpdateRow(coverage=coverage, update=update)
    context = {"form": form, "coverage": coverage, "row": row, "problem": problem, "button": button}
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "desk/withdraw.html", context, status=status)


def _found(slug: str, update_id: str) -> tuple[Coverage, Update]:
    coverage = newsroom().find(slug)
    update = coverage.updates.get(UpdateId(update_id))
    if update is None:
        raise NoSuchUpdate
    return coverage, update


def _back(request: HttpRequest, coverage: Coverage, update: Update) -> HttpResponse:
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isdecimal() and len(page) < 7 else ""
    return redirect(f"{reverse('desk:coverage', args=[coverage.slug])}{query}#u-{update.id}")
