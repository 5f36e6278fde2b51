"""JSON Feed 1.1. How an update stands, and what was corrected, is said in the extension `_onrecord`."""

import json
from collections.abc import Sequence
from typing import Any

from onrecord.domain import Coverage
from onrecord.formats.feed import (
    Entry,
    changed_at,
    contributors,
    description,
    feed_address,
    fit,
    headline,
    labels,
    line,
    newest_first,
    page_address,
    previous_page,
    publisher,
    rfc3339,
    update_address,
    urn,
)

_VERSION = "https://jsonfeed.org/version/1.1"


def write(
    coverage: Coverage, entries: Sequence[Entry], *, site: str, number: int | None = None, count: int = 0
) -> bytes:
    """The feed as JSON; `number` is that of an older page, `count` how many of them there are."""
    feed: dict[str, Any] = {
        "version": _VERSION,
        "title": headline(coverage),
        "home_page_url": page_address(coverage, site),
        "feed_url": feed_address(coverage, site, "json", number),
        "language": coverage.details.language,
        "authors": [{"name": publisher(site), "url": f"{site}/"}],
    }
    if words := description(coverage):
        feed["description"] = words
    if previous := previous_page(number, count):
        feed["next_url"] = feed_address(coverage, site, "json", previous)
    feed["items"] = [_item(coverage, entry, site) for entry in newest_first(entries)]
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode()


def _item(coverage: Coverage, entry: Entry, site: str) -> dict[str, Any]:
    update, title, html = entry
    withdrawal = update.redaction or update.retraction
    item: dict[str, Any] = {
        "id": urn(update.id, coverage.id),
        "url": update_address(coverage, update, site),
        "title": fit(title),
        "content_html": fit(html),
        "date_modified": rfc3339(changed_at(update)),
        "language": coverage.details.language,
        "_onrecord": {
            "standing": update.standing.value,
            "is_key_event": update.is_key_event,
            "corrections": [
                {
                    "kind": None if note.kind is None else note.kind.value,
                    "at": rfc3339(note.at),
                    "note": line(note.note or ""),
                }
                for note in update.corrections
            ],
            "reason": None if withdrawal is None else line(withdrawal.reason or ""),
        },
    }
    if update.published_at is not None:
        item["date_published"] = rfc3339(update.published_at)
    if names := contributors(update):
        item["authors"] = [{"name": name} for name in names]
    if tags := labels(update):
        item["tags"] = tags
    return item
