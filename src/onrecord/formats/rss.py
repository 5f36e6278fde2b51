"""RSS 2.0, with the modules that readers expect: content, Dublin Core, and Atom's links.

RSS has no way to take an item back. One whose words were withdrawn is therefore said once more under the same guid,
with a note in the place of the words: whoever keeps items by their guid then no longer shows them.
"""

from collections.abc import Sequence
from email.utils import format_datetime

from lxml import etree

from onrecord.domain import Coverage
from onrecord.formats.feed import (
    Entry,
    contributors,
    description,
    feed_address,
    fit,
    headline,
    labels,
    newest_first,
    page_address,
    previous_page,
    summary,
    update_address,
    urn,
    utc,
)

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_NAMES = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, "fh": _HISTORY}


def write(
    coverage: Coverage, entries: Sequence[Entry], *, site: str, number: int | None = None, count: int = 0
) -> bytes:
    """The feed as XML; `number` is that of an older page, `count` how many of them there are."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMES)
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", headline(coverage))
    _add(channel, "link", page_address(coverage, site))
    _add(channel, "description", description(coverage) or headline(coverage))
    _add(channel, "language", coverage.details.language)
    _add(channel, "lastBuildDate", format_datetime(utc(coverage.updated_at), usegmt=True))
    _add(channel, "generator", "On Record")
    _link(channel, "self", feed_address(coverage, site, "rss", number))
    if number is not None:
        etree.SubElement(channel, f"{{{_HISTORY}}}archive")
        _link(channel, "current", feed_address(coverage, site, "rss"))
    if previous := previous_page(number, count):
        _link(channel, "prev-archive", feed_address(coverage, site, "rss", previous))
    for entry in newest_first(entries):
        _item(channel, coverage, entry, site)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _item(channel: etree._Element, coverage: Coverage, entry: Entry, site: str) -> None:
    update, title, html = entry
    item = etree.SubElement(channel, "item")
    _add(item, "title", title)
    _add(item, "link", update_address(coverage, update, site))
    guid = _add(item, "guid", urn(update.id, coverage.id))
    guid.set("isPermaLink", "false")
    if update.published_at is not None:
        _add(item, "pubDate", format_datetime(utc(update.published_at), usegmt=True))
    for name in contributors(update):
        _add(item, f"{{{_DC}}}creator", name)
    for label in labels(update):
        _add(item, "category", label)
    if words := summary(update):
        _add(item, "description", words)
    _add(item, f"{{{_CONTENT}}}encoded", html)


def _link(channel: etree._Element, relation: str, address: str) -> None:
    etree.SubElement(channel, f"{{{_ATOM}}}link", {"rel": relation, "type": "application/rss+xml", "href": address})


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = fit(text)
    return element
