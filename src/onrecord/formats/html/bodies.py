"""The body of an update that structured data gives as one string: plain words, HTML, or HTML escaped as words."""

import html
import re

import lxml.etree
import lxml.html

from onrecord.domain.blocks import Block
from onrecord.formats.html.blocks import blocks_of
from onrecord.formats.html.elements import content
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.words import scrubbed, unescaped

_MARKUP = re.compile(
    r"</?(?:p|div|span|a|br|b|strong|i|em|u|ul|ol|li|h[1-6]|blockquote|figure|img|iframe|table|script|style|section|article|svg|video|hr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ESCAPED_MARKUP = re.compile(
    r"&lt;/?(?:p|div|a|br|strong|b|em|i|ul|ol|li|h[1-6]|blockquote|figure|img|iframe)\b", re.IGNORECASE
)


def body_blocks(body: str, cleaner: Cleaner) -> tuple[Block, ...]:
    """The blocks of such a body; lines of plain words are paragraphs."""
    body = scrubbed(body)
    if not _MARKUP.search(body) and _ESCAPED_MARKUP.search(body):
        body = html.unescape(body)
    if _MARKUP.search(body):
        return _of_html(body, cleaner)
    lines = (line for line in unescaped(body).splitlines() if line.strip())
    return tuple(block for line in lines for block in blocks_of([line], cleaner))


def _of_html(body: str, cleaner: Cleaner) -> tuple[Block, ...]:
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
        tree = lxml.html.fragment_fromstring(
            f"<div>{body}</div>".encode("utf-8", "replace"), create_parent=True, parser=parser
        )
    except (lxml.etree.LxmlError, ValueError):
        return ()
    for text in (node for node in tree.iter() if isinstance(node.tag, str)):
        # Entities escaped twice stand as words after the parser has resolved them once.
        if text.text and "&" in text.text:
            text.text = unescaped(text.text)
        if text.tail and "&" in text.tail:
            text.tail = unescaped(text.tail)
    return blocks_of(content(tree), cleaner)


def html_blocks(body: str, cleaner: Cleaner) -> tuple[Block, ...]:
    """The blocks of a body that is known to be HTML, whether or not it has a tag."""
    return _of_html(scrubbed(body), cleaner)
