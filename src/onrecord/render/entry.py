"""One update as feeds carry it: made of the same blocks as its article, with nothing that needs our page around it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext

from onrecord.domain import Coverage
from onrecord.domain.updates import Standing, Update
from onrecord.render.dates import moment
from onrecord.render.direction import direction
from onrecord.render.engine import rendered
from onrecord.render.language import speaking
from onrecord.render.sanitize import clean_words
from onrecord.render.update import first_words, shown_source


class Entry(NamedTuple):
    """The words for a title, and HTML in which every address is whole."""

    title: str
    html: str


def render_entry(coverage: Coverage, update: Update, site: str) -> Entry | None:
    """The update's entry, a note where it was withdrawn, None while it is held; `site` is the site's own address.

    Beside the address it depends on what its article depends on, and on nothing else.
    """
    if update.standing is Standing.HELD:
        return None
    details = coverage.details
    language, zone = details.language, details.time_zone
    with speaking(language):
        title = _title(update)
        values = {"title": title, "language": language, "dir": direction(language), "site": site, "is_feed": True}
        content = update.content
        if update.standing is not Standing.PUBLISHED or content is None:
            withdrawal = update.redaction or update.retraction
            at = None if withdrawal is None else moment(withdrawal.at, time_zone=zone, language=language)
            return Entry(title, rendered("feed/tombstone.html", {**values, "withdrawal": withdrawal, "withdrawn": at}))
        values |= {
            "content": content,
            "notes": [(note, moment(note.at, time_zone=zone, language=language)) for note in update.corrections],
            "occurred": moment(content.occurred_at, time_zone=zone, language=language),
            "source": shown_source(content.source),
        }
        return Entry(title, rendered("feed/entry.html", values))


def entry_titles(coverage: Coverage, updates: Iterable[Update]) -> list[str]:
    """What to call each of these updates outside the page: its heading, or how it begins."""
    with speaking(coverage.details.language):
        return [_title(update) for update in updates]


def _title(update: Update) -> str:
    content = update.content
    if update.standing is Standing.RETRACTED:
        return gettext("This update was withdrawn")
    if content is None:
        return gettext("This update was removed")
    return " ".join(clean_words(content.heading or "").split()) or first_words(content) or gettext("Update")
