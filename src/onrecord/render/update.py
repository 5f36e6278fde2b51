"""One update as HTML: the same on every page, in every frame, until it changes."""

from datetime import datetime
from urllib.parse import quote

from django.utils.translation import gettext

from onrecord.domain import Coverage
from onrecord.domain.blocks import Text, plain_text
from onrecord.domain.content import CoverageDetails, Source, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Revision, Standing, Update
from onrecord.render.dates import Moment, moment
from onrecord.render.direction import direction
from onrecord.render.engine import rendered
from onrecord.render.language import speaking
from onrecord.render.sanitize import clean_url, clean_words

# Long enough to know an untitled update by, short enough to hear.
_NAME_LENGTH = 80


def render_update(coverage: Coverage, update: Update) -> str | None:
    """The update's article, a tombstone where it was withdrawn, None while it is held.

    It depends on the update, the coverage's details and its slug, and on nothing else.
    """
    with speaking(coverage.details.language):
        return _article(coverage, update, element_id=f"u-{update.id}")


def render_copy(coverage: Coverage, update: Update) -> str | None:
    """The update's article once more on the same page, with ids of its own."""
    with speaking(coverage.details.language):
        return _article(coverage, update, element_id=f"pinned-{update.id}", is_copy=True)


def update_path(slug: str, update_id: UpdateId) -> str:
    """The permanent address of an update."""
    return f"/{quote(slug, safe='')}/u/{quote(_storable(update_id), safe='')}"


def first_words(content: UpdateContent) -> str:
    """The beginning of what an update says, on one line, for a place that needs a name for it; may be empty."""
    for block in content.body:
        # Only the beginning is looked at: a block may be a million characters long.
        start = plain_text(block.html[:2000]) if isinstance(block, Text) else block.words[:2000]
        words = " ".join(clean_words(start).split())
        if words:
            return cut(words, _NAME_LENGTH)
    return ""


def cut(words: str, length: int) -> str:
    """`words`, ended with an ellipsis between two words where they are longer than `length`."""
    if len(words) <= length:
        return words
    return f"{words[:length].rsplit(' ', 1)[0].rstrip(' ,;:.–—-')}…"


def shown_source(source: Source | None) -> dict[str, str | None] | None:
    """Where an update is from, by name and by address where it is fit to be one; None where neither is known."""
    if source is None:
        return None
    url = clean_url(source.url) if source.url else None
    name = source.name or (url.split("/")[2] if url else None)
    return {"name": name, "url": url} if name else None


def _article(coverage: Coverage, update: Update, *, element_id: str, is_copy: bool = False) -> str | None:
    if update.standing is Standing.HELD:
        return None
    details = coverage.details
    published = _moment(update.published_at, details)
    shared = {
        "element_id": clean_words(_storable(element_id)),
        "is_copy": is_copy,
        "ordinal": update.ordinal,
        "version": update.version,
        "path": update_path(coverage.slug, update.id),
        "published": published,
        "dir": direction(details.language),
    }
    content = update.content
    if update.standing is not Standing.PUBLISHED or content is None:
        withdrawal = update.redaction or update.retraction
        withdrawn = _moment(withdrawal.at, details) if withdrawal else None
        reason = withdrawal.reason if withdrawal else None
        return rendered(
            "tombstone.html", {**shared, "standing": update.standing, "reason": reason, "withdrawn": withdrawn}
        )
    heading = " ".join(clean_words(content.heading or "").split())
    notes = [(note, _moment(note.at, details)) for note in update.corrections]
    return rendered(
        "update.html",
        {
            **shared,
            "body": content.body,
            "dateline": content.dateline,
            "sign_off": content.sign_off,
            "is_key_event": update.is_key_event,
            "heading": heading,
            "name": "" if heading else _name(content, published),
            "labels": [label for label in content.labels if label.strip()],
            "names": [contributor.name for contributor in content.contributors if contributor.name.strip()],
            "occurred": _moment(content.occurred_at, details),
            "source": shown_source(content.source),
            "notes": notes,
            "was_corrected": any(note.kind is RevisionKind.CORRECTION for note, _ in notes),
            "revised": _revised(update, published, details),
        },
    )


def _moment(at: datetime | None, details: CoverageDetails) -> Moment | None:
    return moment(at, time_zone=details.time_zone, language=details.language)


def _name(content: UpdateContent, published: Moment | None) -> str:
    parts = [part for part in (published.time if published else "", first_words(content)) if part]
    return ": ".join(parts) or gettext("Update")


def _revised(update: Update, published: Moment | None, details: CoverageDetails) -> dict[str, object] | None:
    """When it was last changed, unless a correction at that time already says so."""
    at = update.revised_at
    if at is None or (update.published_at is not None and at <= update.published_at):
        return None
    newest: Revision = update.revisions[-1]
    if newest.kind in (RevisionKind.CORRECTION, RevisionKind.CLARIFICATION):
        return None
    shown = _moment(at, details)
    same_day = shown is not None and published is not None and shown.day == published.day
    return {"at": shown, "same_day": same_day}


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
