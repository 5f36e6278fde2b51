"""What an element holds: its words, its parts, and whether a reader sees it."""

import re

from lxml.html import HtmlElement

from onrecord.formats.html.words import folded, scrubbed

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = re.compile(r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader(?:-text)?)(?:$|[\s_-])", re.IGNORECASE)
_BREAKING = frozenset(("br", "p", "div", "li"))
_SILENT = frozenset(("script", "style"))
_MOST_PARTS = 100  # pieces of text in something that is to be short


def is_hidden(node: HtmlElement) -> bool:
    """Whether the page hides this element from everybody."""
    return node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


def is_unseen(node: HtmlElement) -> bool:
    """Whether the words of this element are for screen readers alone."""
    return bool(_UNSEEN.search(node.get("class") or ""))


def content(element: HtmlElement, skipped: frozenset[HtmlElement] = frozenset()) -> list[HtmlElement | str]:
    """An element's children and the words between them, without those skipped."""
    found: list[HtmlElement | str] = [element.text] if element.text else []
    for child in element:
        if child not in skipped and isinstance(child.tag, str):
            found.append(child)
        if child.tail:
            found.append(child.tail)
    return found


def text_of(node: HtmlElement) -> str:
    """The words of an element on one line, without those of scripts and those that only screen readers hear."""
    parts: list[str] = []
    _gather(node, parts)
    return folded(scrubbed("".join(parts)))


def _gather(node: HtmlElement, parts: list[str]) -> None:
    # The parser stops at 256 levels, so this cannot go deeper than Python can.
    if node.tag in _BREAKING:
        parts.append(" ")
    if node.tag not in _SILENT and node.text:
        parts.append(node.text)
    for child in node:
        if isinstance(child.tag, str) and not is_unseen(child):
            _gather(child, parts)
        if child.tail:
            parts.append(child.tail)


def short_text(node: HtmlElement, most: int) -> str:
    """The words of an element if they are few; empty otherwise, and then without having read all of them."""
    length = 0
    for place, part in enumerate(node.itertext()):
        length += len(part)
        if length > most * 4 or place > _MOST_PARTS:
            return ""
    words = text_of(node)
    return words if len(words) <= most else ""


def take_out(node: HtmlElement) -> None:
    """Removes an element and leaves the words that follow it; unlike `drop_tree`, also where these hold odd signs."""
    parent = node.getparent()
    if parent is None:
        return
    words = scrubbed(node.tail or "")
    before = node.getprevious()
    if before is not None:
        before.tail = scrubbed(before.tail or "") + words
    else:
        parent.text = scrubbed(parent.text or "") + words
    parent.remove(node)


def owns(box: HtmlElement, node: HtmlElement) -> bool:
    """Whether the innermost item that holds this element is the update itself, not a picture or a person in it."""
    parent = box.getparent() if box is not node else node
    while parent is not None and parent is not node:
        if parent.get("itemscope") is not None and (box.get("itemprop") or "") not in ("", "author"):
            return False
        parent = parent.getparent()
    return True


def inside(box: HtmlElement, node: HtmlElement, tags: tuple[str, ...]) -> bool:
    """Whether an element of one of these kinds stands around this one, within the update."""
    parent = box.getparent()
    while parent is not None and parent is not node:
        if parent.tag in tags:
            return True
        parent = parent.getparent()
    return False
