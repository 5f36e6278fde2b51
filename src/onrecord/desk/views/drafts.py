"""The drafts of a coverage."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import demand, desk_view, user_of
from onrecord.newsroom.drafts import drafts_of
from onrecord.newsroom.roles import Action


@desk_view(Action.VIEW)
def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    coverage = newsroom().find(slug)
    return render(request, "desk/drafts.html", {"coverage": coverage, "drafts": drafts_of(coverage.id)[:200]})


@desk_view(Action.WRITE)
def discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    coverage = newsroom().find(slug)
    if request.method == "POST":
        drafts = drafts_of(coverage.id).filter(pk=number)
        if drafts.exclude(author=user_of(request)).exists():
            demand(request, Action.DISCARD_DRAFTS, coverage.id)
        drafts.delete()
        messages.success(request, _("Draft discarded."))
    return redirect("desk:drafts", slug=slug)
