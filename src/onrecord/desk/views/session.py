"""Sign in by password, passkey or a one-time link; sign out; and how long a sign-in lasts."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.mfa.webauthn.views import login_webauthn
from allauth.socialaccount.adapter import get_adapter as get_sign_on_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onrecord.desk.signing_in.kept import Kept, opened, put_back, sealed
from onrecord.desk.signing_in.sessions import renew, seconds_left
from onrecord.newsroom import sign_in as patience

_TOO_OFTEN = gettext_lazy("Too many attempts. Wait a quarter of an hour, or ask for a sign-in link.")


class SignInForm(AuthenticationForm):
    """Name or address, and password."""

    error_messages = {  # noqa: RUF012 - as Django has it
        **AuthenticationForm.error_messages,
        "invalid_login": gettext_lazy("This name and password do not belong together. Mind capital letters."),
    }

    def __init__(self, request: HttpRequest | None = None, data: object = None) -> None:
        super().__init__(request, data=data)
        self.label_suffix = ""
        self.fields["username"].label = _("Name or e-mail")
        # A passkey of this browser is offered in the field itself.
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "dir": "auto"}
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password", "dir": "ltr"}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    next_path = _next_path(request)
    if request.method != "POST":
        return redirect(next_path) if request.user.is_authenticated else ask_to_sign_in(request, next_path=next_path)
    kept = _kept(request)
    username, address = request.POST.get("username", "")[:150], request.META.get("REMOTE_ADDR", "")
    if not patience.may_try(username, address):
        return ask_to_sign_in(request, next_path=next_path, kept=kept, message=str(_TOO_OFTEN), status=429)
    form = SignInForm(request, data=request.POST)
    if not form.is_valid():
        patience.note_failure(username, address)
        return ask_to_sign_in(request, next_path=next_path, kept=kept, form=form)
    patience.forget_failures(username, address)
    return come_in(request, form.get_user(), next_path, kept)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """GET gives the page's script the challenge, POST takes the answer."""
    if request.method != "POST" or request.user.is_authenticated:
        response: HttpResponse = login_webauthn(request)
        return response
    next_path, kept = _next_path(request), _kept(request)
    login_webauthn(request)
    if not request.user.is_authenticated:
        # django-allauth has said why, as a message that the page shows.
        return ask_to_sign_in(request, next_path=next_path, kept=kept)
    if kept is not None:
        put_back(request, kept)
    return redirect(kept.path if kept is not None else next_path)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button: previews of the link, which mail and chat programs fetch, do not use it up."""
    user = patience.use_sign_in_link(token) if request.method == "POST" else None
    if user is not None:
        return come_in(request, user, settings.LOGIN_REDIRECT_URL)
    is_usable = request.method != "POST" and patience.is_usable(token)
    return render(request, "desk/link.html", {"is_usable": is_usable}, status=200 if is_usable else 410)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        get_adapter(request).logout(request)
        logout(request)  # also who has given a password, but no second factor yet
        return redirect(settings.LOGIN_URL)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_http_methods(["GET", "HEAD"])
def no_sign_up(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html", status=403)


@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """How long the sign-in lasts; POST has it last its full time again. The token is for forms opened before it."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False, "seconds": 0}, status=401)
    if request.method == "POST":
        renew(request)
    return JsonResponse(
        {
            "signed_in": True,
            "user": request.user.get_username(),
            "seconds": seconds_left(request),
            "csrf_token": get_token(request),
        }
    )


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
    providers = get_sign_on_adapter(request).list_providers(request) if settings.SOCIALACCOUNT_PROVIDERS else []
    context = {
        "form": form or SignInForm(request),
        "next": next_path,
        "message": message,
        "seal": seal,
        "words": kept.words if kept is not None else {},
        "sign_on": [
            {"name": each.name, "url": each.get_login_url(request, next=kept.path if kept else next_path)}
            for each in providers
        ],
    }
    return render(request, "desk/sign_in.html", context, status=status)


def come_in(request: HttpRequest, user: User, next_path: str, kept: Kept | None = None) -> HttpResponse:
    """On to the second factor where there is one, and in. What was typed is kept from here on: we know who it is."""
    if kept is not None:
        put_back(request, kept)
    response: HttpResponse = perform_login(request, user, redirect_url=kept.path if kept is not None else next_path)
    return response


def _kept(request: HttpRequest) -> Kept | None:
    seal = request.POST.get("kept", "")
    return opened(seal) if seal else None


def _next_path(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    ours = ("/desk", reverse("accounts:account"))
    return asked if is_ours and asked.startswith(ours) else settings.LOGIN_REDIRECT_URL
