"""The coverages: list, open, revise the head, summary, pause, resume, close."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from onrecord.desk.forms import HeadForm, OpenForm, PointsForm, SeenForm
from onrecord.desk.problems import Problem, tried
from onrecord.desk.public_site import readers_now
from onrecord.desk.room import newsroom
from onrecord.desk.signing_in.kept import waiting
from onrecord.desk.versions.meanwhile import Meanwhile, head_meanwhile, summary_meanwhile
from onrecord.desk.views.coverage_templates import asked_template, begin, templates
from onrecord.desk.views.desk_view import demand, desk_view, rights, user_of
from onrecord.desk.words.labels import state_label
from onrecord.domain import Coverage, CoverageState
from onrecord.domain.commands import (
    CloseCoverage,
    Command,
    PauseCoverage,
    ResumeCoverage,
    ReviseCoverage,
    SetKeyPoints,
)
from onrecord.domain.content import CoverageDetails
from onrecord.domain.errors import AlreadySo, ChangedMeanwhile
from onrecord.domain.ids import CoverageId
from onrecord.newsroom.cards import cards
from onrecord.newsroom.closing import checklist
from onrecord.newsroom.roles import Action, Role, action_of, give_role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_PAGE = 50
_Form = TypeVar("_Form", bound=SeenForm)
_STATES: dict[str, tuple[Callable[[], Command], "_StrPromise"]] = {
    "pause": (PauseCoverage, gettext_lazy("Paused. Readers see that nothing comes for now.")),
    "resume": (ResumeCoverage, gettext_lazy("Live again.")),
    "close": (CloseCoverage, gettext_lazy("Closed. It can be resumed.")),
}


@desk_view(Action.ENTER)
def coverages(request: HttpRequest) -> HttpResponse:
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = cards(newsroom(), search=search, state=state if state in set(CoverageState) else "")
    held = rights(request)
    if held.on_site is None:
        found = found.filter(coverage_id__in=list(held.on_coverages))
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    listed = [(card, readers_now(CoverageId(card.coverage_id))) for card in page.object_list]
    asked = urlencode({name: value for name, value in (("q", search), ("state", state)) if value})
    context: dict[str, Any] = {"listed": listed, "page": page, "search": search, "state": state}
    context |= {"states": [(each, state_label(each)) for each in CoverageState], "asked": asked}
    return render(request, "desk/coverages.html", context)


@desk_view(Action.OPEN)
def open_coverage(request: HttpRequest) -> HttpResponse:
    problem = None
    if request.method == "POST":
        form = OpenForm(request.POST)
        opened: list[Coverage] = []

        def do() -> None:
            slug = form.text("slug").strip() or None
            opened.append(newsroom().open_coverage(form.details(), slug, actor=user_of(request).get_username()))

        if form.is_valid() and (problem := tried(do)) is None:
            if not rights(request).may(Action.MEMBERS, opened[0].id):
                give_role(user_of(request), Role.OWNER, opened[0].id, by=user_of(request).get_username())
            messages.success(request, _("Opened. Readers can see it now."))
            begin(opened[0], asked_template(request), user_of(request))
            return redirect("desk:coverage", slug=opened[0].slug)
    else:
        template = asked_template(request)
        blank = HeadForm.values(CoverageDetails(headline="", language=get_language() or "en"))
        form = OpenForm(initial=waiting(request) or (blank | template.head if template else blank))
    context = {"form": form, "title": _("Open a coverage"), "button": _("Open"), "templates": templates()}
    return _form_page(request, "desk/form.html", context, form, problem)


@desk_view(Action.REVISE_COVERAGE)
def revise_head(request: HttpRequest, slug: str) -> HttpResponse:
    found = newsroom().find(slug)
    values = {**HeadForm.values(found.details), "seen": str(found.details_seq)}

    def command(form: HeadForm) -> Command:
        return ReviseCoverage(details=form.details(found.details), expected_seq=form.began_with)

    def meanwhile(form: HeadForm, now: Coverage) -> tuple[Meanwhile, int]:
        return head_meanwhile(newsroom(), now, form.began_with, form.cleaned_data), now.details_seq

    return _revise(request, found, HeadForm, values, command, meanwhile, _("Headline and introduction"))


@desk_view(Action.SUM_UP)
def summary(request: HttpRequest, slug: str) -> HttpResponse:
    found = newsroom().find(slug)
    values = {**PointsForm.values(found), "seen": str(found.key_points_seq or 0)}

    def command(form: PointsForm) -> Command:
        return SetKeyPoints(points=form.key_points(found), expected_seq=form.began_with)

    def meanwhile(form: PointsForm, now: Coverage) -> tuple[Meanwhile, int]:
        return summary_meanwhile(newsroom(), now, form.began_with, form.cleaned_data), now.key_points_seq or 0

    return _revise(request, found, PointsForm, values, command, meanwhile, _("Summary"))


def _revise(
    request: HttpRequest,
    found: Coverage,
    form_class: type[_Form],
    values: dict[str, str],
    command: Callable[[_Form], Command],
    meanwhile: Callable[[_Form, Coverage], tuple[Meanwhile, int]],
    title: str,
) -> HttpResponse:
    """One form for the whole of a thing; who was second sees both versions put together, and may then decide."""
    problem, came_between = None, None
    if request.method == "POST":
        form = form_class(request.POST)
        actor = user_of(request).get_username()
        if form.is_valid():
            problem = tried(lambda: newsroom().execute(found.id, command(form), actor=actor))
            if problem is None:
                messages.success(request, _("Published."))
                return redirect("desk:coverage", slug=found.slug)
            if isinstance(problem.cause, AlreadySo):  # sent twice, or nothing was changed
                messages.info(request, problem.message)
                return redirect("desk:coverage", slug=found.slug)
            if isinstance(problem.cause, ChangedMeanwhile):
                came_between, seen = meanwhile(form, newsroom().load(found.id))
                data = request.POST.copy()
                for name, value in {**came_between.values, "seen": str(seen)}.items():
                    data[name] = value
                form.data = data
    else:
        form = form_class(initial=waiting(request) or values)
    context = {"form": form, "coverage": found, "title": title, "button": _("Publish"), "meanwhile": came_between}
    return _form_page(request, "desk/form.html", context, form, problem)


@desk_view({"pause": Action.PAUSE, "resume": Action.RESUME, "close": Action.CLOSE})
def change_state(request: HttpRequest, slug: str, change: str) -> HttpResponse:
    found = newsroom().find(slug)
    if request.method != "POST" and change == "close" and found.state is not CoverageState.CLOSED:
        return render(request, "desk/closing.html", {"coverage": found, "items": checklist(found)})
    if request.method == "POST":
        command, done = _STATES[change]
        demand(request, action_of(command(), found), found.id)
        problem = tried(lambda: newsroom().execute(found.id, command(), actor=user_of(request).get_username()))
        if problem is None:
            messages.success(request, done)
        else:
            messages.error(request, problem.message)
    return redirect("desk:coverage", slug=slug)


def _form_page(
    request: HttpRequest, template: str, context: dict[str, Any], form: SeenForm, problem: Problem | None
) -> HttpResponse:
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, template, {**context, "problem": problem}, status=status)
