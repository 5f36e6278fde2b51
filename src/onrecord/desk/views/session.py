"""Sign in by password or by a one-time link; sign out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from onrecord.desk.kept import Kept, opened, put_back, sealed
from onrecord.newsroom import sign_in as patience

_TOO_OFTEN = "Too many attempts. Wait a quarter of an hour, or ask for a sign-in link."


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    next_path = _next_path(request)
    if request.method != "POST":
        return redirect(next_path) if request.user.is_authenticated else ask_to_sign_in(request, next_path=next_path)
    seal = request.POST.get("kept", "")
    kept = opened(seal) if seal else None
    username, address = request.POST.get("username", "")[:150], request.META.get("REMOTE_ADDR", "")
    if not patience.may_try(username, address):
        return ask_to_sign_in(request, next_path=next_path, kept=kept, message=_TOO_OFTEN, status=429)
    form = AuthenticationForm(request, data=request.POST)
    if not form.is_valid():
        patience.note_failure(username, address)
        return ask_to_sign_in(request, next_path=next_path, kept=kept, form=form)
    patience.forget_failures(username, address)
    login(request, form.get_user())
    if kept is not None:
        put_back(request, kept)
        return redirect(kept.path)
    return redirect(next_path)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button: previews of the link, which mail and chat programs fetch, do not use it up."""
    user = patience.use_sign_in_link(token) if request.method == "POST" else None
    if user is not None:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(settings.LOGIN_REDIRECT_URL)
    is_usable = request.method != "POST" and patience.is_usable(token)
    return render(request, "desk/link.html", {"is_usable": is_usable}, status=200 if is_usable else 410)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        return redirect(settings.LOGIN_URL)
    return redirect(settings.LOGIN_REDIRECT_URL)


def ask_to_sign_in(
    request: HttpRequest,
    *,
    next_path: str,
    kept: Kept | None = None,
    form: AuthenticationForm | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    """The sign-in page, which carries what was typed before."""
    seal = sealed(kept) if kept is not None else None
    context = {
        "form": form or AuthenticationForm(request),
        "next": next_path,
        "message": message,
        "seal": seal,
        "words": kept.words if kept is not None else {},
    }
    return render(request, "desk/sign_in.html", context, status=status)


def _next_path(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/desk")
    return asked if is_ours else settings.LOGIN_REDIRECT_URL
