"""One-time links that sign somebody in, and the patience with those who guess passwords."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from onrecord.newsroom.models import SignInFailures, SignInLink

LINK_LASTS = timedelta(hours=24)
# Ten guesses a quarter of an hour at one account from one address: a person who mistypes is not shut out, a list of
# common passwords takes years.
MOST_FAILURES = 10
FAILURES_LAST = timedelta(minutes=15)


def make_sign_in_link(user: User, base_url: str, *, now: datetime | None = None) -> str:
    """An address that signs `user` in once, within a day. Whoever has it can use it; it is kept nowhere."""
    now = now or datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires_at__lt=now - LINK_LASTS).delete()
    SignInLink.objects.create(user=user, token_digest=_digest(token), expires_at=now + LINK_LASTS)
    return f"{base_url.rstrip('/')}/accounts/link/{token}"


def is_usable(token: str, *, now: datetime | None = None) -> bool:
    """Whether the link would sign somebody in."""
    return _usable(token, now or datetime.now(UTC)).exists()


def use_sign_in_link(token: str, *, now: datetime | None = None) -> User | None:
    """The user whom the link signs in, this once; None if it is used, expired, unknown or of a closed account."""
    now = now or datetime.now(UTC)
    links = _usable(token, now)
    link = links.select_related("user").first()
    # The condition and the change are one statement, so of two at the same moment one wins.
    return None if link is None or not links.update(used_at=now) else link.user


def may_try(username: str, address: str, *, now: datetime | None = None) -> bool:
    """Whether this name may be tried from this address now."""
    since = (now or datetime.now(UTC)) - FAILURES_LAST
    failures = SignInFailures.objects.filter(key=_failure_key(username, address), last_at__gt=since).first()
    return failures is None or failures.count < MOST_FAILURES


def note_failure(username: str, address: str, *, now: datetime | None = None) -> None:
    """Count a failed attempt."""
    now = now or datetime.now(UTC)
    key = _failure_key(username, address)
    SignInFailures.objects.filter(last_at__lt=now - FAILURES_LAST).delete()
    if SignInFailures.objects.filter(key=key).update(count=F("count") + 1, last_at=now):
        return
    try:
        with transaction.atomic():
            SignInFailures.objects.create(key=key, count=1, last_at=now)
    except IntegrityError:  # another attempt came between
        SignInFailures.objects.filter(key=key).update(count=F("count") + 1, last_at=now)


def forget_failures(username: str, address: str) -> None:
    """After a success the count begins anew."""
    SignInFailures.objects.filter(key=_failure_key(username, address)).delete()


def _usable(token: str, now: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        token_digest=_digest(token), used_at=None, expires_at__gt=now, user__is_active=True
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _failure_key(username: str, address: str) -> str:
    return _digest(f"{username.casefold()}\n{address}")
