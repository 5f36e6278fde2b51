"""Who is in the room, and who is editing what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.newsroom.flow_models import Presence

# Pages say every few seconds that they are open: three that are lost, and somebody has left.
LASTS = timedelta(seconds=20)
# Not every look needs a write.
_RENEW = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Here:
    """Somebody who has a page open: `update_id` is what they are editing, None where they only look."""

    name: str
    user_id: int
    update_id: UpdateId | None


def be_here(user: User, coverage_id: CoverageId, update_id: UpdateId | None = None) -> None:
    """Say that this user has the coverage open, or edits this update in it."""
    now = datetime.now(UTC)
    row = Presence.objects.filter(coverage_id=coverage_id, update_id=update_id or "", user=user)
    seen_at = row.values_list("seen_at", flat=True).first()
    if seen_at is not None and abs(now - seen_at) < _RENEW:
        return
    if row.update(seen_at=now):
        return
    try:
        with transaction.atomic():
            Presence.objects.create(coverage_id=coverage_id, update_id=update_id or "", user=user, seen_at=now)
    except IntegrityError:  # another tab of theirs came between
        return


def leave(user: User, coverage_id: CoverageId, update_id: UpdateId | None = None) -> None:
    """The page was closed, or the update saved."""
    Presence.objects.filter(coverage_id=coverage_id, update_id=update_id or "", user=user).delete()


def who_is_here(coverage_id: CoverageId) -> list[Here]:
    """Who has a page of this coverage open, by name; those who edit once for each update that they edit."""
    now = datetime.now(UTC)
    rows = Presence.objects.filter(coverage_id=coverage_id, seen_at__range=(now - LASTS, now + LASTS))
    found = rows.order_by("user__username", "update_id").values_list("user__username", "user_id", "update_id")
    return [
        Here(name=name, user_id=user_id, update_id=UpdateId(update_id) if update_id else None)
        for name, user_id, update_id in found
    ]


def editors_of(coverage_id: CoverageId, update_id: UpdateId, *, other_than: User) -> list[str]:
    """The names of others who edit this update now."""
    here = who_is_here(coverage_id)
    return [each.name for each in here if each.update_id == update_id and each.user_id != other_than.pk]


def forget(now: datetime) -> None:
    """Let go of what nobody needs any more."""
    Presence.objects.filter(seen_at__lt=now - LASTS * 3).delete()
