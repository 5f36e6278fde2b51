"""A web page of live coverage, read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from onrecord.formats.drafts import CoverageDraft, ImportRefused, UpdateDraft
from onrecord.formats.html import dates, join, jsonld, lead, markup, microdata, rows, runs
from onrecord.formats.html.elements import text_of
from onrecord.formats.html.entry import Reading
from onrecord.formats.html.found import Found, Source
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import Page, parse
from onrecord.formats.html.words import key, line

_ARTICLES = {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "WebPage"}
_NOT_LIVE = (
    "This page was not understood as live coverage: it has no LiveBlogPosting (JSON-LD or microdata), no repeated "
    "entries with times, and no headings that begin with a time of day. If the page builds its updates by script, "
    "save it from a browser after it has loaded."
)


def read(data: bytes, *, url: str | None = None, charset: str | None = None) -> CoverageDraft:
    """The live coverage in a web page; raises ImportRefused where there is none that can be understood."""
    page = parse(data, url=url, charset=charset)
    return coverage(Reading(page=page, cleaner=Cleaner(page)), jsonld.nodes_of(page))


def coverage(reading: Reading, nodes: list[dict[str, Any]]) -> CoverageDraft:
    """The live coverage in a page that is parsed and whose JSON-LD objects are these."""
    page = reading.page
    posting = next(iter(jsonld.live_postings(nodes)), {})
    article = posting or _article(page, nodes)
    headline = _headline(page, posting, article)
    evidence = _evidence(page, nodes)
    structured = jsonld.read(page, reading.cleaner, nodes)
    marked = microdata.read(reading)
    shown = _shown(reading, structured, marked)
    if structured is None:
        structured = marked
    elif marked is not None and shown is None:
        shown = marked
    if structured is None and shown is None:
        raise ImportRefused(_NOT_LIVE)
    own = {
        dates.moment(article.get(name))
        for name in ("datePublished", "dateModified", "coverageStartTime", "dateCreated")
    } - {None}
    joined = join.join(structured, shown, headline=headline, page_times=own)
    notes = [*joined.notes]
    updates = _with_zones(joined.updates, evidence, notes)
    if not any(each.blocks or each.heading for each in updates):
        raise ImportRefused(_NOT_LIVE)
    if (dropped := reading.cleaner.report()) is not None:
        notes.append(dropped)
    return CoverageDraft(
        format=joined.format,
        headline=headline,
        kicker=None,
        standfirst=lead.paragraphs(page.tree, updates) or _standfirst(page, article),
        language=page.language or _language(article),
        url=page.url,
        started_at=dates.moment(posting.get("coverageStartTime")),
        ended_at=dates.moment(posting.get("coverageEndTime")),
        warnings=[*notes, *page.warnings],
        updates=[_draft(each) for each in updates],
    )


def _shown(reading: Reading, structured: Source | None, marked: Source | None) -> Source | None:
    anchors = (
        frozenset(anchor for each in structured.updates for anchor in each.anchors)
        if structured is not None
        else frozenset[str]()
    )
    if structured is None and marked is not None:
        return None
    # What a source that is not taken would have dropped is not to be named.
    marked_reading, timed_reading = (replace(reading, cleaner=Cleaner(reading.page)) for _ in range(2))
    found = markup.read(marked_reading, anchors)
    timed = runs.read(timed_reading)
    if found is None and timed is None:
        return rows.read(reading)
    if timed is not None and (found is None or (structured is None and len(timed.updates) > len(found.updates))):
        reading.cleaner.dropped.update(timed_reading.cleaner.dropped)
        return timed
    reading.cleaner.dropped.update(marked_reading.cleaner.dropped)
    return found


def _article(page: Page, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The article that the page itself is, among those it only names; empty where its JSON-LD has none."""
    own = {key(text_of(node)) for node in page.tree.iter("h1", "title")} | {key(page.meta("og:title") or "")}
    for node in nodes:
        if "headline" not in node or not jsonld.types(node) & _ARTICLES:
            continue
        title = key(line(str(node["headline"])))
        if title and any(each.startswith(title) for each in own):
            return node
    return {}


def _headline(page: Page, posting: dict[str, Any], article: dict[str, Any]) -> str:
    """The headline that readers see: the live posting's, else the page's first heading, else what it is filed under."""
    said = posting.get("headline") or posting.get("name")
    if isinstance(said, str) and (words := line(said)):
        return words
    headings = [words for node in page.tree.iter("h1") if (words := text_of(node))]
    if headings:
        return headings[0]
    title = page.tree.find(".//title")
    filed = article.get("headline")
    words = line(filed) if isinstance(filed, str) else ""
    words = words or page.meta("og:title", "twitter:title", "headline") or (text_of(title) if title is not None else "")
    if not words:
        page.warnings.append("The page has no headline.")
    return line(words)


def _standfirst(page: Page, article: dict[str, Any]) -> list[str]:
    said = article.get("description")
    words = line(said) if isinstance(said, str) else ""
    words = words or line(page.meta("og:description", "description") or "")
    return [words] if words else []


def _language(article: dict[str, Any]) -> str | None:
    said = article.get("inLanguage")
    if isinstance(said, dict):
        said = said.get("alternateName") or said.get("name")
    return said if isinstance(said, str) and 2 <= len(said) <= 20 else None


def _evidence(page: Page, nodes: list[dict[str, Any]]) -> list[datetime]:
    """Every full time that the page gives anywhere: what shows the zone of those it gives without one."""
    said: list[Any] = [
        node.get(name)
        for node in nodes
        for name in ("datePublished", "dateModified", "coverageStartTime", "coverageEndTime")
    ]
    said += page.tree.xpath(
        "//@datetime | //meta[contains(@property,'_time') or contains(@itemprop,'date')"
        " or contains(@name,'date')]/@content"
    )
    return [
        when
        for each in said
        if (when := dates.moment(str(each) if not isinstance(each, str | int | float) else each)) is not None
    ]


def _with_zones(updates: Sequence[Found], evidence: list[datetime], notes: list[str]) -> list[Found]:
    """The updates; a time without a zone becomes a full time only where the page shows its zone for that day."""
    result = []
    zoned = unzoned = clocks = 0
    for each in updates:
        if each.published_at is None and each.local_at is not None:
            zone = dates.zone_on(each.local_at, evidence)
            if zone is not None:
                each = replace(each, published_at=each.local_at.replace(tzinfo=zone))
                zoned += 1
            else:
                unzoned += 1
        elif each.published_at is None and each.clock is not None:
            clocks += 1
        result.append(each)
    if zoned:
        notes.append(
            f"{zoned} times are given by day and time of day only; their zone is that of the page's own full times."
        )
    if unzoned:
        notes.append(
            f"{unzoned} updates have a time without a zone; it was not made into a full time, so their time is not set."
        )
    if clocks:
        notes.append(f"{clocks} updates show only a time of day without a day; their time is not set.")
    return result


def _draft(found: Found) -> UpdateDraft:
    return UpdateDraft(
        source_id=found.source_id,
        heading=found.heading,
        published_at=found.published_at,
        revised_at=found.revised_at,
        contributors=tuple(found.contributors),
        is_key_event=found.is_key_event,
        is_pinned=found.is_pinned,
        blocks=tuple(found.blocks),
    )
