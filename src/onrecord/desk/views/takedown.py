"""Erase by law, and then see which public places have dropped it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from onrecord.desk.forms import RedactForm
from onrecord.desk.problems import tried
from onrecord.desk.public_site import public_site
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.signing_in.kept import waiting
from onrecord.desk.surfaces import State, check
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.errors import NoSuchUpdate
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom.erasure import contents_of, erase, pictures_in
from onrecord.newsroom.flow_models import Takedown
from onrecord.newsroom.roles import Action


@desk_view(Action.REDACT)
def redact(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    """Erase an update for good, once a word was typed for it."""
    coverage, update = _found(slug, update_id)
    problem, form = None, RedactForm(initial=dict(waiting(request) or {}))
    if request.method == "POST":
        form = RedactForm(request.POST)
        if form.is_valid() and (problem := tried(lambda: _erase(request, coverage, update, form))) is None:
            messages.success(request, _("Erased. Below is what has dropped it, asked just now."))
            return redirect("desk:takedown", slug=slug, update_id=update_id)
    row = UpdateRow(coverage=coverage, update=update)
    pictures = len(pictures_in(contents_of(newsroom(), coverage, update)))
    context = {
        "form": form,
        "coverage": coverage,
        "row": row,
        "problem": problem,
        "button": _("Erase"),
        "is_for_good": True,
    }
    context["pictures"] = pictures
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "desk/withdraw.html", context, status=status)


@desk_view(Action.REDACT)
def report(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    """Which places have dropped it; asked when nobody has asked yet, and each time the button is pressed."""
    coverage, update = _found(slug, update_id)
    takedown = Takedown.objects.filter(coverage_id=coverage.id, update_id=update_id).order_by("-pk").first()
    if takedown is None:
        raise NoSuchUpdate
    if request.method == "POST" or takedown.checked_at is None:
        takedown.findings = check(public_site(), newsroom().log, coverage, takedown)
        takedown.checked_at = newsroom().clock()
        takedown.save(update_fields=["findings", "checked_at"])
        if request.method == "POST":
            return redirect("desk:takedown", slug=slug, update_id=update_id)
    findings = [{**each, "state": State(each["state"])} for each in takedown.findings]
    left = [each for each in findings if each["state"] in (State.STILL_THERE, State.NOT_YET, State.UNKNOWN)]
    context = {"coverage": coverage, "update": update, "takedown": takedown, "findings": findings, "left": len(left)}
    return render(request, "desk/takedown.html", context)


def _erase(request: HttpRequest, coverage: Coverage, update: Update, form: RedactForm) -> None:
    with_pictures = request.POST.get("with_pictures") == "on"
    user = user_of(request)
    erase(newsroom(), coverage, update, reason=form.text("reason"), by=user, with_pictures=with_pictures)


def _found(slug: str, update_id: str) -> tuple[Coverage, Update]:
    coverage = newsroom().find(slug)
    update = coverage.updates.get(UpdateId(update_id))
    if update is None:
        raise NoSuchUpdate
    return coverage, update
