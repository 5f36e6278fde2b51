"""Erase by law, and then see which public places have dropped it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from onrecord.desk.forms import RedactForm
from onrecord.desk.kept import waiting
from onrecord.desk.problems import tried
from onrecord.desk.public_site import public_site
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.surfaces import State, check, media_paths
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.commands import RedactPayload
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import AlreadyRedacted, NoSuchUpdate
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom import audit
from onrecord.newsroom.drafts import discard_drafts
from onrecord.newsroom.flow_models import Takedown
from onrecord.newsroom.notes import erase_notes
from onrecord.newsroom.pictures import Picture, withdraw
from onrecord.newsroom.revisions import versions
from onrecord.newsroom.roles import Action
from onrecord.newsroom.takedowns import marks_of


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
    pictures = len(_pictures(_contents(coverage, update)))
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
    left = [each for each in findings if each["state"] in (State.STILL_THERE, State.UNKNOWN)]
    context = {"coverage": coverage, "update": update, "takedown": takedown, "findings": findings, "left": len(left)}
    return render(request, "desk/takedown.html", context)


def _erase(request: HttpRequest, coverage: Coverage, update: Update, form: RedactForm) -> None:
    user = user_of(request)
    contents = _contents(coverage, update)
    run, marks = marks_of(contents)
    command = RedactPayload(update_id=update.id, reason=form.text("reason"))
    try:
        newsroom().execute(coverage.id, command, actor=user.get_username())
    except AlreadyRedacted:
        if contents:
            raise
    if request.POST.get("with_pictures") == "on":
        for picture in _pictures(contents):
            withdraw(picture, by=user, reason=form.text("reason"), erase_original=True)
    # What is erased by law goes out of the desk's own tables too.
    discard_drafts(user, update.id, of_everybody=True)
    erase_notes(update.id)
    Takedown.objects.create(
        coverage_id=coverage.id,
        update_id=update.id,
        at=newsroom().clock(),
        actor=user.get_username(),
        reason=form.text("reason"),
        run=run,
        marks=marks,
        addresses=media_paths(contents),
        findings=[],
    )
    audit.note(
        "takedown",
        actor=user.get_username(),
        coverage_id=coverage.id,
        update_id=update.id,
        subject=form.text("reason"),
    )


def _contents(coverage: Coverage, update: Update) -> list[UpdateContent]:
    return [each.content for each in versions(newsroom(), coverage.id, update) if each.content is not None]


def _pictures(contents: list[UpdateContent]) -> list[Picture]:
    """The library's pictures that these contents show."""
    names = {path.rpartition("/")[2] for path in media_paths(contents)}
    found = (Picture.objects.filter(withdrawn_at=None, renditions__icontains=name) for name in sorted(names))
    return list({picture.pk: picture for pictures in found for picture in pictures}.values())


def _found(slug: str, update_id: str) -> tuple[Coverage, Update]:
    coverage = newsroom().find(slug)
    update = coverage.updates.get(UpdateId(update_id))
    if update is None:
        raise NoSuchUpdate
    return coverage, update
