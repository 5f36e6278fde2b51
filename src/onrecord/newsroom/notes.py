"""Notes from colleague to colleague about an update, published or not; nothing of them is ever public."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime

from django.contrib.auth.models import User

from onrecord.domain.errors import Refusal
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.newsroom.flow_models import Note
from onrecord.render.sanitize import clean_words

_LONGEST = 5000


class EmptyInternalNote(Refusal):
    """Write the note first."""


class LongNote(Refusal):
    """A note is at most 5,000 characters long."""


def add_note(author: User, coverage_id: CoverageId, update_id: UpdateId, text: str) -> Note:
    """The note, kept; raises a Refusal for one that says nothing, or too much."""
    text = clean_words(text).strip()
    if not text:
        raise EmptyInternalNote
    if len(text) > _LONGEST:
        raise LongNote
    return Note.objects.create(
        coverage_id=coverage_id, update_id=update_id, author=author, text=text, at=datetime.now(UTC)
    )


def notes_on(coverage_id: CoverageId, update_ids: Collection[str]) -> dict[str, list[Note]]:
    """The notes on each of these updates, oldest first."""
    found: defaultdict[str, list[Note]] = defaultdict(list)
    rows = Note.objects.filter(coverage_id=coverage_id, update_id__in=list(update_ids))
    for note in rows.select_related("author").order_by("at", "pk"):
        found[note.update_id].append(note)
    return dict(found)


def remove_note(author: User, number: int) -> None:
    """Afterwards this note is gone; only its author can do that."""
    Note.objects.filter(pk=number, author=author).delete()


def erase_notes(update_id: UpdateId) -> None:
    """Afterwards nothing is noted on this update."""
    Note.objects.filter(update_id=update_id).delete()
