"""Where each update begins, and what stands above the first and below the last."""

from dataclasses import dataclass

from onrecord.formats.text import furniture, stamps
from onrecord.formats.text.lines import Kind, Line
from onrecord.formats.text.sentences import is_caseless, sentences, width

LEADS_OVER = "the line that leads over to the updates"
_LEAD_IN = 110  # narrow letters; a longer sentence with a colon says something itself
_MARKS_ENOUGH = 3


@dataclass(slots=True)
class Parts:
    """The page in three: lines above the updates, each update's lines, and whether times mark the updates."""

    intro: list[Line]
    updates: list[list[Line]]
    is_timed: bool


def part(lines: list[Line]) -> Parts:
    """The lines above the first update and those of each update; what frames the page is dropped by reason."""
    _drop_ends(lines)
    live = _without_page_time([line for line in lines if line.kind is not Kind.DROPPED])
    live = _without_summary_title(live)
    marks, is_timed = _marks(live)
    starts = _after_lead_in(live, _starts(live, marks))
    if not starts:
        return Parts(live, [], is_timed)
    updates: list[list[Line]] = []
    for index in range(min(starts), len(live)):
        if index in starts:
            updates.append([])
        updates[-1].append(live[index])
    return Parts(live[: min(starts)], updates, is_timed)


def _drop_ends(lines: list[Line]) -> None:
    live = [line for line in lines if line.kind is not Kind.DROPPED]
    for line in live[:3] + live[-6:]:
        if furniture.is_legal(line.text):
            line.drop("a note on rights or cookies")
    live = [line for line in live if line.kind is not Kind.DROPPED]
    related = len(live)
    while related and live[related - 1].kind in {Kind.SHORT, Kind.LINK, Kind.ADDRESS, Kind.ITEM}:
        related -= 1
    for index in range(related, len(live)):
        if furniture.opens_related(live[index].text):
            for line in live[index:]:
                line.drop("links to other articles")
            live = live[:index]
            break
    while len(live) > 1 and _is_closing(live[-1], live[-2]):
        live.pop().drop("below the last update")


def _is_closing(line: Line, above: Line) -> bool:
    if furniture.is_closing(line.text):
        return True
    # A heading with nothing below it, at the very end, is a button, unless the page's other updates are as bare.
    is_small = width(line.text) <= 30 and (len(line.text.split()) <= 4 or is_caseless(line.text))
    return line.kind is Kind.SHORT and not line.label and is_small and above.kind not in {Kind.SHORT, Kind.TIME}


def _without_page_time(live: list[Line]) -> list[Line]:
    """The lines without days, and without the page's own time of publication above its first paragraph."""
    for line in live:
        if line.kind is Kind.DATE:
            line.drop("a day without a time")
    live = [line for line in live if line.kind is not Kind.DROPPED]
    timed = [index for index, line in enumerate(live) if line.kind is Kind.TIME]
    headed = sum(1 for index in timed if _next_kind(live, index) in {Kind.SHORT, Kind.BYLINE})
    is_page_time = headed * 2 > len(timed) or len(timed) == 1
    for line in live[:3]:
        if line.kind is Kind.TIME and is_page_time and _next_kind(live, live.index(line)) is not Kind.SHORT:
            line.drop("the page's own time")
        elif line.kind is not Kind.BYLINE:
            break
    return [line for line in live if line.kind is not Kind.DROPPED]


def _without_summary_title(live: list[Line]) -> list[Line]:
    """The lines without the title of the points above the updates: these are the page's, not an update's."""
    first = next((index for index, line in enumerate(live) if line.kind in {Kind.SHORT, Kind.TIME} or line.label), None)
    if first is None:
        return live
    below = first + 1
    while below < len(live) and live[below].kind is Kind.ITEM:
        below += 1
    is_list = below < len(live) and (live[below].kind in {Kind.SHORT, Kind.TIME} or bool(live[below].label))
    if (
        is_list
        and live[first].kind is Kind.SHORT
        and not live[first].label
        and furniture.opens_summary(live[first].text)
    ):
        live[first].drop("the title of the points above the updates")
        return [line for line in live if line.kind is not Kind.DROPPED]
    return live


def _next_kind(live: list[Line], index: int) -> Kind | None:
    return live[index + 1].kind if index + 1 < len(live) else None


def _marks(live: list[Line]) -> tuple[set[int], bool]:
    """Where updates begin by what the page itself sets between them: times, else rules, else wider gaps."""
    times = _by_times(live)
    if times:
        return times, True
    rules = _by_rules(live)
    return (rules or _by_gaps(live)), False


def _by_times(live: list[Line]) -> set[int]:
    are_below = stamps.stand_below(live)
    marks = set()
    for index, line in enumerate(live):
        if line.label:
            is_headed = line.kind is not Kind.SHORT and index > 0 and _is_bare_heading(live[index - 1])
            marks.add(index - 1 if is_headed else index)
        elif line.kind is Kind.TIME:
            is_under_heading = are_below and index > 0 and live[index - 1].kind is Kind.SHORT
            marks.add(index - 1 if is_under_heading else index)
    return marks


def _is_bare_heading(line: Line) -> bool:
    return line.kind is Kind.SHORT and not line.label


def _by_rules(live: list[Line]) -> set[int]:
    after = {
        index + 1
        for index, line in enumerate(live[:-1])
        if line.kind is Kind.DIVIDER and live[index + 1].kind is not Kind.DIVIDER
    }
    headed = sum(1 for index in after if live[index].kind is Kind.SHORT)
    short = sum(1 for line in live if line.kind is Kind.SHORT)
    is_between_updates = len(after) >= 2 and (headed * 2 >= len(after) or (short == 0 and len(after) >= _MARKS_ENOUGH))
    return after if is_between_updates else set()


def _by_gaps(live: list[Line]) -> set[int]:
    """The first lines after wider gaps, where these are headings nearly always and other lines hardly ever are."""
    gaps = sorted({line.gap for line in live[1:]})[1:]
    for gap in gaps[:4]:
        firsts = [index for index, line in enumerate(live) if index and line.gap >= gap]
        if len(firsts) < _MARKS_ENOUGH:
            break
        headed = sum(1 for index in firsts if live[index].kind is Kind.SHORT)
        inside = sum(1 for line in live[1:] if line.kind is Kind.SHORT and line.gap < gap)
        # Each heading above a gap of its own says that gaps part paragraphs here, not updates.
        has_bodies = sum(1 for index in firsts if index + 1 < len(live) and live[index + 1].gap < gap) * 3 >= 2 * len(
            firsts
        )
        if headed * 5 >= 4 * len(firsts) and inside * 4 <= len(firsts) and has_bodies:
            return set(firsts)
    return set()


def _starts(live: list[Line], marks: set[int]) -> set[int]:
    attached = set()
    for index in sorted(marks):
        attached.add(index)
        below = index + 1
        while below < len(live) and live[below].kind in {Kind.BYLINE, Kind.TIME} and below not in marks:
            below += 1
        is_label = live[index].kind in {Kind.TIME, Kind.BYLINE}
        if is_label and below < len(live) and live[below].kind is Kind.SHORT:
            attached.add(below)
    others = {index for index, line in enumerate(live) if line.kind is Kind.SHORT and index not in attached}
    later = {index for index in others if marks and index > min(marks)}
    if len(marks) >= _MARKS_ENOUGH and len(later) * 5 <= len(marks) * 2:
        return marks
    headed = sum(1 for index in marks if live[index].kind is Kind.SHORT or index + 1 in attached)
    # Where nearly every time has its heading, headings between them are parts of updates.
    if len(marks) >= _MARKS_ENOUGH and headed * 4 >= len(marks) * 3 and len(later) <= len(marks):
        return marks
    return marks | others


def _after_lead_in(live: list[Line], starts: set[int]) -> set[int]:
    """The starts without those above the line that leads over to the updates, which is dropped."""
    if not starts:
        return starts
    for index in range(min(len(live) - 1, 40)):
        line = live[index]
        earlier = {start for start in starts if start <= index}
        if index + 1 in starts and _is_lead_in(line, earlier, index):
            line.drop(LEADS_OVER)
            return starts - earlier
    first = min(starts)
    bare = sum(1 for start in starts if start + 1 in starts or start + 1 == len(live))
    # The first heading stands alone where hardly any other does: a line about the page, not an update.
    if _is_bare_heading(live[first]) and first + 1 in starts and first > 0 and bare * 5 <= len(starts):
        return starts - {first}
    # One longer heading right below the headline with the next right below it: the standfirst, without its full stop.
    if first == 0 and live[0].kind is Kind.SHORT and not live[0].label and 1 in starts and width(live[0].text) >= 40:
        return starts - {0}
    return starts


def _is_lead_in(line: Line, earlier: set[int], index: int) -> bool:
    names_updates = furniture.names_updates(line.text[:500])
    is_colon = line.text.endswith((":", "："))
    longest, most = (2 * _LEAD_IN, 3) if is_colon and names_updates else (_LEAD_IN, 1)
    if line.label or width(line.text) > longest or sentences(line.text) > most:
        return False
    if line.kind is Kind.SHORT:
        is_first = earlier == {index} or (len(earlier) == 1 and index <= 2)
        return names_updates and is_first and width(line.text) <= 70
    if line.kind is not Kind.PROSE:
        return False
    if is_colon:
        return not earlier or (names_updates and len(earlier) <= 3) or (earlier == {0} and index <= 12)
    return names_updates and not earlier
