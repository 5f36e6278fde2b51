"""Which updates stand in a feed, and how their pieces are handed to whoever writes it. May take a while."""

from collections.abc import Iterable

from onrecord import render
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.timeline import Moment
from onrecord.delivery.replies.outlets import FeedWriter, Outlets
from onrecord.domain.coverage import Coverage
from onrecord.domain.updates import Standing, Update

# How far back a feed looks for older updates that were corrected or withdrawn, and how many of them it says again:
# whoever comes once in a few hours has to hear of them, and no feed may grow with the coverage.
_EVENTS_BACK = 300
_MOST_AGAIN = 30
# Search engines follow what is new; a page has its updates in its HTML.
_LINKED = 10


def feed(live: LiveCoverage, moment: Moment, write: FeedWriter, site: str) -> bytes:
    """What the first page holds, and those older updates that were lately corrected or withdrawn."""
    coverage = moment.coverage
    ordinals = render.front_ordinals(coverage)
    again = _changed_lately(live, moment, below=ordinals.start)
    entries = _entries(live, coverage, [*again, *ordinals], site)
    return write(coverage, entries, site=site, count=render.archive_count(coverage))


def archived_feed(live: LiveCoverage, moment: Moment, number: int, write: FeedWriter, site: str) -> bytes:
    """What the older page of this number holds."""
    coverage = moment.coverage
    entries = _entries(live, coverage, render.archive_ordinals(number), site)
    return write(coverage, entries, site=site, number=number, count=render.archive_count(coverage))


def linked_data(coverage: Coverage, outlets: Outlets) -> str:
    """What the first page says to search engines."""
    if outlets.linked_data is None:
        return ""
    newest = [coverage.updates.at(ordinal) for ordinal in reversed(render.front_ordinals(coverage))]
    shown = [update for update in newest if update.standing is Standing.PUBLISHED][:_LINKED]
    titles = render.entry_titles(coverage, shown)
    return outlets.linked_data(coverage, list(zip(shown, titles, strict=True)), site=outlets.site)


def _entries(
    live: LiveCoverage, coverage: Coverage, ordinals: Iterable[int], site: str
) -> list[tuple[Update, str, str]]:
    updates = (coverage.updates.at(ordinal) for ordinal in ordinals)
    made = ((update, live.fragments.entry(coverage, update, site)) for update in updates)
    return [(update, entry.title, entry.html) for update, entry in made if entry is not None]


def _changed_lately(live: LiveCoverage, moment: Moment, below: int) -> list[int]:
    """The ordinals of the older updates that were changed last, of those that do not say what they said at first."""
    found: dict[int, None] = {}
    for seq in range(moment.head, max(moment.head - _EVENTS_BACK, 0), -1):
        ordinal = live.timeline.ordinal(seq)
        if 0 < ordinal < below and ordinal not in found and _says_something_else(moment.coverage.updates.at(ordinal)):
            found[ordinal] = None
            if len(found) == _MOST_AGAIN:
                break
    return sorted(found)


def _says_something_else(update: Update) -> bool:
    return update.revision > 1 or update.standing in (Standing.RETRACTED, Standing.REDACTED)
