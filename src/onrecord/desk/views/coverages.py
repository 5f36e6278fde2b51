"""The coverages: list, open, revise the head, pause, resume, close, summary."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from onrecord.desk.forms import HeadForm, OpenForm, PointsForm
from onrecord.desk.kept import waiting
from onrecord.desk.problems import Problem, tried
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.commands import (
    CloseCoverage,
    Command,
    PauseCoverage,
    ResumeCoverage,
    ReviseCoverage,
    SetKeyPoints,
)
from onrecord.domain.content import CoverageDetails
from onrecord.newsroom.drafts import drafts_of

_PAGE = 50
_STATES: dict[str, tuple[Callable[[], Command], str]] = {
    "pause": (PauseCoverage, "Paused. Readers see that nothing comes for now."),
    "resume": (ResumeCoverage, "Live again."),
    "close": (CloseCoverage, "Closed. It can be resumed."),
}


@desk_view
def coverages(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/coverages.html", {"coverages": newsroom().coverages()})


@desk_view
def open_coverage(request: HttpRequest) -> HttpResponse:
    problem = None
    if request.method == "POST":
        form = OpenForm(request.POST)
        opened: list[Coverage] = []

        def do() -> None:
            slug = form.text("slug").strip() or None
            opened.append(newsroom().open_coverage(form.details(), slug, actor=user_of(request).get_username()))

        if form.is_valid() and (problem := tried(do)) is None:
            messages.success(request, "Opened. Readers can see it now.")
            return redirect("desk:coverage", slug=opened[0].slug)
    else:
        form = OpenForm(initial=waiting(request) or HeadForm.values(CoverageDetails(headline="")))
    context = {"form": form, "title": "Open a coverage", "button": "Open"}
    return _form_page(request, "desk/form.html", context, form, problem)


@desk_view
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    found = newsroom().find(slug)
    ordinals = range(len(found.updates), 0, -1)
    page = Paginator(ordinals, _PAGE).get_page(request.GET.get("page"))
    context = {
        "coverage": found,
        "page": page,
        "rows": [UpdateRow(coverage=found, update=found.updates.at(ordinal)) for ordinal in page.object_list],
        "drafts": drafts_of(found.id).count(),
    }
    return render(request, "desk/coverage.html", context)


@desk_view
def revise_head(request: HttpRequest, slug: str) -> HttpResponse:
    found, problem = newsroom().find(slug), None
    if request.method == "POST":
        form = HeadForm(request.POST)

        def do() -> None:
            command = ReviseCoverage(details=form.details(found.details))
            newsroom().execute(found.id, command, actor=user_of(request).get_username())

        if form.is_valid() and (problem := tried(do)) is None:
            messages.success(request, "Published.")
            return redirect("desk:coverage", slug=slug)
    else:
        form = HeadForm(initial=waiting(request) or HeadForm.values(found.details))
    context = {"form": form, "coverage": found, "title": "Headline and introduction", "button": "Publish"}
    return _form_page(request, "desk/form.html", context, form, problem)


@desk_view
def summary(request: HttpRequest, slug: str) -> HttpResponse:
    found, problem = newsroom().find(slug), None
    if request.method == "POST":
        form = PointsForm(request.POST)

        def do() -> None:
            command = SetKeyPoints(points=form.key_points(found))
            newsroom().execute(found.id, command, actor=user_of(request).get_username())

        if form.is_valid() and (problem := tried(do)) is None:
            messages.success(request, "Published.")
            return redirect("desk:coverage", slug=slug)
    else:
        form = PointsForm(initial=waiting(request) or PointsForm.values(found))
    context = {"form": form, "coverage": found, "title": "Summary", "button": "Publish"}
    return _form_page(request, "desk/form.html", context, form, problem)


@desk_view
def change_state(request: HttpRequest, slug: str, change: str) -> HttpResponse:
    found = newsroom().find(slug)
    if request.method == "POST":
        command, done = _STATES[change]
        problem = tried(lambda: newsroom().execute(found.id, command(), actor=user_of(request).get_username()))
        if problem is None:
            messages.success(request, done)
        else:
            messages.error(request, problem.message)
    return redirect("desk:coverage", slug=slug)


def _form_page(
    request: HttpRequest, template: str, context: dict[str, Any], form: HeadForm | PointsForm, problem: Problem | None
) -> HttpResponse:
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, template, {**context, "problem": problem}, status=status)
