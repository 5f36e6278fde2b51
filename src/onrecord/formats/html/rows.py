"""Pages that set times in a column of their own: table rows and description lists."""

from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from onrecord.formats.html import dates
from onrecord.formats.html.elements import short_text, text_of
from onrecord.formats.html.entry import Reading, entry
from onrecord.formats.html.found import Source
from onrecord.formats.text import times as labels

_LEAST = 3
_LEAST_WORDS = 40  # letters of most entries; those of timetables and programmes are shorter


def read(reading: Reading) -> Source | None:
    """The updates beside such times; None where the page has fewer than three, or they are too short to be updates."""
    pairs = list(_pairs(reading.page.tree))
    lengths = sorted(len(text_of(box)) for _, box in pairs)
    if len(pairs) < _LEAST or lengths[len(lengths) // 2] < _LEAST_WORDS:
        return None
    updates = []
    for stamp, box in pairs:
        found = entry(box, reading)
        words = text_of(stamp)
        updates.append(
            replace(
                found,
                published_at=found.published_at or labels.moment(words),
                clock=found.clock or dates.clock(words),
            )
        )
    return Source(name="rows with times", updates=[each for each in updates if each.heading or each.blocks])


def _pairs(tree: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    for node in tree.iter("dt", "tr"):
        cells = [node, node.getnext()] if node.tag == "dt" else [cell for cell in node if cell.tag in ("td", "th")]
        if len(cells) != 2 or cells[1] is None or cells[1].tag == "dt":
            continue
        words = short_text(cells[0], labels.LONGEST)
        if words and labels.is_time(words):
            yield cells[0], cells[1]
