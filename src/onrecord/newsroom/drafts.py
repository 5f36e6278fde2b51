"""Drafts: words that are kept but not published."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.newsroom.models import Draft


class DraftConflict(Exception):
    """This draft was saved somewhere else since you opened it; save again to put your text in its place."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(type(self).__doc__)
        self.draft = draft


def drafts_of(coverage_id: CoverageId) -> QuerySet[Draft]:
    """The drafts of a coverage, the one changed last first."""
    return Draft.objects.filter(coverage_id=coverage_id).select_related("author").order_by("-changed_at", "-pk")


def save_draft(
    author: User,
    coverage_id: CoverageId,
    update_id: UpdateId,
    content: Mapping[str, Any],
    *,
    base_revision: int | None = None,
    version: int | None = None,
) -> Draft:
    """The author's draft of this update, saved; raises DraftConflict unless `version` (if given) is the one kept."""
    now = datetime.now(UTC)
    with transaction.atomic():
        draft, is_new = Draft.objects.get_or_create(
            author=author,
            update_id=update_id,
            defaults={
                "coverage_id": coverage_id,
                "base_revision": base_revision,
                "content": dict(content),
                "created_at": now,
                "changed_at": now,
            },
        )
        if is_new:
            return draft
        if draft.content == dict(content) and draft.base_revision == base_revision:
            return draft
        rows = Draft.objects.filter(pk=draft.pk, version=draft.version if version is None else version)
        if not rows.update(
            content=dict(content), base_revision=base_revision, changed_at=now, version=F("version") + 1
        ):
            raise DraftConflict(draft)
    draft.refresh_from_db()
    return draft


def own_draft(author: User, update_id: UpdateId) -> Draft | None:
    """The author's draft of this update."""
    return Draft.objects.filter(author=author, update_id=update_id).first()


def discard_drafts(author: User, update_id: UpdateId, *, of_everybody: bool) -> None:
    """Afterwards there is no draft of this update by this author, or by anybody."""
    drafts = Draft.objects.filter(update_id=update_id)
    (drafts if of_everybody else drafts.filter(author=author)).delete()
