"""The drafts of a coverage."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view
from onrecord.newsroom.drafts import drafts_of


@desk_view
def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    coverage = newsroom().find(slug)
    return render(request, "desk/drafts.html", {"coverage": coverage, "drafts": drafts_of(coverage.id)[:200]})


@desk_view
def discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    coverage = newsroom().find(slug)
    if request.method == "POST":
        drafts_of(coverage.id).filter(pk=number).delete()
        messages.success(request, "Draft discarded.")
    return redirect("desk:drafts", slug=slug)
