"""What holds for every answer of the desk: it is kept by nobody, framed by nobody, and loses no text."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from onrecord.desk.signing_in.kept import Kept, opened, posted
from onrecord.desk.words.languages import spoken
from onrecord.log import LogUnavailable
from onrecord.newsroom.door import Door, through

_PATHS = ("/desk", "/accounts")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: http: data: blob:",
        "font-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class DeskMiddleware:
    """Headers of the desk, and a page with the text still on it when the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with through(Door.DESK):
            response = self.get_response(request)
        if request.path.startswith(_PATHS):
            response["Cache-Control"] = "no-store"
            response["Content-Security-Policy"] = _POLICY
            response["X-Robots-Tag"] = "noindex"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path.startswith(_PATHS) or not isinstance(
            exception, DatabaseError | InterfaceError | LogUnavailable
        ):
            return None
        return _with_text(
            request, 503, _("The database does not answer"), _("Nothing was published. Try again in a moment.")
        )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The page for a form that this session did not make, such as one opened before signing in anew."""
    return _with_text(
        request,
        403,
        _("This form is out of date"),
        _("You have signed in or out since it was opened, so nothing was done. Open it anew and put your text in."),
    )


def _with_text(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    # Without the request: its context would ask the database who is signed in.
    kept = posted(request) if request.method == "POST" else Kept(path=request.path, fields={})
    kept = opened(request.POST.get("kept", "")) or kept
    html = render_to_string(
        "desk/lost.html",
        {
            **spoken(request),
            "title": title,
            "advice": advice,
            "words": kept.words,
            "static_url": settings.STATIC_URL,
        },
    )
    return HttpResponse(html, status=status)
