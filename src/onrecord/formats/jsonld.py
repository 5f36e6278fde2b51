"""A schema.org LiveBlogPosting as JSON-LD: what search engines read of a live page."""

import json
from collections.abc import Sequence
from typing import Any

from onrecord.domain import Coverage, CoverageState
from onrecord.domain.updates import Revision, Standing, Update
from onrecord.formats.feed import (
    changed_at,
    contributors,
    description,
    fit,
    headline,
    line,
    page_address,
    publisher,
    rfc3339,
    update_address,
    urn,
)

# A page says all of its updates in HTML; this is a second copy of the newest ones, which every reader pays for.
_LONGEST_BODY = 1000
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def write(coverage: Coverage, entries: Sequence[tuple[Update, str]], *, site: str) -> str:
    """The coverage with these updates, each with the words for its title; safe within an HTML script element."""
    started = coverage.details.started_at or coverage.opened_at
    address = page_address(coverage, site)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": urn(coverage.id),
        "url": address,
        "mainEntityOfPage": address,
        "headline": headline(coverage),
        "inLanguage": coverage.details.language,
        "datePublished": rfc3339(coverage.opened_at),
        "dateModified": rfc3339(coverage.updated_at),
        "coverageStartTime": rfc3339(started),
    }
    if (ended := coverage.details.ended_at) or coverage.state is CoverageState.CLOSED:
        found["coverageEndTime"] = rfc3339(ended or coverage.updated_at)
    if words := description(coverage):
        found["description"] = words
    found["author"] = found["publisher"] = {"@type": "Organization", "name": publisher(site), "url": f"{site}/"}
    found["liveBlogUpdate"] = [
        _posting(coverage, update, title, site)
        for update, title in entries
        if update.standing is Standing.PUBLISHED and update.content is not None
    ]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _posting(coverage: Coverage, update: Update, title: str, site: str) -> dict[str, Any]:
    address = update_address(coverage, update, site)
    posting: dict[str, Any] = {
        "@type": "BlogPosting",
        "@id": urn(update.id, coverage.id),
        "url": address,
        "headline": line(title),
        "dateModified": rfc3339(changed_at(update)),
    }
    if update.published_at is not None:
        posting["datePublished"] = rfc3339(update.published_at)
    if words := _body(update):
        posting["articleBody"] = words
    if names := contributors(update):
        posting["author"] = [{"@type": "Person", "name": name} for name in names]
    if corrections := [_correction(note) for note in update.corrections]:
        posting["correction"] = corrections
    return posting


def _body(update: Update) -> str:
    blocks = () if update.content is None else update.content.body
    words = "\n\n".join(filter(None, (fit(block.words[: 2 * _LONGEST_BODY]).strip() for block in blocks[:50])))
    return words if len(words) <= _LONGEST_BODY else f"{words[:_LONGEST_BODY].rsplit(' ', 1)[0]}…"


def _correction(note: Revision) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "dateCreated": rfc3339(note.at), "text": line(note.note or "")}
