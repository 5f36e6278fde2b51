"""The page's own markup: which repeated elements are its updates."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from onrecord.formats.html import dates
from onrecord.formats.html.elements import short_text, text_of
from onrecord.formats.html.entry import DATA_IDS, Reading, entry
from onrecord.formats.html.found import Found, Source, bare_anchor
from onrecord.formats.text import times as labels

_TAGS = ("article", "li", "section", "div", "dd", "tr")
_UPDATE = re.compile(
    r"live|post|entry|entries|update|block|moment|ticker|eintrag|minuto|minute|nota|beitrag|direct|directo|posten|bericht|"
    r"item|event|mise|message|news|melding|oppdatering|opdatering|uppdatering|aggiornamento|actualiza|atualiza|postagem|wpis",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"live[-_]?(?:blog|event|ticker|feed|update|post|entry|coverage)|ticker|lb-post|liveblog|live__|live-",
    re.IGNORECASE,
)
_NOT_UPDATES = re.compile(
    r"key[-_]?(?:event|moment|point)s|(?:^|[\s_-])(?:summary|timeline-nav|toc|related|most-?read|teasers?|comments?|comment-list|share|sharing|promo|"
    r"recommend\w*|sidebar|breadcrumbs?|menu|nav|navigation|carousel|slider|gallery|footer|tags|newsletter|ads?|advert\w*|trending|popular|"
    r"more-?(?:from|on|stories|news)|read-?more|latest-?videos|topics?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_APART = frozenset(("nav", "footer", "aside", "header", "form", "table", "blockquote", "figure"))
_NUMBERS = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*")
_STATES = re.compile(
    r"(?:^|[-_])(?:is|has)?[-_]?(?:pinned|sticky|key|keyevent|key-event|highlight(?:ed)?|first|last|odd|even|new|active|important|summary|breaking)$",
    re.IGNORECASE,
)
_LEAST_WORDS = 12  # characters of text by which an update differs from a dot on a time line
_MOST_GROUPS = 400
_MOST_BOXES = 60  # in which the time of an update is looked for; it stands at its top


def read(reading: Reading, anchors: frozenset[str] = frozenset()) -> Source | None:
    """The updates among the page's repeated elements; None where no repeated elements look like updates.

    `anchors` are the ids that structured data gives its updates: elements that bear them are updates.
    """
    nodes = _named(reading, anchors)
    if len(nodes) < max(1, len(anchors) // 20):
        nodes = []
    alike = _best_group(reading.page.tree)
    # The group wins only where it holds the named ones: otherwise it is something else on the page.
    if not nodes or (len(alike) > len(nodes) and set(nodes) <= set(alike)):
        nodes = alike
    if not nodes:
        return None
    pinned = _pinned_ancestors(nodes)
    found = [entry(node, reading) for node in nodes]
    found = [_pinned(each) if node in pinned else each for node, each in zip(nodes, found, strict=True)]
    return Source(name="markup", updates=[each for each in found if each.blocks or each.heading])


def _pinned(found: Found) -> Found:
    return replace(found, is_pinned=True)


def _pinned_ancestors(nodes: list[HtmlElement]) -> set[HtmlElement]:
    """The updates that stand in a box of their own for the pinned one."""
    found = set()
    for node in nodes:
        for place, box in enumerate(node.iterancestors()):
            if place > 3 or box.tag in ("main", "body", "article"):
                break
            if (
                re.search(r"(?:^|[\s_-])(?:pinned|sticky)[\w-]*", box.get("class") or "", re.IGNORECASE)
                and sum(each in set(box.iter()) for each in nodes) <= 2
            ):
                found.add(node)
                break
    return found


def _named(reading: Reading, anchors: frozenset[str]) -> list[HtmlElement]:
    if not anchors:
        return []
    bare = {bare_anchor(anchor) for anchor in anchors}
    by_name: dict[str, HtmlElement] = {}
    for node in reading.page.tree.iter():
        if not isinstance(node.tag, str):
            continue
        for name in ("id", *DATA_IDS, "name"):
            if (value := node.get(name)) and (anchor := bare_anchor(value.strip())) in bare and anchor not in by_name:
                holder = _holder(node)
                if holder is not None and not _NOT_UPDATES.search(holder.get("class") or "") and not _is_apart(holder):
                    by_name[anchor] = holder
    return list(dict.fromkeys(sorted_by_place(by_name.values(), reading.page.tree)))


def _holder(node: HtmlElement) -> HtmlElement | None:
    """The element that holds the whole update where its name stands on an empty anchor or a heading in it."""
    if node.tag in ("a", "span", "h1", "h2", "h3", "h4", "h5", "h6", "button", "time") or (
        len(node) == 0 and not text_of(node)
    ):
        for box in node.iterancestors():
            if box.tag in ("article", "section", "li"):
                return box
            if box.tag == "div" and len(text_of(box)) > len(text_of(node)) + 40:
                return box
            if box.tag in ("body", "main", "html"):
                return None
        return None
    return node


def sorted_by_place(nodes: Iterable[HtmlElement], tree: HtmlElement) -> list[HtmlElement]:
    """The nodes in the order in which they stand in the page."""
    wanted = set(nodes)
    return [node for node in tree.iter() if node in wanted]


def _best_group(tree: HtmlElement) -> list[HtmlElement]:
    groups: dict[tuple[str, ...], list[HtmlElement]] = defaultdict(list)
    for node in tree.iter(*_TAGS):
        signature = _signature(node)
        if signature is not None:
            groups[signature].append(node)
    likely = sorted(
        (group for group in groups.values() if len(group) > 1 or _LIVE.search(group[0].get("class") or "")),
        key=len,
        reverse=True,
    )
    scored = [(score, group) for group in likely[:_MOST_GROUPS] if (score := _score(group)) > 0]
    if not scored:
        return []
    return max(scored, key=lambda pair: pair[0])[1]


def _signature(node: HtmlElement) -> tuple[str, ...] | None:
    classes = (node.get("class") or "")[:500]
    named = bool(node.get("id") or any(node.get(name) for name in DATA_IDS))
    if node.tag in ("div", "dd", "tr") and not (classes or named):
        return None
    if _NOT_UPDATES.search(classes):
        return None
    tokens = sorted({_NUMBERS.sub("#", token) for token in classes.split() if not _STATES.search(token)})
    parent = node.getparent()
    above = (
        ""
        if tokens or parent is None
        else f"{parent.tag}.{' '.join(sorted((parent.get('class') or '').split()))[:100]}"
    )
    prefix = re.split(r"[0-9]|[-_][0-9a-zA-Z]{6,}$", node.get("id") or "")[0][:20] if not tokens else ""
    return (node.tag, *tokens, above, prefix)


def _score(group: list[HtmlElement]) -> float:
    members = set(group)
    sample = group[:40]
    if any(box in members for node in sample for box in node.iterancestors()):
        return 0.0
    if any(_is_apart(node) for node in sample[:3]):
        return 0.0
    texts = [text_of(node) for node in sample]
    lengths = [len(text) for text in texts]
    if sum(length >= _LEAST_WORDS for length in lengths) < len(sample) * 0.6:
        return 0.0
    linked = [
        sum(len(text_of(link)) for link in node.iter("a")) / max(1, length)
        for node, length in zip(sample, lengths, strict=True)
    ]
    if sum(linked) / len(linked) > 0.75:
        return 0.0
    times = sum(_has_time(node) for node in sample) / len(sample)
    headings = sum(any(True for _ in node.iter("h2", "h3", "h4", "h5", "h6")) for node in sample) / len(sample)
    names = sum(bool(node.get("id") or any(node.get(name) for name in DATA_IDS)) for node in sample) / len(sample)
    prose = sum(any(len(text_of(p)) > 30 for p in node.iter("p")) for node in sample) / len(sample)
    classes = " ".join((node.get("class") or "") + " " + (node.get("id") or "") for node in sample[:3])
    live = 1.0 if _LIVE.search(classes) else 0.4 if _UPDATE.search(classes) else 0.0
    around = " ".join(box.get("class") or "" for place, box in enumerate(sample[0].iterancestors()) if place < 4)
    live += 0.3 if _LIVE.search(around) else 0.0
    evidence = 2.0 * times + 0.8 * headings + 0.7 * names + 0.8 * prose + live
    if times < 0.5 and live < 1.0:
        return 0.0  # repeated boxes without times are teasers
    if times == 0 and names == 0:
        return 0.0
    if live < 1.0 and sum(_leads_elsewhere(node) for node in sample) >= len(sample) * 0.7:
        return 0.0  # titles that lead to other pages: a list of articles
    median = sorted(lengths)[len(lengths) // 2]
    return float(evidence * min(len(group), 30) ** 0.5 * min(median, 400) ** 0.25)


def _leads_elsewhere(node: HtmlElement) -> bool:
    """Whether the title of this box is a link to another page, as a teaser's is."""
    for title in node.iter("h2", "h3", "h4", "h5"):
        links = [*title.iter("a"), *(box for box in title.iterancestors("a"))]
        return any("#" not in (link.get("href") or "#") for link in links)
    return False


def _has_time(node: HtmlElement) -> bool:
    for box in node.iter("time", "relative-time"):
        if box.get("datetime") or dates.clock(text_of(box)) or dates.moment(box.get("data-time")):
            return True
    if any(
        node.get(name) for name in ("data-timestamp", "data-time", "data-published", "data-block-time", "data-datetime")
    ):
        return True
    if node.find(".//*[@data-timestamp]") is not None or node.find(".//*[@datetime]") is not None:
        return True
    if dates.clock(text_of(node)[:40]) is not None:
        return True
    boxes = islice(node.iter("span", "div", "p", "small", "a", "strong", "b", "i", "em"), _MOST_BOXES)
    return any((words := short_text(box, labels.LONGEST)) and labels.is_time(words) for box in boxes)


def _is_apart(node: HtmlElement) -> bool:
    for place, box in enumerate(node.iterancestors()):
        if box.tag in _APART:
            return not (box.tag == "header" and place > 6)
        if box.tag in ("body", "main"):
            return False
        if place < 4 and _NOT_UPDATES.search(box.get("class") or ""):
            return True
    return False
