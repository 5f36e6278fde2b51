"""Whose words an update is: the people that its element names."""

import re

from lxml.html import HtmlElement

from onrecord.formats.html.elements import inside, owns, text_of
from onrecord.formats.html.words import folded, scrubbed

AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|contributor|contributors|autor|auteur|autore|signature)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_AUTHOR = re.compile(r"avatar|image|photo|bio|role|description", re.IGNORECASE)
BY = re.compile(
    r"^(?:(?:by|von|par|por|di|da|door|av|af|od)\s+|from\s+(?:[\w.]+\s){0,2}[\w.]+[’']s?\s+(?=[^\W\d_]))", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,3}")
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|und|et|y|e|og|och|en|ve|та|и|і|&)\s+")


def authors_of(node: HtmlElement) -> tuple[tuple[str, ...], tuple[HtmlElement, ...]]:
    """The names of an update's authors, and the boxes that name them."""
    names: list[str] = []
    boxes: dict[HtmlElement, None] = {}
    for box in node.iter("a", "span", "div", "p", "address", "li", "meta", "cite", "em", "strong", "footer"):
        prop = f"{box.get('itemprop') or ''} {box.get('property') or ''}"
        classes = box.get("class") or ""
        said = "author" in prop.split() or box.get("rel") == "author" or box.tag == "address"
        if not said and not (AUTHOR.search(classes) and not _NOT_AUTHOR.search(classes)):
            continue
        if (
            not owns(box, node)
            or inside(box, node, ("blockquote", "figure", "figcaption"))
            or any(parent in boxes for parent in box.iterancestors())
        ):
            continue
        inner = box.xpath(".//*[@itemprop='name' or @property='name' or @property='schema:name']")
        words = (
            folded(scrubbed(inner[0].get("content") or "")) or text_of(inner[0])
            if inner
            else folded(scrubbed(box.get("content") or "")) or text_of(box)
        )
        words = BY.sub("", words)
        if 0 < len(words) < 80:
            names += _parted(words)
            boxes[box] = None
    return tuple(dict.fromkeys(names)), tuple(boxes)


def _parted(words: str) -> list[str]:
    """The names in "A, B and C", where each part is one; else the words as they are."""
    parts = _AND.split(words)
    return parts if len(parts) > 1 and all(_NAME.fullmatch(part) for part in parts) else [words]
