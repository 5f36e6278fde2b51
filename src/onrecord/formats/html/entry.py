"""One element that holds one update: its heading, times, authors, flags and body taken apart."""

import copy
import re
from dataclasses import dataclass
from urllib.parse import urldefrag

from lxml.html import HtmlElement

from onrecord.formats.html import dates
from onrecord.formats.html.blocks import blocks_of
from onrecord.formats.html.elements import content, short_text, text_of
from onrecord.formats.html.found import Found
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import Page
from onrecord.formats.html.words import folded, scrubbed

_HEADING = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|head|titel|titre|titulo|entry-title|überschrift)(?:$|[\s_-])", re.IGNORECASE
)
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|contributor|contributors|autor|auteur|autore|signature)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_AUTHOR = re.compile(r"avatar|image|photo|bio|role|description", re.IGNORECASE)
_KEY = re.compile(
    r"(?:^|[\s_-])(?:is[_-]?)?(?:key[_-]?(?:event|moment|update|post)|highlight(?:ed)?|is-key|key)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PINNED = re.compile(
    r"(?:^|[\s_-])(?:is[_-]?)?(?:pinned|sticky|pin|angepinnt|featured-post)(?:$|[\s_-])", re.IGNORECASE
)
_TIME_BOX = re.compile(
    r"(?:^|[\s_-])(?:time|date|timestamp|datetime|published|zeit|uhrzeit|datum|hora|heure|ora)(?:$|[\s_-])",
    re.IGNORECASE,
)
_REVISED = re.compile(r"updat|modif|edited|aktualisiert|geändert", re.IGNORECASE)
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
_LONGEST_BAR = 120  # characters: a time, a name, a place; what is longer is a body
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
_BY = re.compile(r"^(?:by|von|par|por|di|da|door|av|af|od)\s+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading an element needs to know: the page, and the cleaner that counts what is dropped."""

    page: Page
    cleaner: Cleaner


@dataclass(frozen=True, kw_only=True)
class _Times:
    published: object = None
    revised: object = None
    clock: str | None = None
    boxes: tuple[HtmlElement, ...] = ()


def entry(node: HtmlElement, reading: Reading) -> Found:
    """The update that this element holds."""
    node = copy.deepcopy(node)  # it is taken apart, and another source may want to read it too
    node.tail = None
    heading = heading_of(node)
    times = _times(node, heading)
    authors, author_boxes = _authors(node)
    key_boxes = tuple(
        box for box in node.iter("mark", "span", "div", "strong", "p") if short_text(box, 30).casefold() in _KEY_WORDS
    )
    bars, names = _bars(node, heading, {*times.boxes, *author_boxes, *key_boxes})
    authors = authors or names
    skipped = {*times.boxes, *author_boxes, *key_boxes, *bars}
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
            if _owner(found, node) and found.tag != "meta" and text_of(found):
                return found
    read = 0
    for child in node.iter():
        if not isinstance(child.tag, str) or child is node:
            continue
        if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            if (
                text_of(child)
                and not _inside(child, node, ("blockquote", "figure", "aside"))
                and dates.clock(text_of(child)) != text_of(child)
            ):
                return child
        elif (
            _HEADING.search(child.get("class") or "")
            and child.tag in ("div", "span", "p", "a", "strong", "header")
            and short_text(child, 300)
            and child.find(".//p") is None
            and child.find(".//time") is None
            and not _inside(child, node, ("blockquote", "figure", "aside"))
        ):
            return child
        elif child.tag in ("p", "ul", "ol", "blockquote", "figure", "table") and not _in_box(child, node):
            read += 1
            if read > 0 and text_of(child):
                return None  # what follows the first paragraph heads a part of the body
    return None


def _in_box(child: HtmlElement, node: HtmlElement) -> bool:
    """Whether a paragraph stands among the times and names above the body."""
    box: HtmlElement | None = child
    while box is not None and box is not node:
        classes = box.get("class") or ""
        if box.tag == "time" or _TIME_BOX.search(classes) or _AUTHOR.search(classes) or box.tag in ("header", "figure"):
            return True
        box = box.getparent()
    words = text_of(child)
    return len(words) < 20 and dates.clock(words) is not None


def _times(node: HtmlElement, heading: HtmlElement | None) -> _Times:
    published: object = None
    revised: object = None
    shown = None
    boxes: list[HtmlElement] = []
    for name in (
        "data-published",
        "data-published-at",
        "data-timestamp",
        "data-time",
        "data-date",
        "data-datetime",
        "data-created",
        "data-block-time",
        "data-post-time",
    ):
        if (value := node.get(name)) and (dates.moment(value) or dates.local(value)):
            published = value
            break
    for box in node.iter("time", "span", "div", "p", "meta", "a", "small", "strong", "relative-time"):
        prop = f"{box.get('itemprop') or ''} {box.get('property') or ''}"
        classes = box.get("class") or ""
        is_time = (
            box.tag in ("time", "relative-time")
            or "date" in prop
            or box.get("data-timestamp")
            or box.get("data-datetime")
        )
        if not is_time and not (
            _TIME_BOX.search(classes)
            and (words := short_text(box, 60))
            and (dates.clock(words) or dates.day(words))
            and box.find(".//time") is None
        ):
            continue
        if not _owner(box, node) or _inside(box, node, ("blockquote", "figure")) or _in_prose(box, node):
            continue
        value = next(
            (
                v
                for name in (
                    "datetime",
                    "content",
                    "data-timestamp",
                    "data-datetime",
                    "data-time",
                    "data-date",
                    "title",
                    "dateTime",
                )
                if (v := box.get(name)) and (dates.moment(v) or dates.local(v))
            ),
            None,
        )
        words = text_of(box)
        if (
            "dateModified" in prop
            or (_REVISED.search(classes) and "dateCreated" not in prop and "datePublished" not in prop)
            or (_REVISED.search(words[:30]) and published)
        ):
            revised = revised or value
        elif "datePublished" in prop or "dateCreated" in prop:
            published = value or published
            shown = shown or dates.clock(words)
        elif published is None or shown is None:
            published = published or value
            shown = shown or dates.clock(words)
        else:
            revised = revised or (value if value != published else None)
        if heading is None or not _inside(box, node, (heading.tag,)):
            boxes.append(box)
    return _Times(published=published, revised=revised, clock=shown, boxes=tuple(boxes))


def _in_prose(box: HtmlElement, node: HtmlElement) -> bool:
    """Whether a time stands in the middle of a sentence, and so belongs to the body."""
    parent = box.getparent()
    if parent is None or parent is node or parent.tag not in ("p", "li", "td"):
        return False
    return not short_text(parent, len(text_of(box)) + 60)


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
        rest = _BY.sub("", folded(rest).strip(" ,|·•-–—"))
        if bar.tag == "p" and len(rest) > 40:
            continue
        if _NAME.fullmatch(rest):
            names.append(rest)
        found.add(bar)
    return found, tuple(dict.fromkeys(names))


def _authors(node: HtmlElement) -> tuple[tuple[str, ...], tuple[HtmlElement, ...]]:
    names: list[str] = []
    boxes: list[HtmlElement] = []
    for box in node.iter("a", "span", "div", "p", "address", "li", "meta", "cite", "em", "strong", "footer"):
        prop = f"{box.get('itemprop') or ''} {box.get('property') or ''}"
        classes = box.get("class") or ""
        said = "author" in prop.split() or box.get("rel") == "author" or box.tag == "address"
        if not said and not (_AUTHOR.search(classes) and not _NOT_AUTHOR.search(classes)):
            continue
        if (
            not _owner(box, node)
            or _inside(box, node, ("blockquote", "figure", "figcaption"))
            or any(parent in boxes for parent in box.iterancestors())
        ):
            continue
        inner = box.xpath(".//*[@itemprop='name' or @property='name' or @property='schema:name']")
        words = (
            folded(scrubbed(inner[0].get("content") or "")) or text_of(inner[0])
            if inner
            else folded(scrubbed(box.get("content") or "")) or text_of(box)
        )
        words = _BY.sub("", words)
        if 0 < len(words) < 80:
            names.append(words)
            boxes.append(box)
    return tuple(dict.fromkeys(names)), tuple(boxes)


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
            if box.tag != "meta" and _owner(box, node)
        ]
        if boxes:
            for box in skipped:
                _remove(box, node)
            return [part for box in boxes for part in content(box)]
    for box in skipped:
        _remove(box, node)
    return content(node)


def _remove(box: HtmlElement, node: HtmlElement) -> None:
    if box is not node and box.getparent() is not None:
        box.drop_tree()


def _owner(box: HtmlElement, node: HtmlElement) -> bool:
    """Whether the innermost item that holds this element is the update itself, not a picture or a person in it."""
    parent = box.getparent() if box is not node else node
    while parent is not None and parent is not node:
        if parent.get("itemscope") is not None and (box.get("itemprop") or "") not in ("", "author"):
            return False
        parent = parent.getparent()
    return True


def _inside(box: HtmlElement, node: HtmlElement, tags: tuple[str, ...]) -> bool:
    parent = box.getparent()
    while parent is not None and parent is not node:
        if parent.tag in tags:
            return True
        parent = parent.getparent()
    return False


def _says(node: HtmlElement, what: re.Pattern[str], *names: str) -> bool:
    if any((node.get(name) or "").strip().lower() in ("true", "1", "yes") for name in names):
        return True
    return bool(what.search(node.get("class") or ""))
