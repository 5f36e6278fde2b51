"""What lets the desk be written at where it cannot be reached: the page that stands in for it, and what that needs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from onrecord.desk.composing import composer_data
from onrecord.desk.forms import UpdateForm
from onrecord.desk.views.desk_view import desk_view, rights
from onrecord.desk.views.json_view import json_view
from onrecord.desk.words.languages import spoken
from onrecord.domain import Coverage
from onrecord.domain.content import UpdateContent
from onrecord.newsroom.roles import Action
from onrecord.render.assets import ASSETS, asset_url


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The script between the desk's pages and the network, at an address that makes the desk its scope."""
    url = asset_url("desk-worker.js")
    if url is None:
        raise Http404
    return HttpResponse((ASSETS / url.rpartition("/")[2]).read_bytes(), content_type="text/javascript; charset=utf-8")


@desk_view(Action.ENTER)
def stand_in(request: HttpRequest) -> HttpResponse:
    """The page that a browser keeps to show instead of any other; it names nobody and says nothing of any coverage."""
    # Without the request: who is signed in must not be in it.
    return HttpResponse(render_to_string("desk/offline.html", {**spoken(request), "static_url": settings.STATIC_URL}))


@json_view(Action.WRITE, method="GET")
def kit(request: HttpRequest, coverage: Coverage) -> JsonResponse:
    """What the composer of a new update in this coverage is given, for when it must be opened without the desk."""
    initial = {**UpdateForm.values(UpdateContent(), coverage.details.time_zone), "update_id": ""}
    data = composer_data(request, coverage, None, initial, None, None) or {}
    data["may_revise"] = rights(request).may(Action.REVISE, coverage.id)
    return JsonResponse({"headline": coverage.details.headline, "composer": data})
