"""Pages without boxes: headings that begin with a time of day ("12.31 Uhr: ..."), with prose between."""

import copy
import re
from datetime import datetime

from lxml.html import HtmlElement

from onrecord.formats.html import dates
from onrecord.formats.html.blocks import blocks_of
from onrecord.formats.html.elements import short_text, take_out, text_of
from onrecord.formats.html.entry import Reading
from onrecord.formats.html.found import Found, Source
from onrecord.formats.text import times as labels

_TIMED = re.compile(
    r"^(?:kl\.?|um|à|a las|alle|at|klo|ore|o)?\s*"
    r"(?P<time>(?:[01]?[0-9]|2[0-3])\s?[:.h]\s?[0-5][0-9](?:\s?[ap]\.?m\b\.?)?)\s*"
    r"(?:uhr|uur|hrs|hs|godz\.?|h\b|[A-Z]{3,4}\b(?=\s*[:\-–—|]))?"
    r"\s*(?P<mark>[:\-–—|•·,/]+|\.\s)?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_HEADINGS = ("h2", "h3", "h4", "h5")
_LEAST = 2
_LONGEST_DAY = 45  # characters of a line that names a day and says nothing else


def read(reading: Reading) -> Source | None:
    """The updates that such headings begin; None where the page has fewer than two of them in a row."""
    heads = [node for node in reading.page.tree.iter(*_HEADINGS) if _timed(text_of(node)) and not _apart(node)]
    if len(heads) < _LEAST and (beside := _timed_beside(reading.page.tree)):
        return _beside(beside, reading)
    if len(heads) < _LEAST:
        heads = [box for node in reading.page.tree.iter("p") if (box := _bold_start(node)) is not None]
    by_home: dict[HtmlElement, list[tuple[HtmlElement, HtmlElement]]] = {}
    for head in heads:
        home, child = _home(head, set(heads))
        by_home.setdefault(home, []).append((head, child))
    runs = list(by_home.values())
    if sum(len(run) for run in runs) < _LEAST:
        return None
    starts = {child for run in runs for _, child in run}
    days = _days(reading.page.tree, [head for run in runs for head, _ in run])
    found = [_update(head, child, starts, days.get(head), reading) for run in runs for head, child in run]
    return Source(name="headings with times", updates=[each for each in found if each.heading or each.blocks])


def _timed_beside(tree: HtmlElement) -> list[tuple[HtmlElement, HtmlElement]]:
    """Headings with the box of a time right above or below each, as (box, heading); empty for fewer than two."""
    above: list[tuple[HtmlElement, HtmlElement]] = []
    below: list[tuple[HtmlElement, HtmlElement]] = []
    for head in tree.iter(*_HEADINGS):
        if _apart(head) or not text_of(head) or _leads_elsewhere(head):
            continue
        before, after = head.getprevious(), head.getnext()
        if before is not None and _is_time_box(before):
            above.append((before, head))
        if after is not None and _is_time_box(after):
            below.append((after, head))
    best = above if len(above) >= len(below) else below
    return best if len(best) >= _LEAST else []


def _leads_elsewhere(head: HtmlElement) -> bool:
    """Whether a heading is a link to another page, as a teaser's is."""
    return any("#" not in (link.get("href") or "#") for link in (*head.iter("a"), *head.iterancestors("a")))


def _is_time_box(node: HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag not in ("div", "p", "span", "time", "small"):
        return False
    words = short_text(node, labels.LONGEST)
    return bool(words) and labels.is_time(words)


def _beside(pairs: list[tuple[HtmlElement, HtmlElement]], reading: Reading) -> Source:
    starts = {node for pair in pairs for node in pair}
    days = _days(reading.page.tree, [head for _, head in pairs])
    found = []
    for box, head in pairs:
        words = text_of(box)
        stamp = box if box.tag == "time" else box.find(".//time")
        said = stamp.get("datetime") if stamp is not None else None
        clock, day = dates.clock(words), days.get(head)
        local = day.replace(hour=int(clock[:2]), minute=int(clock[3:])) if day is not None and clock else None
        last = head if head.getprevious() is box else box
        name = (head.get("id") or box.get("id") or "").strip()
        found.append(
            Found(
                source_id=name or None,
                anchors=frozenset({name} if name else ()),
                heading=text_of(head),
                published_at=dates.moment(said) or labels.moment(words),
                local_at=dates.local(said) or local,
                clock=clock,
                blocks=blocks_of(_following(last, starts, head.tag), reading.cleaner),
            )
        )
    return Source(name="headings with times", updates=[each for each in found if each.heading or each.blocks])


def _following(last: HtmlElement, starts: set[HtmlElement], level: str) -> list[HtmlElement | str]:
    """Copies of what follows an element, up to the next start or a heading of its rank."""
    body: list[HtmlElement | str] = [last.tail] if last.tail and last.tail.strip() else []
    for after in last.itersiblings():
        if not isinstance(after.tag, str):
            continue
        if after in starts or after.tag in ("footer", "aside", "nav") or _ends(after, level):
            break
        copied = copy.deepcopy(after)
        tail, copied.tail = copied.tail, None
        body.append(copied)
        if tail and tail.strip():
            body.append(tail)
    return body


def _timed(words: str) -> re.Match[str] | None:
    if len(words) > 400 or (
        not words[:1].isdigit()
        and not words[:6].casefold().startswith(("kl", "um ", "à ", "a las", "alle ", "at ", "ore ", "o "))
    ):
        return None
    return _TIMED.match(words)


def _bold_start(node: HtmlElement) -> HtmlElement | None:
    if (node.text or "").strip():
        return None
    first = next((child for child in node if isinstance(child.tag, str)), None)
    if first is None or first.tag not in ("strong", "b") or not _timed(text_of(first)) or _apart(node):
        return None
    return node


def _apart(node: HtmlElement) -> bool:
    return any(box.tag in ("nav", "aside", "footer", "li", "table", "blockquote") for box in node.iterancestors())


def _home(head: HtmlElement, heads: set[HtmlElement]) -> tuple[HtmlElement, HtmlElement]:
    """The element whose children the updates are strung in, and the child in which this one begins."""
    child = head
    for box in head.iterancestors():
        count = 0
        for node in box.iter(*_HEADINGS, "p"):
            count += node in heads
            if count > 1:
                return box, child
        if box.tag in ("body", "html"):
            break
        child = box
    return head.getparent(), head


def _update(
    head: HtmlElement, child: HtmlElement, starts: set[HtmlElement], day: datetime | None, reading: Reading
) -> Found:
    match = _timed(text_of(head) if head.tag != "p" else text_of(next(iter(head))))
    clock = dates.clock(match["time"]) if match else None
    body: list[HtmlElement | str] = []
    if head.tag == "p":
        copied = copy.deepcopy(head)
        copied.tail = None
        bold = next(each for each in copied if isinstance(each.tag, str))
        take_out(bold)
        copied.text = re.sub(r"^\s*[:\-–—|•·]+\s*", "", copied.text or "")
        body.append(copied)
    elif child is not head:
        copied = copy.deepcopy(child)
        copied.tail = None
        place = next((each for each in copied.iter(head.tag) if text_of(each) == text_of(head)), None)
        if place is not None:
            take_out(place)
        body.append(copied)
    body += _following(child, starts, head.tag if head.tag != "p" else "h4")
    local = None
    if day is not None and clock is not None:
        local = day.replace(hour=int(clock[:2]), minute=int(clock[3:]))
    anchors = {value for node in (head, child) if (value := (node.get("id") or "").strip())}
    return Found(
        source_id=next(iter(sorted(anchors)), None),
        anchors=frozenset(anchors),
        heading=(match["rest"].strip() or None) if match else None,
        clock=clock,
        local_at=local,
        blocks=blocks_of(body, reading.cleaner),
    )


def _ends(node: HtmlElement, level: str) -> bool:
    """Whether a heading of this rank or above, such as that of a day, ends the run."""
    first = node if node.tag in _HEADINGS else node.find(".//h2")
    return first is not None and first.tag in _HEADINGS and first.tag <= level


def _days(tree: HtmlElement, heads: list[HtmlElement]) -> dict[HtmlElement, datetime]:
    """The day that each heading stands under; a single day that follows all of them is theirs too."""
    wanted = set(heads)
    current: datetime | None = None
    found: dict[HtmlElement, datetime] = {}
    later: set[datetime] = set()
    begun = False
    for node in tree.iter(*_HEADINGS, "p", "time", "div"):
        if node in wanted:
            begun = True
            if current is not None:
                found[node] = current
            continue
        if node.tag == "time" or len(node) > 2:
            continue
        words = text_of(node)
        is_heading = node.tag in _HEADINGS
        if not 5 < len(words) < _LONGEST_DAY or (dates.clock(words) is not None and not is_heading):
            continue
        if (day := dates.day(words)) is not None and (begun or is_heading):
            current = day
            if begun:
                later.add(day)
    if not found and len(later) == 1 and heads:
        return dict.fromkeys(heads, later.pop())
    return found
