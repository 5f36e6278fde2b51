"""One element that holds one update: its heading, times, authors, flags and body taken apart."""

import copy
import re
from dataclasses import dataclass
from urllib.parse import urldefrag

from lxml.html import HtmlElement

from onrecord.formats.html import dates
from onrecord.formats.html.blocks import blocks_of
from onrecord.formats.html.elements import content, inside, owns, short_text, take_out, text_of
from onrecord.formats.html.found import Found
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import Page
from onrecord.formats.html.people import AUTHOR, BY, authors_of
from onrecord.formats.html.stamps import TIME_BOX, times_of
from onrecord.formats.html.words import folded

_HEADING = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|head|titel|titre|titulo|entry-title|überschrift)(?:$|[\s_-])", re.IGNORECASE
)
_KEY = re.compile(
    r"(?:^|[\s_-])(?:is[_-]?)?(?:key[_-]?(?:event|moment|update|post)|highlight(?:ed)?|is-key|key)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PINNED = re.compile(
    r"(?:^|[\s_-])(?:is[_-]?)?(?:pinned|sticky|pin|angepinnt|featured-post)(?:$|[\s_-])", re.IGNORECASE
)
_KEY_WORDS = frozenset(("key event", "key moment", "key update", "wichtig", "temps fort", "à retenir", "clave"))
DATA_IDS = (
    "data-post-id",
    "data-block-id",
    "data-entry-id",
    "data-update-id",
    "data-id",
    "data-item-id",
    "data-event-id",
    "data-key",
    "data-uid",
    "data-guid",
    "data-liveblog-post-id",
    "data-postid",
    "data-entryid",
    "data-blockid",
)
_PORTRAIT = re.compile(r"avatar|(?:^|[\s_-])(?:author|byline|profile|contributor)", re.IGNORECASE)
_SHORTEST_TITLE = 8
_LONGEST_BAR = 120  # characters: a time, a name, a place; what is longer is a body
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading an element needs to know: the page, and the cleaner that counts what is dropped."""

    page: Page
    cleaner: Cleaner


def entry(node: HtmlElement, reading: Reading) -> Found:
    """The update that this element holds."""
    node = copy.deepcopy(node)  # it is taken apart, and another source may want to read it too
    node.tail = None
    heading = heading_of(node)
    times = times_of(node, heading)
    authors, author_boxes = authors_of(node)
    key_boxes = tuple(
        box for box in node.iter("mark", "span", "div", "strong", "p") if short_text(box, 30).casefold() in _KEY_WORDS
    )
    bars, names = _bars(node, heading, {*times.boxes, *author_boxes, *key_boxes})
    authors = authors or names
    skipped = {*times.boxes, *author_boxes, *key_boxes, *bars, *_portraits(node)}
    words = text_of(heading) if heading is not None else ""
    if heading is not None:
        skipped.add(heading)
    ids = [value for name in DATA_IDS if (value := folded(node.get(name) or ""))] + [
        value for name in ("id", "itemid", "resource", "about") if (value := folded(node.get(name) or ""))
    ]
    own = folded(node.get("id") or "") or (ids[0] if ids else None)
    links = _permalinks(node, reading.page)
    return Found(
        source_id=own or (next(iter(links)) if len(links) == 1 else None),
        anchors=frozenset({*(name.removeprefix("#") for name in ids), *links}),
        heading=words or None,
        published_at=dates.moment(times.published),
        local_at=dates.local(times.published),
        revised_at=dates.moment(times.revised),
        clock=times.clock,
        contributors=authors,
        is_key_event=bool(key_boxes)
        or _says(node, _KEY, "data-key-event", "data-is-key-event", "data-highlight")
        or bool(_KEY.search(node.get("data-type") or "")),
        is_pinned=_says(node, _PINNED, "data-pinned", "data-sticky", "data-is-pinned"),
        blocks=blocks_of(_body(node, frozenset(skipped)), reading.cleaner),
    )


def heading_of(node: HtmlElement) -> HtmlElement | None:
    """The element with the update's own heading; None for an untitled update."""
    for path in (
        ".//*[@itemprop='headline' or @itemprop='name' or @property='headline' or @property='schema:headline']",
    ):
        for found in node.xpath(path):
            if owns(found, node) and found.tag != "meta" and text_of(found):
                return found
    read = 0
    for child in node.iter():
        if not isinstance(child.tag, str) or child is node:
            continue
        if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            if (
                text_of(child)
                and not inside(child, node, ("blockquote", "figure", "aside"))
                and dates.clock(text_of(child)) != text_of(child)
            ):
                return child
        elif (
            _HEADING.search(child.get("class") or "")
            and child.tag in ("div", "span", "p", "a", "strong", "header")
            and short_text(child, 300)
            and child.find(".//p") is None
            and child.find(".//time") is None
            and not inside(child, node, ("blockquote", "figure", "aside"))
        ) or (child.tag in ("strong", "b") and _is_bold_title(child, node)):
            return child
        elif child.tag in ("p", "ul", "ol", "blockquote", "figure", "table") and not _in_box(child, node):
            read += 1
            if read > 0 and text_of(child):
                return None  # what follows the first paragraph heads a part of the body
    return None


def _portraits(node: HtmlElement) -> list[HtmlElement]:
    """The small pictures of those who write."""
    found = []
    for picture in node.iter("img"):
        boxes = [picture, *(box for place, box in enumerate(picture.iterancestors()) if place < 3)]
        if any(_PORTRAIT.search(box.get("class") or "") for box in boxes if box is not node and box.tag != "figure"):
            found.append(picture)
    return found


def _is_bold_title(child: HtmlElement, node: HtmlElement) -> bool:
    """Whether words in bold stand alone on the first line of a box, with the text below: a title that lacks its tag."""
    parent = child.getparent()
    if parent is None or parent.tag not in ("div", "li", "section", "article", "td") or (parent.text or "").strip():
        return False
    after = child.getnext()
    is_alone = not (child.tail or "").strip() and after is not None and after.tag in ("br", "p", "div", "ul")
    if not is_alone or inside(child, node, ("blockquote", "figure", "aside", "header")):
        return False
    if any(text_of(before) and dates.clock(text_of(before)) is None for before in child.itersiblings(preceding=True)):
        return False
    words = short_text(child, 200)
    return len(words) > _SHORTEST_TITLE and not words.endswith((".", ":", "。")) and not _is_name(words)


def _is_name(words: str) -> bool:
    return bool(_NAME.fullmatch(words)) and all(word[0].isupper() for word in words.split())


def _in_box(child: HtmlElement, node: HtmlElement) -> bool:
    """Whether a paragraph stands among the times and names above the body."""
    box: HtmlElement | None = child
    while box is not None and box is not node:
        classes = box.get("class") or ""
        if box.tag == "time" or TIME_BOX.search(classes) or AUTHOR.search(classes) or box.tag in ("header", "figure"):
            return True
        box = box.getparent()
    words = text_of(child)
    return len(words) < 20 and dates.clock(words) is not None


def _bars(
    node: HtmlElement, heading: HtmlElement | None, known: set[HtmlElement]
) -> tuple[set[HtmlElement], tuple[str, ...]]:
    """The line that shows the time of an update, with whatever stands beside it; and the name in it, if one does."""
    found = set()
    names = []
    for box in known:
        bar = box.getparent()
        if bar is None or bar is node or bar in found or bar.tag not in ("div", "header", "span", "p", "ul", "footer"):
            continue
        words = short_text(bar, _LONGEST_BAR)
        if not words or (heading is not None and any(each is bar for each in heading.iterancestors())):
            continue
        if bar.find(".//img") is not None or len(bar.findall(".//p")) > 1:
            continue
        rest = words
        for each in known:
            if any(parent is bar for parent in each.iterancestors()):
                rest = rest.replace(text_of(each), " ", 1)
        rest = BY.sub("", folded(rest).strip(" ,|·•-–—"))
        if bar.tag == "p" and len(rest) > 40:
            continue
        if _NAME.fullmatch(rest):
            names.append(rest)
        found.add(bar)
    return found, tuple(dict.fromkeys(names))


def _permalinks(node: HtmlElement, page: Page) -> set[str]:
    found = set()
    for link in node.iter("a"):
        address = folded(link.get("href") or "")
        if not 1 < len(address) < 500:
            continue
        base, fragment = urldefrag(page.absolute(address))
        if fragment and (address.startswith("#") or base == urldefrag(page.url or "").url):
            found.add(fragment)
        elif (
            link.get("rel") == "bookmark"
            or "permalink" in (link.get("class") or "")
            or link.find(".//time") is not None
        ):
            found.add(page.absolute(address))
        if name := folded(link.get("name") or ""):
            found.add(name)
    return found


def _body(node: HtmlElement, skipped: frozenset[HtmlElement]) -> list[HtmlElement | str]:
    for prop in ("articleBody", "text"):
        boxes = [
            box
            for box in node.xpath(
                ".//*[@itemprop=$prop or @property=$prop or @property=concat('schema:',$prop)]", prop=prop
            )
            if box.tag != "meta" and owns(box, node)
        ]
        if boxes:
            for box in skipped:
                _remove(box, node)
            return [part for box in boxes for part in content(box)]
    for box in skipped:
        _remove(box, node)
    return content(node)


def _remove(box: HtmlElement, node: HtmlElement) -> None:
    if box is not node:
        take_out(box)


def _says(node: HtmlElement, what: re.Pattern[str], *names: str) -> bool:
    if any((node.get(name) or "").strip().lower() in ("true", "1", "yes") for name in names):
        return True
    return bool(what.search(node.get("class") or ""))
