"""When an update was published and revised, as its element says it or shows it."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from onrecord.formats.html import dates
from onrecord.formats.html.elements import inside, owns, short_text, text_of
from onrecord.formats.text import times as labels

TIME_BOX = re.compile(
    r"(?:^|[\s_-])(?:time|date|timestamp|datetime|published|zeit|uhrzeit|datum|hora|heure|ora)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PROSE = 40  # characters of a paragraph that is more than a time or a name
_REVISED = re.compile(r"updat|modif|edited|aktualisiert|geändert", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Times:
    """The published and revised values, the time of day on show, and the elements that a body must not repeat."""

    published: object = None
    revised: object = None
    clock: str | None = None
    boxes: tuple[HtmlElement, ...] = ()


def times_of(node: HtmlElement, heading: HtmlElement | None) -> Times:
    """The times that an update shows or carries, and the boxes that show them."""
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
    has_begun = False
    for box in node.iter("time", "span", "div", "p", "meta", "a", "small", "strong", "b", "i", "em", "relative-time"):
        prop = f"{box.get('itemprop') or ''} {box.get('property') or ''}"
        classes = box.get("class") or ""
        is_time = (
            box.tag in ("time", "relative-time")
            or "date" in prop
            or box.get("data-timestamp")
            or box.get("data-datetime")
        )
        words = short_text(box, labels.LONGEST)
        if (box.tag == "p" and not is_time and len(words) > _PROSE) or (box.tag == "p" and not words and text_of(box)):
            has_begun = True
        is_label = bool(words) and labels.is_time(words) and (not has_begun or labels.is_revision(words))
        is_named = bool(words) and bool(TIME_BOX.search(classes)) and (dates.clock(words) or dates.day(words))
        if not is_time and (not (is_label or is_named) or box.find(".//time") is not None):
            continue
        if not owns(box, node) or inside(box, node, ("blockquote", "figure")) or _in_prose(box, node):
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
        words = words or text_of(box)
        if value is None and (told := labels.moment(words)) is not None and is_label:
            value = told.isoformat()
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
        if heading is None or not inside(box, node, (heading.tag,)):
            boxes.append(box)
    return Times(published=published, revised=revised, clock=shown, boxes=tuple(boxes))


def _in_prose(box: HtmlElement, node: HtmlElement) -> bool:
    """Whether a time stands in the middle of a sentence, and so belongs to the body."""
    parent = box.getparent()
    if parent is None or parent is node or parent.tag not in ("p", "li", "td"):
        return False
    return not short_text(parent, len(text_of(box)) + 60)
