"""Templates of coverages: what a coverage of a kind begins with."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from onrecord.desk.forms import HeadForm, PointsForm, UpdateForm, line, lines
from onrecord.desk.problems import Problem, tried
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain import Coverage
from onrecord.domain.commands import SetKeyPoints
from onrecord.domain.content import CoverageDetails
from onrecord.domain.errors import NoSuchCoverage, Refusal
from onrecord.newsroom import new_update_id
from onrecord.newsroom.drafts import save_draft
from onrecord.newsroom.flow_models import CoverageTemplate
from onrecord.newsroom.roles import Action

_MOST = 200
_HEAD = ("headline", "kicker", "standfirst", "language", "time_zone")


class NoSuchTemplate(NoSuchCoverage):
    """There is no such template any more."""


class NamelessTemplate(Refusal):
    """A template needs a name, at most 100 letters long."""


class TemplateNameTaken(Refusal):
    """Another template has this name."""


class TemplateForm(HeadForm):
    """A template: the head of a coverage, its summary, and the first update, to be written on as a draft."""

    name = line(gettext_lazy("Name of the template"))
    points = lines(gettext_lazy("Summary"), 4, help_text=gettext_lazy("One point a line."))
    first_heading = line(gettext_lazy("Heading of the first update"))
    first_body = lines(gettext_lazy("Text of the first update"), 5)
    field_order = ("name", *_HEAD, "points", "first_heading", "first_body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for unused in ("seen", "started_at", "ended_at"):
            del self.fields[unused]


def templates() -> QuerySet[CoverageTemplate]:
    """Every template, by name."""
    return CoverageTemplate.objects.order_by("name")[:_MOST]


def asked_template(request: HttpRequest) -> CoverageTemplate | None:
    """The template that the address names."""
    asked = request.GET.get("template", "")
    return CoverageTemplate.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None


def begin(coverage: Coverage, template: CoverageTemplate | None, user: User) -> None:
    """Give a coverage that was just opened the summary and the first draft of its template."""
    if template is None:
        return
    form = PointsForm({"points": template.key_points})
    if form.is_valid() and (points := form.key_points(coverage)):
        tried(lambda: newsroom().execute(coverage.id, SetKeyPoints(points=points), actor=user.get_username()))
    if any(template.first_update.values()):
        tried(lambda: save_draft(user, coverage.id, new_update_id(), _first(template)))


@desk_view(Action.TEMPLATES)
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/templates.html", {"templates": templates()})


@desk_view(Action.TEMPLATES)
def edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    template = None if number is None else CoverageTemplate.objects.filter(pk=min(number, 2**62)).first()
    if number is not None and template is None:
        raise NoSuchTemplate
    problem: Problem | None = None
    if request.method == "POST":
        form = TemplateForm(request.POST)
        if form.is_valid() and (problem := tried(lambda: _save(form, template, user_of(request)))) is None:
            messages.success(request, _("Saved. Coverages can be opened from it."))
            return redirect("desk:templates")
    else:
        form = TemplateForm(initial=_values(template))
    title = _("Template") if template else _("New template")
    context = {"form": form, "title": title, "button": _("Save"), "problem": problem, "cancel": "desk:templates"}
    return render(request, "desk/form.html", context, status=problem.status if problem else 200)


@desk_view(Action.TEMPLATES)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    if request.method == "POST":
        CoverageTemplate.objects.filter(pk=min(number, 2**62)).delete()
        messages.success(request, _("Removed. Coverages that were opened from it stay as they are."))
    return redirect("desk:templates")


def _save(form: TemplateForm, template: CoverageTemplate | None, user: User) -> None:
    name = form.text("name").strip()
    if not 0 < len(name) <= 100:
        raise NamelessTemplate
    kept = template or CoverageTemplate(name=name)
    kept.name = name
    kept.head = {field: form.text(field) for field in _HEAD}
    kept.key_points = form.text("points")
    kept.first_update = {"heading": form.text("first_heading"), "body": form.text("first_body")}
    kept.made_by, kept.changed_at = user.get_username(), newsroom().clock()
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise TemplateNameTaken from error


def _values(template: CoverageTemplate | None) -> dict[str, Any]:
    if template is None:
        return HeadForm.values(CoverageDetails(headline="", language=get_language() or "en"))
    first = {f"first_{name}": text for name, text in template.first_update.items()}
    return {"name": template.name, **template.head, "points": template.key_points, **first}


def _first(template: CoverageTemplate) -> dict[str, str]:
    first: dict[str, str] = template.first_update
    return dict.fromkeys(UpdateForm.kept_fields, "") | first
