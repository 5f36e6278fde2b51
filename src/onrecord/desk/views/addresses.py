"""One's own mail address: change it, and confirm it by the link that is mailed there."""

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onrecord.desk.forms import DeskForm
from onrecord.desk.views.desk_view import user_of
from onrecord.newsroom import audit
from onrecord.newsroom.addresses import confirmation, confirms, is_known, set_address, vouch

_GET_OR_POST = ["GET", "HEAD", "POST"]


class AddressForm(DeskForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Where a new password can be asked for; nobody else sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator] # allauth ships no types
@require_http_methods(_GET_OR_POST)
def address(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"email": user.email})
    if form.is_valid():
        email = form.text("email").strip()
        if email and User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
            form.add_error("email", _("Another account has this address."))
        elif email and not ratelimit.consume(request, action="manage_email", user=user):
            form.add_error("email", _("Too many mails. Wait a minute, then try again."))
        else:
            _save(request, user, email)
            return redirect("accounts:account")
    context = {"form": form, "title": _("E-mail"), "button": _("Save"), "back": reverse("accounts:account")}
    return render(request, "desk/account_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(_GET_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at it confirms nothing: programs fetch links to preview them."""
    user = user_of(request)
    is_right = confirms(user, token)
    if request.method == "POST" and is_right:
        vouch(user, user.email, by=user.get_username())
        messages.success(request, _("Confirmed."))
        return redirect("accounts:account")
    return render(request, "desk/confirm_address.html", {"is_right": is_right}, status=200 if is_right else 410)


def _save(request: HttpRequest, user: User, email: str) -> None:
    if email and is_known(user, email):
        messages.success(request, _("Saved."))
        return
    set_address(user, email)
    audit.note("address_changed", actor=user.get_username())
    if not email:
        messages.success(request, _("Saved."))
        return
    link = request.build_absolute_uri(reverse("accounts:confirm_address", args=[confirmation(user)]))
    words = _(
        "This address was given for the account {name} at {site}. To confirm it, open this link within three days:"
    )
    text = words.format(name=user.get_username(), site=request.get_host())
    unasked = _("If you know nothing of it, do nothing: the address counts for nothing there.")
    try:
        send_mail(_("Confirm your address"), f"{text}\n\n{link}\n\n{unasked}\n", settings.DEFAULT_FROM_EMAIL, [email])
    except OSError:
        messages.error(request, _("The mail could not be sent. Ask an administrator to confirm the address."))
    else:
        messages.success(request, _("Saved. Open the link that was mailed there: until then the address is not used."))
