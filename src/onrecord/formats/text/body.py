"""From the lines of one update to its draft: heading, contributors, time and typed blocks."""

import re
from collections.abc import Mapping
from html import escape

from onrecord.domain.blocks import Block, Divider, Heading, Image, LinkCard, ListBlock, Quote, Text
from onrecord.formats.drafts import UpdateDraft
from onrecord.formats.text import links, names, pictures, times
from onrecord.formats.text.lines import Kind, Line
from onrecord.formats.text.report import Report
from onrecord.formats.text.sentences import CLOSERS, OPENERS, is_caseless, width

_BULLET = re.compile(r"(?:[•*▪●◦‣・■□▸‧⁃]\s?|[-–]\s+|\d{1,2}[.)]\s+)")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s")
_LONG_CAPTION = 60  # narrow letters; a shorter one is hardly two descriptions of one picture


def draft(lines: list[Line], vocabulary: Mapping[str, int], report: Report) -> UpdateDraft | None:
    """The update that the lines make; None where nothing but a time is left of it."""
    label, heading, contributors = "", None, list[str]()
    rest = list(lines)
    while rest:
        line = rest[0]
        if line.kind is Kind.TIME and not label:
            label = line.text
        elif line.kind is Kind.SHORT and heading is None:
            heading, label = line.text, label or line.label
        elif line.kind is Kind.BYLINE and not contributors:
            contributors += names.named(line)
            label = label or line.label
            report.bylines.append(line.text)
        else:
            break
        rest.pop(0)
    label = label or (rest[0].label if rest else "")
    published_at = times.moment(label) if label else None
    if label and published_at is None:
        report.times.append(label)
    blocks = build(rest, vocabulary, report)
    if heading is None and not blocks:
        return None
    return UpdateDraft(
        heading=heading, published_at=published_at, contributors=tuple(contributors), blocks=tuple(blocks)
    )


def build(lines: list[Line], vocabulary: Mapping[str, int], report: Report) -> list[Block]:
    """The typed blocks of a stretch of lines; lines that belong together become one block."""
    blocks: list[Block] = []
    for kind, run in _runs(lines):
        match kind:
            case Kind.ITEM:
                blocks.append(_list([line.text for line in run]))
            case Kind.QUOTED:
                blocks.append(Quote(text="\n\n".join(line.text.lstrip("> ") for line in run)))
            case Kind.ATTRIBUTION:
                _attribute(blocks, run[0].text)
            case Kind.PHOTO | Kind.CREDIT:
                blocks.append(_picture(run[0], vocabulary, report))
            case Kind.TIME:
                report.times.append(run[0].text)
            case _:
                blocks.append(_block(run[0]))
    while blocks and isinstance(blocks[-1], Divider):
        blocks.pop()
    while blocks and isinstance(blocks[0], Divider):
        blocks.pop(0)
    return blocks


def _list(items: list[str]) -> ListBlock:
    """A list whose numbers are its order, where they count from one; else they stay part of the items' words."""
    numbers = [int(found[1]) if (found := _NUMBER.match(item)) else 0 for item in items]
    is_ordered = numbers == list(range(1, len(items) + 1))
    kept = [
        item if number and not is_ordered else without_bullet(item) for number, item in zip(numbers, items, strict=True)
    ]
    return ListBlock(items=tuple(_escaped(item) for item in kept), ordered=is_ordered)


def without_bullet(item: str) -> str:
    """A list's item without its bullet or number."""
    return _BULLET.sub("", item, count=1)


def _runs(lines: list[Line]) -> list[tuple[Kind, list[Line]]]:
    runs: list[tuple[Kind, list[Line]]] = []
    for line in lines:
        if runs and line.kind is runs[-1][0] and line.kind in {Kind.ITEM, Kind.QUOTED}:
            runs[-1][1].append(line)
        else:
            runs.append((line.kind, [line]))
    return runs


def _block(line: Line) -> Block:
    match line.kind:
        case Kind.GRAPHIC:
            return Image(alt=line.text, credit_line=line.credit)
        case Kind.LINK:
            return LinkCard(text=line.text)
        case Kind.ADDRESS:
            return links.referenced(line.text)
        case Kind.SHORT:
            return Heading(text=line.text)
        case Kind.DIVIDER:
            return Divider()
        case _:
            return Text(html=_escaped(line.text))


def _picture(line: Line, vocabulary: Mapping[str, int], report: Report) -> Image:
    alt, caption = line.alt, line.text
    if not alt and caption:
        parts = pictures.parted(caption, vocabulary)
        if parts is not None:
            alt, caption = parts
        elif is_caseless(caption) and width(caption) > _LONG_CAPTION:
            report.unparted.append(caption)
    return Image(alt=alt, caption=caption, credit_line=line.credit)


def _attribute(blocks: list[Block], line: str) -> None:
    """A dash and a name below a quotation say who said it; below anything else they are words like others."""
    above = blocks[-1] if blocks else None
    is_quoted = isinstance(above, Text) and above.words[0] in OPENERS and above.words[-1] in CLOSERS
    if isinstance(above, Quote) and above.attribution is None:
        blocks[-1] = Quote(text=above.text, attribution=line.lstrip("—―– "))
    elif isinstance(above, Text) and (is_quoted or "(@" in line):
        blocks[-1] = Quote(text=above.words, attribution=line.lstrip("—―– "))
    else:
        blocks.append(Text(html=_escaped(line)))


def _escaped(text: str) -> str:
    return escape(text, quote=False)
