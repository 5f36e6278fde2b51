"""Invitations: the only way, beside the command line and a newsroom's own sign-in, to an account."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from onrecord.newsroom import audit
from onrecord.newsroom.addresses import vouch
from onrecord.newsroom.models import Invitation
from onrecord.newsroom.roles import EVERY_COVERAGE, Role, give_role

INVITATION_LASTS = timedelta(days=7)


class InvitationSpent(Exception):
    """This invitation has been used, withdrawn or is too old; ask for a new one."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


def invite(
    role: Role,
    base_url: str,
    *,
    by: str,
    coverage_id: str = EVERY_COVERAGE,
    email: str = "",
    now: datetime | None = None,
) -> str:
    """An address at which one person makes an account with this role, within a week. It is kept nowhere."""
    if role is Role.ADMINISTRATOR and coverage_id != EVERY_COVERAGE:
        raise ValueError("an administrator is one of the whole site, not of one coverage")
    now = now or datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        token_digest=_digest(token),
        role=role.key,
        coverage_id=coverage_id,
        email=email,
        invited_by=by,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    audit.note("invited", actor=by, coverage_id=coverage_id, subject=f"{role.key} {email}".strip())
    return f"{base_url.rstrip('/')}/accounts/invitation/{token}"


def invitation_of(token: str, *, now: datetime | None = None) -> Invitation | None:
    """The invitation with this token, if it still counts."""
    return open_invitations(now=now).filter(token_digest=_digest(token)).first()


def open_invitations(*, now: datetime | None = None) -> QuerySet[Invitation]:
    """Those that nobody has used yet, the newest first."""
    still = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now or datetime.now(UTC))
    return still.order_by("-created_at")


def accept(token: str, username: str, password: str, *, now: datetime | None = None) -> User:
    """The new account; raises InvitationSpent, or ValidationError for a name or password that will not do."""
    now = now or datetime.now(UTC)
    invitation = invitation_of(token, now=now)
    if invitation is None:
        raise InvitationSpent
    user = User(username=username)
    user.clean_fields(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            # The condition and the change are one statement, so of two at the same moment one wins.
            if not open_invitations(now=now).filter(pk=invitation.pk).update(used_at=now):
                raise InvitationSpent
            if User.objects.filter(username__iexact=username).exists():
                raise ValidationError({"username": _("There is an account with this name already.")})
            user.save()
            give_role(user, Role.of_key(invitation.role), invitation.coverage_id, by=invitation.invited_by)
            audit.note("account_made", actor=username, subject=f"invited by {invitation.invited_by}")
            if invitation.email and not User.objects.filter(email__iexact=invitation.email).exists():
                vouch(user, invitation.email, by=invitation.invited_by)
    except IntegrityError as error:
        raise ValidationError({"username": _("There is an account with this name already.")}) from error
    return user


def revoke_invitation(invitation: Invitation, *, by: str, now: datetime | None = None) -> None:
    """From now on the link is worth nothing."""
    if open_invitations().filter(pk=invitation.pk).update(revoked_at=now or datetime.now(UTC)):
        audit.note("invitation_revoked", actor=by, coverage_id=invitation.coverage_id, subject=invitation.role)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
