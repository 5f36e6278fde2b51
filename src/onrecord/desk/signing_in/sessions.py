"""How long a sign-in lasts, and what makes it last longer: somebody at work, not a page that asks by itself."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_ENDS_AT = "ends_at"
# Renewed by work once this part of it is gone, so that not every request writes to the database.
_RENEW_AFTER = 0.1
# A page's own asking, which says nothing about anybody being there.
BACKGROUND = "X-Onrecord-Background"
_SESSION_PATHS = ("/accounts/session/", "/desk/session/")


def seconds_left(request: HttpRequest) -> int:
    """How long who is signed in stays so when nothing is done."""
    ends_at = request.session.get(_ENDS_AT)
    return 0 if ends_at is None else max(0, int(ends_at - time.time()))


def renew(request: HttpRequest) -> None:
    """From now on the session lasts its full time again."""
    request.session[_ENDS_AT] = time.time() + settings.SESSION_COOKIE_AGE


class SecureCookies:
    """What was set over https goes over https alone; a desk without it, as on this machine, works too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response


class SessionMiddleware:
    """Ends sessions whose time is over, and renews those that somebody works in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        if _ENDS_AT not in request.session:
            return renew(request)
        left = seconds_left(request)
        if left == 0:
            return logout(request)
        is_asked_by_a_page = BACKGROUND in request.headers or request.path.startswith(_SESSION_PATHS)
        if not is_asked_by_a_page and left < settings.SESSION_COOKIE_AGE * (1 - _RENEW_AFTER):
            renew(request)
        return None
