"""The page's own lead paragraphs: what stands between its headline and its first update."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from lxml.html import HtmlElement

from onrecord.formats.html.elements import is_hidden, is_unseen, short_text, text_of
from onrecord.formats.html.found import Found
from onrecord.formats.html.words import key
from onrecord.formats.text import furniture, links
from onrecord.formats.text import times as labels

_MARKED = re.compile(
    r"(?:^|[\s_-])(?:standfirst|lead|lede|leadtext|intro|introduction|introtext|chapo|chapeau|entradilla|bajada|dek|deck|"
    r"strapline|strap|subheadline|subheading|subtitle|subtitulo|vorspann|anleser|teasertext|sommario|occhiello|ingress|"
    r"manchet|ozet|spot|desc|description|summary-text|article-summary)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_LEAD = re.compile(
    r"cookie|consent|newsletter|sign-?up|byline|author|caption|credit|share|social|related|promo|teaser-list|comment|"
    r"breadcrumb|key-?(?:event|point|moment)|timeline|date|time|meta(?:$|[\s_-])|tags|paywall|subscri|banner|advert|"
    r"whatsapp|toolbar|player",
    re.IGNORECASE,
)
_OUTSIDE = frozenset(
    ("nav", "aside", "footer", "form", "figure", "figcaption", "table", "blockquote", "template", "li")
)
_HEADINGS = frozenset(("h2", "h3", "h4"))
_LEAST = 40  # characters of a paragraph that no class marks as the lead
_MOST = 20  # paragraphs
_LONGEST = 2000
_MOST_ELEMENTS = 5000


def paragraphs(tree: HtmlElement, updates: Iterable[Found]) -> list[str]:
    """The lead paragraphs in their order: those marked as such, else the prose above the first update; often none."""
    heading = next((node for node in tree.iter("h1") if text_of(node)), None)
    if heading is None:
        return []
    known = {key(block.words) for update in updates for block in update.blocks if block.words}
    titles = {key(update.heading) for update in updates if update.heading}
    above = list(_above_updates(heading, known, titles))
    marked = [box for box in above if _MARKED.search(_names(box)) and box.tag != "p"]
    boxes = set(marked)
    marked = [box for box in marked if not any(outer in boxes for outer in box.iterancestors())]
    within = [words for box in marked for words in _prose(box)] or [
        text_of(box) for box in above if box.tag == "p" and _MARKED.search(_names(box))
    ]
    found = within or [text_of(box) for box in above if box.tag == "p" and _is_prose(box)]
    return list(dict.fromkeys(words for words in found if 0 < len(words) <= _LONGEST))[:_MOST]


def _names(box: HtmlElement) -> str:
    return " ".join(box.get(name) or "" for name in ("class", "data-gu-name", "itemprop", "property", "data-testid"))


def _above_updates(heading: HtmlElement, known: set[str], titles: set[str]) -> Iterator[HtmlElement]:
    """What follows the headline in the page, up to the first words that are an update's; nothing where none are."""
    found: list[HtmlElement] = []
    for count, node in enumerate(heading.xpath("following::*")):
        if count > _MOST_ELEMENTS:
            return iter(())
        if node.tag not in ("p", "div", "section", "header", "h2", "h3", "h4", "span", "strong", "b"):
            continue
        words = short_text(node, _LONGEST)
        name = key(words)
        is_title = name in titles or (node.tag in _HEADINGS and any(name.endswith(title) for title in titles))
        untimed = key(labels.front(words)[1])
        if (
            name
            and (is_title or untimed in known or (name in known and len(name) > _LEAST // 2))
            and not _is_outside(node)
        ):
            around = set(node.iterancestors())
            return iter([each for each in found if each not in around])
        if node.tag in ("p", "div", "section", "header", "h2") and not _is_outside(node):
            found.append(node)
    return iter(())


def _is_outside(node: HtmlElement) -> bool:
    if is_hidden(node) or is_unseen(node):
        return True
    boxes = takewhile(lambda box: box.tag not in ("main", "body"), node.iterancestors())
    return any(box.tag in _OUTSIDE or is_hidden(box) for box in boxes)


def _prose(box: HtmlElement) -> list[str]:
    inner = []
    for child in box.iter("p"):
        between = takewhile(lambda each: each is not box, child.iterancestors())
        words = text_of(child)
        is_lead = not any(_NOT_LEAD.search(_names(each)) for each in between) and not _is_call(words)
        if words and is_lead and not _is_outside(child):
            inner.append(words)
    return inner if inner or box.find(".//ul") is not None else [text_of(box)]


def _is_prose(box: HtmlElement) -> bool:
    words = text_of(box)
    linked = sum(len(text_of(link)) for link in box.iter("a"))
    boxes = [box, *takewhile(lambda each: each.tag not in ("main", "article", "body"), box.iterancestors())]
    is_named_away = any(_NOT_LEAD.search(_names(each)) for each in boxes)
    return len(words) >= _LEAST and linked * 2 < len(words) and not is_named_away and not _is_call(words)


def _is_call(words: str) -> bool:
    return furniture.is_mailing(words) or links.is_link(words, is_stopped=False)
