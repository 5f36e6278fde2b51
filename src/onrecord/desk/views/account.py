"""One's own account: ways to sign in, sessions and API tokens; and the invitation that makes one."""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_sign_on_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.desk.forms import DeskForm
from onrecord.desk.preferences import set_single_keys, single_keys
from onrecord.desk.views.desk_view import rights, user_of
from onrecord.desk.views.session import come_in
from onrecord.desk.words.refusals import said
from onrecord.newsroom import audit
from onrecord.newsroom.addresses import is_known
from onrecord.newsroom.invitations import InvitationSpent, accept, invitation_of
from onrecord.newsroom.models import ApiToken
from onrecord.newsroom.roles import Action, Role
from onrecord.newsroom.tokens import TokenScope, TooManyTokens, make_token, revoke_token

_GET_OR_POST = ["GET", "HEAD", "POST"]


class InvitedForm(DeskForm):
    """A new account."""

    username = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        help_text=gettext_lazy("What colleagues see beside what you do. Letters, digits and @ . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "auto"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=4096,
        strip=False,
        help_text=gettext_lazy("At least twelve characters. A passkey can be added afterwards."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )


_SCOPES = {
    TokenScope.READ.value: gettext_lazy("Read coverages, updates and drafts"),
    TokenScope.WRITE_DRAFTS.value: gettext_lazy("Write drafts"),
    TokenScope.PUBLISH.value: gettext_lazy("Publish, revise and take down updates"),
    TokenScope.MANAGE.value: gettext_lazy(
        "Open, revise and close coverages, say who works on them, read the audit log"
    ),
}


class TokenForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(_SCOPES.items()),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long it counts"),
        coerce=int,
        choices=[
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("a year")),
            (0, gettext_lazy("until it is revoked")),
        ],
    )


@sensitive_post_parameters("password")
@require_http_methods(_GET_OR_POST)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at it does not use it up: programs fetch links to preview them."""
    found = invitation_of(token)
    if found is None:
        return render(request, "desk/invitation_spent.html", {"message": said(InvitationSpent())}, status=410)
    form = InvitedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = accept(token, form.text("username").strip(), form.text("password"))
        except InvitationSpent as spent:
            return render(request, "desk/invitation_spent.html", {"message": said(spent)}, status=410)
        except ValidationError as error:
            found_wrong = error.error_dict if hasattr(error, "error_dict") else {"password": error.error_list}
            for field, problems in found_wrong.items():
                form.add_error(field if field in form.fields else None, problems)
        else:
            return come_in(request, user, reverse("desk:coverages"))
    context = {"form": form, "role": Role.of_key(found.role).label}
    return render(request, "desk/invitation.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(_GET_OR_POST)
def account(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    context = {
        "factors": Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "tokens": ApiToken.objects.filter(user=user, revoked_at=None).count(),
        "may_have_tokens": rights(request).may(Action.OWN_TOKENS),
        "is_address_known": bool(user.email) and is_known(user, user.email),
        "sign_on": _sign_on(request, user),
        "single_keys": single_keys(user),
        "sessions": UserSession.objects.purge_and_list(user),
    }
    return render(request, "desk/account.html", context)


@login_required
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Whether single letters do anything, for this person on every device."""
    set_single_keys(user_of(request), on=request.POST.get("single_keys") == "on")
    messages.success(request, _("Saved."))
    return redirect("accounts:account")


@login_required
@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    user = user_of(request)
    found = get_object_or_404(UserSession, pk=number, user=user)
    found.end()
    audit.note("session_ended", actor=user.get_username(), subject=user.get_username())
    messages.success(request, _("That session has ended."))
    return redirect("accounts:account")


@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator] # allauth ships no types
@require_http_methods(_GET_OR_POST)
def tokens(request: HttpRequest) -> HttpResponse:
    user, secret = user_of(request), None
    if not rights(request).may(Action.OWN_TOKENS):
        return redirect("accounts:account")
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        lasts = timedelta(days=data["days"]) if data["days"] else None
        try:
            _token, secret = make_token(user, data["name"], [TokenScope(each) for each in data["scopes"]], lasts=lasts)
        except TooManyTokens as many:
            form.add_error(None, said(many))
        else:
            form = TokenForm()
    rows = ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at")
    told = [{"row": row, "may": [label for scope, label in _SCOPES.items() if scope in row.scopes]} for row in rows]
    context = {"form": form, "secret": secret, "tokens": told}
    return render(request, "desk/tokens.html", context, status=422 if form.errors else 200)


def _sign_on(request: HttpRequest, user: User) -> list[dict[str, object]]:
    """The newsroom's own sign-in, where one is set up, and whether this account is joined to it."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    joined = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    return [
        {
            "name": each.name,
            "url": each.get_login_url(request, process="connect", next=reverse("accounts:account")),
            "is_joined": each.sub_id in joined,
        }
        for each in get_sign_on_adapter(request).list_providers(request)
    ]


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    user = user_of(request)
    revoke_token(get_object_or_404(ApiToken, pk=number, user=user), by=user.get_username())
    messages.success(request, _("Revoked."))
    return redirect("accounts:tokens")
