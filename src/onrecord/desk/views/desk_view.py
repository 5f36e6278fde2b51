"""What every view of the desk has in common: who may, and what happens to text when nobody is signed in (any more)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from onrecord.desk.kept import let_go, posted
from onrecord.desk.views.session import ask_to_sign_in
from onrecord.domain.errors import NoSuchCoverage, NoSuchUpdate

View = Callable[..., HttpResponse]


def desk_view(view: View) -> View:
    """The view for people who are signed in; others sign in first, and find what they sent in its form again."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                return ask_to_sign_in(request, next_path=request.path, kept=posted(request), status=401)
            return redirect_to_login(request.get_full_path())
        try:
            response = view(request, *args, **kwargs)
        except (NoSuchCoverage, NoSuchUpdate) as missing:
            return render(request, "desk/missing.html", {"message": str(missing)}, status=404)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            let_go(request)
        return response

    return guarded


def user_of(request: HttpRequest) -> User:
    """Who is signed in; only behind `desk_view`."""
    assert isinstance(request.user, User)  # noqa: S101 - what desk_view has seen to
    return request.user
