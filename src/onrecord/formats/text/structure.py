"""Which lines are headings, which belong to an update and which to the page: judged by form and by neighbours.

A heading is a short line that does not end as a sentence, with something below it. Nothing here knows a subject or a
site; the few words that are looked for (calls to read on, credit labels, page furniture) have modules of their own.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from onrecord.formats.text import furniture, links, names, pictures, repeats, stamps, times
from onrecord.formats.text.lines import Kind, Line
from onrecord.formats.text.sentences import (
    OPENERS,
    is_asked,
    is_open,
    is_stopped,
    sentences,
    tail,
    width,
)

_WIDEST_HEADING = 150
_WIDEST_ASKED = 100
_LONGEST_LINE = 1500
_WIDEST_TRAILING = 60
_NOTICES_ENOUGH = 2  # one may be the news: a post that a court had removed
_LIST_ENOUGH = 3  # items that stand alone; fewer may be lists of one
_BULLET = re.compile(r"(?:[•*▪●◦‣・■□▸‧⁃]\s?|[-–]\s+)(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_HASHED = re.compile(r"#{1,6}\s+(?=\S)")  # a scrape that writes headings as Markdown does
_RULE = re.compile(r"[-–—_=*+~.·•#⁂\s]{3,}$")
_DASHED = re.compile(r"[—―–]\s?(?=\S)")
_MAIL = re.compile(r"\S@\S+\.\w|https?://|www\.")
_BODY = frozenset({Kind.PROSE, Kind.PHOTO, Kind.LINK, Kind.ADDRESS, Kind.ITEM, Kind.QUOTED, Kind.CREDIT})


def classify(lines: list[Line]) -> Mapping[str, int]:
    """Give each line its kind, by its form and its neighbours; returns the words by which pictures are parted."""
    vocabulary = pictures.vocabulary_of(line.text for line in lines)
    stamps.cut(lines)
    for line in lines:
        _classify_alone(line, vocabulary)
    stamps.join(lines)
    _drop_flags(lines)
    _unnumber(lines)
    _raise_items(lines)
    names.settle(lines)
    repeats.drop_buttons(lines)
    repeats.drop_lists(lines)
    _drop_newsletters(lines)
    _take_labelled_captions(lines)
    _join_captions(lines)
    _settle_short(lines)
    _settle_graphics(lines)
    return vocabulary


def _classify_alone(line: Line, vocabulary: Mapping[str, int]) -> None:
    if len(line.text) > _LONGEST_LINE:
        return
    if line.text.startswith("++") and line.text.endswith("++"):
        _cut_crosses(line, line.text.strip("+ \xa0"))
    elif hashed := _HASHED.match(line.text):
        line.text = line.text[hashed.end() :]
    text = line.text
    if _RULE.match(text):
        line.kind = Kind.DIVIDER
    elif links.is_address(text):
        line.kind = Kind.ADDRESS
    elif times.is_time(text):
        line.kind = Kind.TIME
    elif times.is_day(text):
        line.kind = Kind.DATE
    elif (furniture.is_furniture(text) or not any(map(str.isalnum, text))) and not line.label:
        line.drop("page furniture")
    elif links.is_link(text, is_stopped=is_stopped(text)):
        line.kind = Kind.LINK
    elif _BULLET.match(text):
        line.kind = Kind.ITEM
    elif text.startswith(">") and text.strip("> "):
        line.kind = Kind.QUOTED
    elif names.byline(text):
        line.kind = Kind.BYLINE
    elif not line.label and (found := pictures.credited(text)):
        line.credit, line.text = found.credit, found.words
        line.kind = (
            Kind.CREDIT if not found.words else Kind.GRAPHIC if pictures.graphic_label(found.words) else Kind.PHOTO
        )
    elif not line.label and pictures.is_run_together(text, vocabulary):
        line.kind = Kind.PHOTO
    elif _DASHED.match(text) and not is_stopped(text) and not is_open(text) and len(text) <= 120:
        line.kind = Kind.ATTRIBUTION
    elif pictures.graphic_label(text) == "sure":
        line.kind = Kind.GRAPHIC
    elif _is_short(text):
        line.kind = Kind.SHORT


def _cut_crosses(line: Line, inner: str) -> None:
    """A ticker's "+++ 12:31 Heading +++": the signs are decoration, the time a label."""
    if not inner:
        return
    label, rest = times.front(inner)
    line.label, line.text = (label or line.label), rest


def _is_short(text: str) -> bool:
    columns = width(text)
    if text.endswith("...") and columns <= _WIDEST_TRAILING and not _MAIL.search(text):
        return sentences(text.rstrip(".")) == 1 and not text[0].islower()
    if columns > _WIDEST_HEADING or is_stopped(text) or is_open(text) or _MAIL.search(text):
        return False
    first = text.lstrip("".join(OPENERS))[:1]
    if first.islower() and not text[1:2].isupper():
        return False
    if text[0] in "(（[" and text[-1] in ")）]":
        return False
    if is_asked(text):
        is_speech = text[0] in '"“„«' and tail(text) != text[-1]
        return not is_speech and columns <= _WIDEST_ASKED and sentences(text) == 1
    return columns <= 100 or sentences(text) == 1


def _unnumber(lines: list[Line]) -> None:
    """Numbered lines are a list where a neighbour is numbered too; alone, a number is part of a heading."""
    numbered = [_NUMBER.match(line.text) is not None and line.kind in {Kind.SHORT, Kind.PROSE} for line in lines]
    for index, line in enumerate(lines):
        beside = (index > 0 and numbered[index - 1]) or (index + 1 < len(lines) and numbered[index + 1])
        if numbered[index] and beside:
            line.kind = Kind.ITEM


def _raise_items(lines: list[Line]) -> None:
    """Bullets and numbers that stand before headings, one before each: the page is one list of updates."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    headings = [line for line in live if line.kind is Kind.SHORT]
    alone = [
        line
        for above, line, after in zip([Line(""), *live], live, live[1:], strict=False)
        if line.kind is Kind.ITEM
        and above.kind is not Kind.ITEM
        and after.kind in {Kind.PROSE, Kind.PHOTO, Kind.QUOTED, Kind.TIME, Kind.BYLINE}
        and _is_short(_BULLET.sub("", line.text, count=1))
    ]
    if len(alone) >= _LIST_ENOUGH and len(alone) > 2 * len(headings):
        for line in alone:
            line.kind, line.text = Kind.SHORT, _BULLET.sub("", line.text, count=1)
    counted = [int(found[1]) for line in headings if (found := _NUMBER.match(line.text))]
    ascending = list(range(1, len(counted) + 1))
    is_counted = len(counted) >= _LIST_ENOUGH and counted in (ascending, ascending[::-1])
    if is_counted and len(counted) * 2 >= len(headings):
        for line in headings:
            line.text = _NUMBER.sub("", line.text, count=1)


def _drop_newsletters(lines: list[Line]) -> None:
    is_within = False
    for line in lines:
        opens = line.kind in {Kind.SHORT, Kind.PROSE, Kind.LINK} and furniture.opens_newsletter(line.text)
        is_within = opens or (is_within and furniture.is_mailing(line.text))
        if is_within:
            line.drop("a call to sign up")


def _drop_flags(lines: list[Line]) -> None:
    """A word like "Breaking" above or below a heading is no heading; notices in place of embeds are no news."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    notices = [line for line in live if furniture.is_embed_notice(line.text) and not line.label]
    if len(notices) >= _NOTICES_ENOUGH:
        for line in notices:
            line.drop("a notice in place of an embed")
    for above, line, after in zip([Line(""), *live], live, [*live[1:], Line("")], strict=False):
        if line.kind is Kind.SHORT and furniture.is_flag(line.text) and Kind.SHORT in {above.kind, after.kind}:
            line.drop("page furniture")


def _take_labelled_captions(lines: list[Line]) -> None:
    """ "Image caption, ..." and the line below a label of that kind are captions."""
    label: Line | None = None
    for line in lines:
        if line.kind is Kind.DROPPED:
            continue
        if label is not None and line.kind in {Kind.SHORT, Kind.PROSE}:
            line.kind = Kind.PHOTO
            label.drop("page furniture")
        label = None
        if line.kind in {Kind.SHORT, Kind.PROSE} and (words := pictures.captioned(line.text)) is not None:
            if words:
                line.text, line.kind = words, Kind.PHOTO
            else:
                label = line


def _join_captions(lines: list[Line]) -> None:
    """A credit on a line of its own belongs to the caption above it, and alt text to a caption that repeats it."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    for index, line in enumerate(live):
        above = live[index - 1] if index else None
        before = live[index - 2].kind if index > 1 else None
        after = live[index + 1].kind if index + 1 < len(live) else None
        if line.kind is Kind.CREDIT:
            if above is not None and _takes_credit(above, before, after):
                above.kind, above.credit = Kind.PHOTO, line.credit
                line.kind = Kind.DROPPED
            else:
                line.kind = Kind.PHOTO
        elif line.kind is Kind.PHOTO and above is not None and before is not None and _is_alt(above, line):
            line.alt = above.text
            above.kind = Kind.DROPPED


def _takes_credit(above: Line, before: Kind | None, after: Kind | None) -> bool:
    if above.kind is Kind.PHOTO:
        return not above.credit
    # Between a heading and its prose the short line is the heading, unless another one stands above it.
    return above.kind is Kind.SHORT and not above.label and (after not in _BODY or before is Kind.SHORT)


def _is_alt(above: Line, photo: Line) -> bool:
    is_free = above.kind is Kind.SHORT and not above.label and len(above.text) > 20
    return is_free and pictures.repeats(above.text, photo.text)


def _settle_short(lines: list[Line]) -> None:
    """Lines that could be headings by their form, and are not by where they stand."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    for index, line in enumerate(live):
        after = live[index + 1].kind if index + 1 < len(live) else None
        if (
            line.kind is Kind.SHORT
            and is_asked(line.text)
            and after not in _BODY | {Kind.GRAPHIC, Kind.TIME, Kind.BYLINE}
        ):
            line.kind = Kind.PROSE
    for above, line in pairwise(live):
        # A linked article's title, said again below the heading that took it over.
        if line.kind is Kind.SHORT and above.kind is Kind.SHORT and line.text == above.text and not line.label:
            line.kind = Kind.PROSE
    for line, after_line in pairwise(live):
        # A post of somebody's, with the line that says whose it is below it.
        if line.kind is Kind.SHORT and after_line.kind is Kind.ATTRIBUTION and "(@" in after_line.text:
            line.kind = Kind.PROSE
    _settle_unstopped(live)
    short = sum(1 for line in live if line.kind is Kind.SHORT)
    if short * 2 > len(live):
        return
    run: list[Line] = []
    for line in [*live, Line("")]:
        if line.kind is Kind.SHORT and not line.label:
            run.append(line)
            continue
        # Six in a row are a table, a poem or a list without bullets; the last one heads what follows.
        if len(run) > 5:
            for inner in run[:-1]:
                inner.kind = Kind.PROSE
        run = []


def _settle_unstopped(live: list[Line]) -> None:
    """A long line between a heading and prose is a paragraph that lost its full stop, not a second heading."""
    widths = sorted(width(line.text) for line in live if line.kind is Kind.SHORT)
    if not widths:
        return
    usual = max(90, widths[len(widths) // 2] * 3 // 2)
    for above, line, after in zip(live, live[1:], live[2:], strict=False):
        is_between = above.kind is Kind.SHORT and after.kind is Kind.PROSE
        if line.kind is Kind.SHORT and not line.label and is_between and width(line.text) > usual:
            line.kind = Kind.PROSE


def _settle_graphics(lines: list[Line]) -> None:
    """ "Map: ..." is a heading where words follow it and the label of a graphic where the next heading does."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    own_time = {Kind.TIME} if stamps.stand_below(live) else set[Kind]()
    for line, after in reversed(list(pairwise([*live, Line("", kind=Kind.DIVIDER)]))):
        is_bare = after.kind not in _BODY | {Kind.BYLINE, Kind.ATTRIBUTION} | own_time
        if line.kind is Kind.SHORT and is_bare and not line.label and pictures.graphic_label(line.text):
            line.kind = Kind.GRAPHIC
