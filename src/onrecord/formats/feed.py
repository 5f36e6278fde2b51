"""What all feeds have in common: addresses, ids that outlive them, times, and words that any XML can hold.

An entry is an update, the words for its title, and its HTML, which stands by itself: feed readers resolve nothing.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from onrecord.domain import Coverage
from onrecord.domain.blocks import plain_text
from onrecord.domain.updates import Standing, Update

Entry = tuple[Update, str, str]

# Lone surrogates have no UTF-8; the rest are control characters, which XML 1.0 forbids or advises against,
# noncharacters, and the two overrides, which make words read as they are not written.
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")
_SUMMARY = 300


def fit(text: str) -> str:
    """`text` as any XML or JSON can hold it."""
    return _UNFIT.sub("", _SURROGATES.sub("\ufffd", re.sub("\r\n?|\x85", "\n", text)))


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(fit(text).split())


def headline(coverage: Coverage) -> str:
    return line(coverage.details.headline) or coverage.slug


def description(coverage: Coverage) -> str:
    """The standfirst without its markup; empty where there is none."""
    return line(" ".join(plain_text(paragraph) for paragraph in coverage.details.standfirst))


def summary(update: Update) -> str:
    """How the update begins, as plain words; empty for one that was withdrawn."""
    words = "" if update.content is None else line(" ".join(block.words[:2000] for block in update.content.body))
    return words if len(words) <= _SUMMARY else f"{words[:_SUMMARY].rsplit(' ', 1)[0]}…"


def contributors(update: Update) -> list[str]:
    """The names in its byline."""
    if update.content is None:
        return []
    names = (line(contributor.name) for contributor in update.content.contributors)
    return list(dict.fromkeys(filter(None, names)))


def labels(update: Update) -> list[str]:
    found = () if update.content is None else update.content.labels
    return list(dict.fromkeys(filter(None, map(line, found))))


def publisher(site: str) -> str:
    """Who is behind the feed: the name of the site's host."""
    return urlsplit(site).hostname or site


def urn(identifier: str, within: str = "") -> str:
    """An id that stays the same wherever the site may move: a UUID as it is, and one made of anything else."""
    try:
        uuid = UUID(identifier)
    except ValueError:
        uuid = uuid5(NAMESPACE_URL, f"onrecord:{within}/{identifier}".encode("utf-8", "replace").decode())
    return f"urn:uuid:{uuid}"


def page_address(coverage: Coverage, site: str) -> str:
    return f"{site}/{quote(coverage.slug, safe='')}"


def update_address(coverage: Coverage, update: Update, site: str) -> str:
    return f"{page_address(coverage, site)}/u/{quote(update.id.encode('utf-8', 'replace'), safe='')}"


def feed_address(coverage: Coverage, site: str, suffix: str, number: int | None = None) -> str:
    """The feed's address; `number` is that of an older page of it."""
    page = "" if number is None else f"/page/{number}"
    return f"{page_address(coverage, site)}{page}/feed.{suffix}"


def previous_page(number: int | None, count: int) -> int | None:
    """The number of the page before this one, of `count` older ones; the feed itself, without a number, is the last."""
    return (count if number is None else number - 1) or None


def is_withdrawn(update: Update) -> bool:
    """Whether a note stands in the place of its words."""
    return update.standing in (Standing.RETRACTED, Standing.REDACTED)


def changed_at(update: Update) -> datetime:
    """When it came to say what it says now; when it was recorded where nothing else is known."""
    withdrawal = update.redaction or update.retraction
    known = (update.published_at, update.revised_at, None if withdrawal is None else withdrawal.at)
    return max((utc(at) for at in known if at is not None), default=utc(update.revisions[0].at))


def utc(at: datetime) -> datetime:
    """The moment in UTC; at the two ends of the calendar, where it has none, as it is written."""
    try:
        return at.astimezone(UTC)
    except (OverflowError, ValueError):
        return at.replace(tzinfo=UTC)


def rfc3339(at: datetime) -> str:
    return f"{utc(at).replace(tzinfo=None).isoformat()}Z"


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Entries that readers may see, those published last before the others."""
    shown = (entry for entry in entries if entry[0].standing is not Standing.HELD)
    return sorted(shown, key=lambda entry: entry[0].ordinal, reverse=True)
