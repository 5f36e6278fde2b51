"""One draft: submit it, approve it, send it back, schedule it, put it under an embargo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from onrecord.desk.board import Card
from onrecord.desk.drafted import command_of_draft
from onrecord.desk.preview import preview
from onrecord.desk.problems import Problem, tried
from onrecord.desk.room import newsroom
from onrecord.desk.typed.moments import UnreadableMoment, read_moment, write_moment
from onrecord.desk.views.desk_view import demand, desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.errors import NoSuchUpdate, RevisionConflict
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import audit, flow
from onrecord.newsroom.drafts import drafts_of
from onrecord.newsroom.models import Draft
from onrecord.newsroom.notes import notes_on
from onrecord.newsroom.planned import decode_plan
from onrecord.newsroom.presence import editors_of
from onrecord.newsroom.roles import Action


class NoSuchDraft(NoSuchUpdate):
    """There is no such draft any more: it was published, or discarded."""


@desk_view(Action.VIEW)
def draft(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    coverage = newsroom().find(slug)
    return _page(request, coverage, _found(coverage, number))


@desk_view(
    {
        "submit": Action.SUBMIT,
        "take-back": Action.SUBMIT,
        "approve": Action.APPROVE,
        "send-back": Action.SEND_BACK,
        "schedule": Action.SCHEDULE,
        "embargo": Action.WRITE,
    }
)
def decide(request: HttpRequest, slug: str, number: str, change: str) -> HttpResponse:
    """One step on a draft's way."""
    coverage = newsroom().find(slug)
    if request.method != "POST":
        return redirect("desk:draft", slug=slug, number=number)
    try:
        found = _found(coverage, int(number))
    except NoSuchDraft:
        if change != "approve":
            raise
        # Somebody, maybe with this very button, was quicker: what was asked for has been done.
        messages.info(request, _("This has been published already."))
        return redirect("desk:coverage", slug=slug)
    problem = tried(lambda: _STEPS[change](request, coverage, found))
    if problem is not None and isinstance(problem.cause, flow.DecidedMeanwhile):
        messages.error(request, problem.message)
        return redirect("desk:draft", slug=slug, number=number)
    if problem is not None:
        return _page(request, coverage, found, problem)
    subject = f"draft {found.pk} of {found.author.get_username()}"
    audit.note(
        f"draft_{change.replace('-', '_')}",
        actor=user_of(request).get_username(),
        coverage_id=coverage.id,
        update_id=found.update_id,
        subject=subject,
    )
    anchor = f"#u-{found.update_id}" if change == "approve" else ""
    return redirect(reverse("desk:coverage", args=[slug]) + anchor)


def _found(coverage: Coverage, number: int) -> Draft:
    found = drafts_of(coverage.id).filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise NoSuchDraft
    return found


def _own_or(request: HttpRequest, coverage: Coverage, found: Draft, action: Action) -> None:
    """Raises NotAllowed for somebody else's draft, unless who is signed in may do this anyway."""
    if found.author_id != user_of(request).pk:
        demand(request, action, coverage.id)


def submit_draft(request: HttpRequest, coverage: Coverage, found: Draft) -> None:
    """Afterwards an editor is asked to publish it; raises a Refusal, NotAllowed or UnknownBlock."""
    _own_or(request, coverage, found, Action.APPROVE)
    command = command_of_draft(newsroom(), coverage, found)
    flow.submit(newsroom(), found, command, actor=user_of(request).get_username())
    messages.success(request, _("Submitted. An editor sees it now."))


def _take_back(request: HttpRequest, coverage: Coverage, found: Draft) -> None:
    _own_or(request, coverage, found, Action.APPROVE)
    if found.state == flow.DraftState.SCHEDULED:
        demand(request, Action.SCHEDULE, coverage.id)
    flow.take_back(found, actor=user_of(request).get_username())
    messages.success(request, _("It is a draft again, and will not be published."))


def _approve(request: HttpRequest, _coverage: Coverage, found: Draft) -> None:
    seen = request.POST.get("version", "")
    if seen.isdecimal() and found.ready_version is not None and int(seen[:9]) != found.ready_version:
        raise flow.DecidedMeanwhile
    flow.approve(newsroom(), found, actor=user_of(request).get_username())
    messages.success(request, _("Published."))


def _send_back(request: HttpRequest, _coverage: Coverage, found: Draft) -> None:
    flow.send_back(found, request.POST.get("why", ""), actor=user_of(request).get_username())
    messages.success(request, _("Sent back to %(name)s.") % {"name": found.author.get_username()})


def _schedule(request: HttpRequest, coverage: Coverage, found: Draft) -> None:
    moment = read_moment(request.POST.get("publish_at", ""), coverage.details.time_zone)
    if moment is None:
        raise UnreadableMoment
    command = command_of_draft(newsroom(), coverage, found)
    flow.schedule(newsroom(), found, command, moment, actor=user_of(request).get_username())
    messages.success(request, _("Scheduled. It is published at its moment, even if nobody is here."))


def _embargo(request: HttpRequest, coverage: Coverage, found: Draft) -> None:
    _own_or(request, coverage, found, Action.SCHEDULE)
    until = read_moment(request.POST.get("embargoed_until", ""), coverage.details.time_zone)
    if found.embargoed_until is not None and (until is None or until < found.embargoed_until):
        demand(request, Action.SCHEDULE, coverage.id)
    flow.set_embargo(found, until)
    messages.success(request, _("The embargo stands.") if until else _("There is no embargo on it."))


_STEPS: dict[str, Callable[[HttpRequest, Coverage, Draft], None]] = {
    "submit": submit_draft,
    "take-back": _take_back,
    "approve": _approve,
    "send-back": _send_back,
    "schedule": _schedule,
    "embargo": _embargo,
}


def _page(request: HttpRequest, coverage: Coverage, found: Draft, problem: Problem | None = None) -> HttpResponse:
    user = user_of(request)
    shown: list[str] = []

    def show() -> None:
        if found.ready is not None:
            command = decode_plan(found.update_id, found.ready)
        else:
            command = command_of_draft(newsroom(), coverage, found)
        shown.append(preview(newsroom(), coverage, command))

    hidden = tried(show)
    update_id = UpdateId(found.update_id)
    notes = notes_on(coverage.id, [update_id]).get(update_id, [])
    zone = coverage.details.time_zone
    context: dict[str, Any] = {
        "coverage": coverage,
        "card": Card(draft=found, editors=editors_of(coverage.id, update_id, other_than=user), notes=notes),
        "update": coverage.updates.get(update_id),
        "preview": shown[0] if shown else None,
        "hidden": hidden.message if hidden and not problem else "",
        "is_behind": hidden is not None and isinstance(hidden.cause, RevisionConflict),
        "publish_at": request.POST.get("publish_at") or write_moment(found.publish_at, zone),
        "embargoed_until": request.POST.get("embargoed_until") or write_moment(found.embargoed_until, zone),
        "why": request.POST.get("why", ""),
        "is_own": found.author_id == user.pk,
        "problem": problem,
    }
    return render(request, "desk/draft.html", context, status=problem.status if problem else 200)
