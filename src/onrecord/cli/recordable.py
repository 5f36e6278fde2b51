"""What sources say that no log can hold is left out of a draft and named, so that the rest can be imported."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from onrecord.domain.checks import check_language
from onrecord.domain.errors import BadLanguage
from onrecord.formats.drafts import CoverageDraft, UpdateDraft


def recordable(draft: CoverageDraft) -> CoverageDraft:
    """The draft without impossible times, a language that is none, and unstorable characters in ids."""
    warnings = list(draft.warnings)
    language = _language(draft.language)
    if draft.language and language is None:
        warnings.append(f"Left out the language, which is not a BCP 47 tag: {draft.language[:40]!r}.")
    updates = [_update(update) for update in draft.updates]
    started_at, ended_at = _time(draft.started_at), _time(draft.ended_at)
    lost = _lost((draft.started_at, draft.ended_at), (started_at, ended_at))
    lost += sum(
        _lost((said.published_at, said.revised_at), (kept.published_at, kept.revised_at))
        for said, kept in zip(draft.updates, updates, strict=True)
    )
    if lost:
        warnings.append(f"Left out {lost} times outside the years 1 to 9999 in UTC.")
    return replace(
        draft,
        language=language,
        url=_storable(draft.url),
        started_at=started_at,
        ended_at=ended_at,
        updates=updates,
        warnings=warnings,
    )


def _language(said: str | None) -> str | None:
    """The tag, also where it is written as a POSIX locale (en_GB, de_DE.UTF-8)."""
    tag = re.split(r"[.@]", (said or "").strip(), maxsplit=1)[0].replace("_", "-")
    try:
        check_language(tag)
    except BadLanguage:
        return None
    return tag


def _update(update: UpdateDraft) -> UpdateDraft:
    return replace(
        update,
        source_id=_storable(update.source_id),
        published_at=_time(update.published_at),
        revised_at=_time(update.revised_at),
    )


def _storable(address: str | None) -> str | None:
    """The same for the same, so that what is imported a second time is known again."""
    return None if address is None else address.encode("utf-8", "replace").decode().replace("\0", "?")


def _time(said: datetime | None) -> datetime | None:
    """The time, if it lies within the years that there are in UTC."""
    if said is None:
        return None
    try:
        said.astimezone(UTC)
    except OverflowError:
        return None
    return said


def _lost(said: Sequence[datetime | None], kept: Sequence[datetime | None]) -> int:
    return sum(before is not None and after is None for before, after in zip(said, kept, strict=True))
