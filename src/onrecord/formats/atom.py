"""Atom 1.0 (RFC 4287), with tombstones (RFC 6721) and older entries in archived feeds (RFC 5005).

A withdrawn update has a tombstone with the reason, and stands as an entry too, with a note in the place of its words:
few readers know tombstones, and those that do take the entry for deleted, for it is no newer than the tombstone.
"""

from collections.abc import Sequence

from lxml import etree

from onrecord.domain import Coverage
from onrecord.domain.updates import Update
from onrecord.formats.feed import (
    Entry,
    changed_at,
    contributors,
    description,
    feed_address,
    fit,
    headline,
    is_withdrawn,
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

_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_HISTORY = "http://purl.org/syndication/history/1.0"
_NAMES: dict[str | None, str] = {None: _ATOM, "at": _TOMBSTONES, "fh": _HISTORY}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_FEED = "application/atom+xml"


def write(
    coverage: Coverage, entries: Sequence[Entry], *, site: str, number: int | None = None, count: int = 0
) -> bytes:
    """The feed as XML; `number` is that of an older page, `count` how many of them there are."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)  # type: ignore[arg-type] # the stubs know no default namespace
    feed.set(_LANGUAGE, coverage.details.language)
    # Each older page is a feed document of the same feed, and so has its id.
    _add(feed, "id", urn(coverage.id))
    _add(feed, "title", headline(coverage))
    if words := description(coverage):
        _add(feed, "subtitle", words)
    _add(feed, "updated", rfc3339(coverage.updated_at))
    _add(etree.SubElement(feed, f"{{{_ATOM}}}author"), "name", publisher(site))
    _link(feed, "self", feed_address(coverage, site, "atom", number), _FEED)
    _link(feed, "alternate", page_address(coverage, site), "text/html")
    if number is not None:
        etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        _link(feed, "current", feed_address(coverage, site, "atom"), _FEED)
        if number < count:
            _link(feed, "next-archive", feed_address(coverage, site, "atom", number + 1), _FEED)
    if previous := previous_page(number, count):
        _link(feed, "prev-archive", feed_address(coverage, site, "atom", previous), _FEED)
    _add(feed, "generator", "On Record")
    shown = newest_first(entries)
    for update, _, _ in shown:
        if is_withdrawn(update):
            _tombstone(feed, coverage, update)
    for entry in shown:
        _entry(feed, coverage, entry, site)
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _tombstone(feed: etree._Element, coverage: Coverage, update: Update) -> None:
    tombstone = etree.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry")
    tombstone.set("ref", urn(update.id, coverage.id))
    tombstone.set("when", rfc3339(changed_at(update)))
    withdrawal = update.redaction or update.retraction
    if withdrawal is not None and (reason := line(withdrawal.reason or "")):
        comment = etree.SubElement(tombstone, f"{{{_TOMBSTONES}}}comment")
        comment.text = reason


def _entry(feed: etree._Element, coverage: Coverage, entry: Entry, site: str) -> None:
    update, title, html = entry
    element = etree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(element, "id", urn(update.id, coverage.id))
    _add(element, "title", title)
    _add(element, "updated", rfc3339(changed_at(update)))
    if update.published_at is not None:
        _add(element, "published", rfc3339(update.published_at))
    for name in contributors(update):
        _add(etree.SubElement(element, f"{{{_ATOM}}}author"), "name", name)
    for label in labels(update):
        etree.SubElement(element, f"{{{_ATOM}}}category", {"term": label})
    _link(element, "alternate", update_address(coverage, update, site), "text/html")
    content = _add(element, "content", html)
    content.set("type", "html")


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "type": media_type, "href": address})


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = fit(text)
    return element
