"""API tokens: keys by which a program acts for the person who made them, within the scopes that it was given."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db.models import Q

from onrecord.newsroom import audit
from onrecord.newsroom.models import ApiToken

_PREFIX = "onrecord_"
_HINT = len(_PREFIX) + 3
# `last_used_at` is for a person who looks for forgotten keys: to the minute is exact enough, and saves writing.
_TOUCH_EVERY = timedelta(minutes=1)
MOST_TOKENS = 50


class TokenScope(StrEnum):
    """What a token may be used for, at most; its owner's roles narrow it further."""

    READ = "read"
    WRITE_DRAFTS = "write_drafts"
    PUBLISH = "publish"
    MANAGE = "manage"


class TooManyTokens(Exception):
    """You have fifty tokens; revoke those that are not in use any more."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


def make_token(
    user: User,
    name: str,
    scopes: Iterable[TokenScope],
    *,
    lasts: timedelta | None = None,
    now: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is kept nowhere: whoever made it sees it this once."""
    now = now or datetime.now(UTC)
    if ApiToken.objects.filter(user=user, revoked_at=None).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name[:100],
        hint=secret[:_HINT],
        token_digest=_digest(secret),
        scopes=sorted(TokenScope(scope).value for scope in scopes),
        created_at=now,
        expires_at=None if lasts is None else now + lasts,
    )
    audit.note("token_made", actor=user.get_username(), subject=f"{token.name} ({token.hint}…)")
    return token, secret


def token_of(secret: str, *, now: datetime | None = None) -> ApiToken | None:
    """The token with this secret, if it still counts and its owner's account is open."""
    now = now or datetime.now(UTC)
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    rows = ApiToken.objects.filter(alive, token_digest=_digest(secret), revoked_at=None, user__is_active=True)
    token = rows.select_related("user").first()
    if token is not None and (token.last_used_at is None or now - token.last_used_at > _TOUCH_EVERY):
        rows.update(last_used_at=now)
    return token


def revoke_token(token: ApiToken, *, by: str, now: datetime | None = None) -> None:
    """From now on the token is nobody's."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now or datetime.now(UTC)):
        audit.note("token_revoked", actor=by, subject=f"{token.name} ({token.hint}…) of {token.user.get_username()}")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
