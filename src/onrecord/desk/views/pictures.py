"""The library of pictures: look through it, describe a picture, say what a crop must keep."""

from typing import Any, BinaryIO, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.forms import DeskForm, line, lines
from onrecord.desk.problems import Problem, tried
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.views.desk_view import desk_view, rights, user_of
from onrecord.desk.views.json_view import NotJson, json_view, refusal_of, sent
from onrecord.domain import Coverage
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.log.codec import content_to_json
from onrecord.newsroom import audit, pictures
from onrecord.newsroom.pictures import Picture
from onrecord.newsroom.pictures.uses import drafts_with, uses_of
from onrecord.newsroom.roles import Action

_LONGEST_QUERY = 200


_KINDS = (
    (RevisionKind.CORRECTION.value, gettext_lazy("Correction: we were wrong")),
    (RevisionKind.CLARIFICATION.value, gettext_lazy("Clarification: it was not wrong, but could mislead")),
    (RevisionKind.MINOR.value, gettext_lazy("Without a note to readers")),
)


class WordsForm(DeskForm):
    """What the library says of a picture; what is published keeps the words that it was published with."""

    alt = lines(gettext_lazy("Description for those who cannot see it"), 2)
    caption = lines(gettext_lazy("Caption"), 2)
    credit_line = line(gettext_lazy("Credit"))


class FocusForm(forms.Form):
    """The focal point in whole percent."""

    x = forms.IntegerField(min_value=0, max_value=100)
    y = forms.IntegerField(min_value=0, max_value=100)


class RemovalForm(DeskForm):
    """How the picture leaves the updates that show it."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of change is this?"), choices=_KINDS)
    note = line(
        gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers see it under the update, or in its place where nothing else is left of it."),
    )


@desk_view(Action.USE_PICTURES)
def library(request: HttpRequest) -> HttpResponse:
    """The pictures that fit what is looked for; a file that is sent joins them."""
    problem = None
    if request.method == "POST":
        added: list[Picture] = []
        problem = tried(lambda: added.append(_added(request)))
        if added:
            return redirect("desk:picture", picture_id=added[0].pk)
    asked = request.GET.get("q", "")[:_LONGEST_QUERY]
    number = request.GET.get("page", "1")
    is_withdrawn = request.GET.get("withdrawn") == "on" and rights(request).may(Action.WITHDRAW_PICTURES)
    found = pictures.find(asked, int(number) if number.isdecimal() and len(number) < 6 else 1, withdrawn=is_withdrawn)
    context = {"found": found, "asked": asked, "is_withdrawn": is_withdrawn, "problem": problem}
    return render(request, "desk/pictures.html", context, status=problem.status if problem else 200)


@desk_view(Action.USE_PICTURES)
def picture(request: HttpRequest, picture_id: str) -> HttpResponse:
    """One picture, with its words, its focal point and the updates that show it."""
    found = pictures.get(picture_id)
    if request.method != "POST":
        return page(request, found)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return page(request, found, form=form)
    words = {name: form.text(name) for name in form.fields}
    problem = tried(lambda: pictures.describe(found, **words))
    if problem is None:
        audit.note("picture_described", actor=user_of(request).get_username(), subject=str(found.pk))
        messages.success(request, _("Kept. What is published already keeps its own words."))
        return redirect("desk:picture", picture_id=found.pk)
    return page(request, found, form=form, problem=problem)


@desk_view(Action.USE_PICTURES)
def focus(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Say what a crop must keep."""
    found = pictures.get(picture_id)
    if request.method != "POST":
        return redirect("desk:picture", picture_id=found.pk)
    form = FocusForm(request.POST)
    problem = tried(lambda: _focused(request, found, form))
    if problem is not None:
        return page(request, found, problem=problem)
    messages.success(request, _("Kept. Crops are made around this point from now on."))
    return redirect("desk:picture", picture_id=found.pk)


@json_view(Action.WRITE)
def compose_focus(request: HttpRequest, coverage: Coverage) -> JsonResponse:  # noqa: ARG001 - the guard has looked at it
    """The same for the composer, which is answered with the block of the picture at this address."""
    fields = sent(request)
    url = fields.get("url")
    if not isinstance(url, str):
        raise NotJson
    blocks: list[dict[str, Any]] = []

    def do() -> None:
        kept = _focused(request, pictures.at_address(url), FocusForm(fields))
        content = UpdateContent(body=(pictures.image_block(kept),))
        blocks.append(content_to_json(content)["body"][0])

    if (problem := tried(do)) is not None:
        return refusal_of(problem)
    return JsonResponse({"focal_point": blocks[0].get("focal_point"), "card": blocks[0].get("card")})


def page(
    request: HttpRequest, found: Picture, *, form: WordsForm | None = None, problem: Problem | None = None, **more: Any
) -> HttpResponse:
    """The page of one picture."""
    words = {name: getattr(found, name) for name in WordsForm.base_fields}
    may = rights(request)
    # Coverages that somebody may not see are counted for them, not shown.
    uses = uses_of(newsroom(), found)
    seen = [use for use in uses if may.may(Action.VIEW, use.coverage.id)]
    drafts = [each for each in drafts_with(found) if may.may(Action.VIEW, each.coverage_id)]
    slugs = {str(head.coverage_id): head.slug for head in newsroom().log.heads()} if drafts else {}
    context = {
        "picture": found,
        "form": form or WordsForm(initial=words),
        "image": None if found.is_withdrawn else pictures.image_block(found),
        "uses": [
            {
                "row": UpdateRow(coverage=use.coverage, update=use.update),
                "coverage": use.coverage,
                "may_revise": may.may(Action.REVISE, use.coverage.id),
            }
            for use in seen
        ],
        "elsewhere": len(uses) - len(seen),
        "may_revise_any": any(may.may(Action.REVISE, use.coverage.id) for use in seen),
        "drafts": [{"draft": each, "slug": slugs.get(each.coverage_id, "")} for each in drafts],
        "removal": RemovalForm(),
        "problem": problem,
        **more,
    }
    return render(request, "desk/picture.html", context, status=problem.status if problem else 200)


def _added(request: HttpRequest) -> Picture:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise pictures.NoFile
    return pictures.add(cast(BinaryIO, file), file.name or "", by=user_of(request))


def _focused(request: HttpRequest, found: Picture, form: FocusForm) -> Picture:
    if not form.is_valid():
        raise pictures.BadFocalPoint
    point = form.cleaned_data["x"] / 100, form.cleaned_data["y"] / 100
    kept = pictures.set_focal_point(found, *point)
    audit.note("picture_focused", actor=user_of(request).get_username(), subject=str(found.pk))
    return kept
