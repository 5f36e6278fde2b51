"""One update as the desk knows it: every version with what changed, and what colleagues noted on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from onrecord.desk.problems import tried
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.versions.changes import Line, changes
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.domain.errors import NoSuchUpdate
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import notes as noted
from onrecord.newsroom.models import Draft
from onrecord.newsroom.revisions import Version, versions
from onrecord.newsroom.roles import Action

# An update with more versions than this shows the newest: each costs a look at the log and a comparison.
_MOST = 50


@desk_view(Action.VIEW)
def update(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    coverage = newsroom().find(slug)
    found = coverage.updates.get(UpdateId(update_id))
    if found is None:
        raise NoSuchUpdate
    all_versions = versions(newsroom(), coverage.id, found)[-_MOST - 1 :]
    context = {
        "coverage": coverage,
        "row": UpdateRow(coverage=coverage, update=found),
        "versions": _compared(all_versions),
        "notes": noted.notes_on(coverage.id, [found.id]).get(found.id, []),
    }
    return render(request, "desk/versions.html", context)


@desk_view(Action.NOTE)
def add_note(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    """A note on an update, or on what is still a draft."""
    coverage = newsroom().find(slug)
    is_known = update_id in coverage.updates or Draft.objects.filter(coverage_id=coverage.id, update_id=update_id)
    if not is_known:
        raise NoSuchUpdate
    if request.method == "POST":
        text = request.POST.get("text", "")
        problem = tried(lambda: noted.add_note(user_of(request), coverage.id, UpdateId(update_id), text))
        if problem is None:
            messages.success(request, _("Noted. Only the desk sees it."))
        else:
            messages.error(request, problem.message)
    return _back(request, slug)


@desk_view(Action.NOTE)
def remove_note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    if request.method == "POST" and number < 2**63:
        noted.remove_note(user_of(request), number)
    return _back(request, slug)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    asked = request.POST.get("next", "")
    if asked.startswith("/desk/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return redirect(asked)
    return redirect("desk:coverage", slug=slug)


def _compared(found: list[Version]) -> list[tuple[Version, list[Line] | None]]:
    """Each version, the newest first, with what changed from the one before it; None where words were erased."""
    compared: list[tuple[Version, list[Line] | None]] = []
    for number, version in enumerate(found):
        if version.content is None:
            compared.append((version, None))
            continue
        before = found[number - 1].content if number else version.content
        compared.append((version, changes(before, version.content)))
    return compared[::-1][:_MOST]
