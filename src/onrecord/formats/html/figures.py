"""Pictures: which file, what it shows, what is printed beneath, and who is owed for it."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from onrecord.domain.blocks import Image
from onrecord.formats.html.credits import bare_credit, split_credit
from onrecord.formats.html.elements import is_unseen
from onrecord.formats.html.page import Page
from onrecord.formats.html.words import folded, scrubbed

_CREDIT = re.compile(r"credit|copyright|photographer|source|rights|urheber|quelle|byline|author", re.IGNORECASE)
_CAPTION = re.compile(r"caption|description|legend|bildunterschrift|bildtext", re.IGNORECASE)
_SIZE = re.compile(r"\s*([0-9]{1,5})(?:px)?\s*")
_MOST_IN_BOX = 80  # elements; a picture with its sizes and caption has about twenty
_SMALLEST = 3  # pixels; what is smaller counts readers, and shows nothing


def images_of(node: HtmlElement, page: Page) -> Iterator[Image]:
    """The pictures in this element; what is printed beneath belongs to the last of them."""
    found = [each for each in node.iter("img", "amp-img") if _address(each, page) is not None]
    pictures = []
    for each in found:
        width, height = _number(each.get("width")), _number(each.get("height"))
        if width is not None and width < _SMALLEST:
            continue
        pictures.append((each, width, height))
    if not pictures:
        return
    caption, credit = printed(node) if node.tag not in ("img", "amp-img") else ("", "")
    for place, (each, width, height) in enumerate(pictures, 1):
        last = place == len(pictures)
        yield Image(
            url=_address(each, page),
            alt=folded(scrubbed(each.get("alt") or "")),
            caption=caption if last else "",
            credit_line=credit if last else "",
            width=width,
            height=height,
        )


def image(node: HtmlElement, page: Page) -> Image | None:
    """The one picture of a box that holds nothing but it and its caption; None for any other box."""
    if node.tag not in ("div", "span", "section", "p") or node.find(".//p/p") is not None:
        return None
    if sum(1 for _ in islice(node.iter(), _MOST_IN_BOX)) == _MOST_IN_BOX:
        return None
    pictures = list(node.iter("img", "amp-img"))
    if len(pictures) != 1 or node.find(".//figure") is not None or node.find(".//iframe") is not None:
        return None
    caption, credit = printed(node)
    if not caption and not credit:
        return None
    rest = _words(node)
    if len(rest) > len(caption) + len(credit) + 40:
        return None
    return next(images_of(node, page), None)


def printed(node: HtmlElement) -> tuple[str, str]:
    """The caption and the credit line printed with the pictures of this element."""
    captions = list(islice(node.iter("figcaption"), _MOST_IN_BOX))
    box = next((each for each in captions if not _is(each, _CREDIT) or _is(each, _CAPTION)), None)
    if box is None:
        box = next((each for each in node.iter() if each is not node and _is(each, _CAPTION) and _words(each)), None)
    if box is None and captions:
        box = captions[0]
    credit = ""
    owed = None
    for child in islice((box if box is not None else node).iter(), _MOST_IN_BOX):
        if (
            child is not box
            and child is not node
            and (_is(child, _CREDIT) or _reads_as_credit(child))
            and (words := _words(child))
        ):
            owed, credit = child, bare_credit(words)
            break
    if owed is None and box is not None:
        for child in node.iter():
            if child is node or child is box:
                continue
            if (_is(child, _CREDIT) or _reads_as_credit(child)) and (words := _words(child)):
                credit = bare_credit(words)
                break
    if box is None:
        return "", credit
    caption = _words(box, without=owed)
    if not credit:
        caption, credit = split_credit(caption)
        credit = bare_credit(credit)
    return caption, credit


def _reads_as_credit(node: HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag not in ("span", "small", "cite", "em", "i"):
        return False
    words = folded(scrubbed("".join(islice(node.itertext(), _MOST_IN_BOX))))
    caption, credit = split_credit(words)
    return bool(credit) and not caption


def _is(node: HtmlElement, what: re.Pattern[str]) -> bool:
    if not isinstance(node.tag, str):
        return False
    return bool(what.search(f"{node.get('class') or ''} {node.get('itemprop') or ''}"))


def _address(node: HtmlElement, page: Page) -> str | None:
    choices = [node.get(name) for name in ("src", "data-src", "data-lazy-src", "data-original")]
    sets = [node.get(name) for name in ("srcset", "data-srcset")]
    choices += [part.split()[0] for value in sets if value for part in value.split(", ")[-1:] if part.split()]
    for choice in choices:
        if choice and not choice.strip().lower().startswith(("data:", "javascript:", "about:", "blob:")):
            address = page.absolute(scrubbed(choice))
            if address.startswith(("http://", "https://")) or page.base is None:
                return address
    return None


def _words(node: HtmlElement, without: HtmlElement | None = None) -> str:
    parts: list[str] = []
    _gather(node, without, parts)
    return folded(scrubbed("".join(parts)))


def _gather(node: HtmlElement, without: HtmlElement | None, parts: list[str]) -> None:
    if node is without or not isinstance(node.tag, str) or node.tag in ("script", "style", "button"):
        return
    if is_unseen(node):
        return
    if node.tag in ("p", "div", "br", "li"):
        parts.append(" ")
    parts.append(node.text or "")
    for child in node:
        _gather(child, without, parts)
        parts.append(child.tail or "")


def _number(value: str | None) -> int | None:
    match = _SIZE.fullmatch(value or "")
    return int(match[1]) if match else None
