"""What stands on a page more than once: buttons, lists of headings, an update held above the others."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from onrecord.formats.drafts import UpdateDraft
from onrecord.formats.text.lines import Kind, Line
from onrecord.formats.text.sentences import is_stopped, width

_LISTED = "a list of headings that stand again with their words"
_BODY = frozenset(
    {Kind.PROSE, Kind.PHOTO, Kind.LINK, Kind.ADDRESS, Kind.QUOTED, Kind.CREDIT, Kind.GRAPHIC, Kind.BYLINE}
)
_LEAST_LISTED = 2
_LEAST_COPIED = 40  # letters; less may well be said twice


def drop_buttons(lines: list[Line]) -> None:
    """A few words that stand alone again and again are a button or an advertisement's label, or a call to read on."""
    counts = Counter(line.text for line in lines if len(line.text) <= 60)
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    bodied = {line.text for index, line in enumerate(live) if line.kind is Kind.SHORT and _has_body(live, index)}
    for line in lines:
        times_seen = counts[line.text] if len(line.text) <= 60 else 0
        if (
            times_seen > 1
            and line.kind is Kind.PROSE
            and len(line.text.split()) <= 6
            and is_stopped(line.text)
            and width(line.text) <= 40
        ):
            line.kind = Kind.LINK
        elif (
            (times_seen > 2 or (times_seen > 1 and line.text not in bodied))
            and line.kind is Kind.SHORT
            and not line.label
            and width(line.text) <= 30
        ):
            line.drop("page furniture")


def drop_lists(lines: list[Line]) -> None:
    """Drop headings that stand without words where they stand again, once, with them: the page's key events."""
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(live):
        if line.kind in {Kind.SHORT, Kind.ITEM, Kind.LINK}:
            places[_bare(line.text)].append(index)
    listed = set()
    for same in places.values():
        bodied = [index for index in same if live[index].kind is Kind.SHORT and _has_body(live, index)]
        if len(same) > 1 and bodied:
            listed |= {index for index in same if not _has_body(live, index)}
    if len(listed) < _LEAST_LISTED:
        return
    for index in listed:
        live[index].drop(_LISTED)
    for index in listed:
        if (
            index
            and live[index - 1].kind is Kind.TIME
            and (index + 1 == len(live) or live[index + 1].kind is not Kind.SHORT)
        ):
            live[index - 1].drop(_LISTED)


def _bare(text: str) -> str:
    return "".join(sign for sign in text[:200].casefold() if sign.isalnum())


def _has_body(live: list[Line], index: int) -> bool:
    after = index + 1
    while after < len(live) and live[after].kind is Kind.TIME:
        after += 1
    return after < len(live) and live[after].kind in _BODY and not live[after].label


def once(drafts: Sequence[UpdateDraft]) -> tuple[list[UpdateDraft], list[str]]:
    """The updates, each once, where it stands last; and the heading or opening words of each copy left out."""
    kept: dict[object, UpdateDraft] = {}
    copies: list[str] = []
    for place, draft in enumerate(drafts):
        words = "\n".join(block.words for block in draft.blocks)
        name: object = (draft.heading, words) if len(words) >= _LEAST_COPIED else place
        if kept.pop(name, None) is not None:
            copies.append(draft.heading or words[:60])
        kept[name] = draft
    return list(kept.values()), copies
