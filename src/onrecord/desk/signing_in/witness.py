"""Who comes and goes, written down: listens to what Django and django-allauth tell of sign-ins and second factors."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from onrecord.desk.signing_in.sessions import renew
from onrecord.newsroom import audit
from onrecord.newsroom.models import AuditEntry

# Strangers must not be able to fill the disk: what fails above this is only counted by the server in front.
_MOST_FAILURES_AN_HOUR = 500


def watch() -> None:
    """From now on sign-ins are written down."""
    user_logged_in.connect(_signed_in, dispatch_uid="onrecord")
    user_logged_out.connect(_signed_out, dispatch_uid="onrecord")
    user_login_failed.connect(_failed, dispatch_uid="onrecord")
    authentication_failed.connect(_factor_failed, dispatch_uid="onrecord")
    for signal, action in (
        (password_changed, "password_changed"),
        (password_set, "password_changed"),
        (password_reset, "password_reset"),
        (authenticator_added, "second_factor_added"),
        (authenticator_removed, "second_factor_removed"),
        (authenticator_reset, "recovery_codes_renewed"),
    ):
        signal.connect(_Noted(action), weak=False, dispatch_uid=f"onrecord {action} {id(signal)}")


class _Noted:
    def __init__(self, action: str) -> None:
        self.action = action

    def __call__(self, *, request: HttpRequest | None = None, user: User, **more: Any) -> None:
        authenticator = more.get("authenticator")
        subject = "" if authenticator is None else str(authenticator.type)
        audit.note(self.action, actor=user.get_username(), subject=subject, address=_address(request))


def _signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    renew(request)
    audit.note("signed_in", actor=user.get_username(), address=_address(request))


def _signed_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        audit.note("signed_out", actor=user.get_username(), address=_address(request))


def _failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    name = str(credentials.get("username") or credentials.get("email") or "")[:150]
    user = User.objects.filter(username__iexact=name).first()
    # A name that nobody has may be a password typed into the wrong field.
    _note_failure(user.get_username() if user else "nobody's name", request)


def _factor_failed(*, user: User, request: HttpRequest | None = None, **_: Any) -> None:
    _note_failure(f"{user.get_username()}: second factor", request)


def _note_failure(subject: str, request: HttpRequest | None) -> None:
    lately = AuditEntry.objects.filter(action="sign_in_failed", at__gt=datetime.now(UTC) - timedelta(hours=1))
    if lately.count() < _MOST_FAILURES_AN_HOUR:
        audit.note("sign_in_failed", actor="", subject=subject, address=_address(request))


def _address(request: HttpRequest | None) -> str:
    return "" if request is None else str(request.META.get("REMOTE_ADDR", ""))
