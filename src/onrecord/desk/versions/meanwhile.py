"""Two people revised the head, or the summary, of one coverage: nothing that either of them changed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onrecord.desk.forms import HeadForm, PointsForm
from onrecord.desk.versions.merge import stretches
from onrecord.domain import Coverage
from onrecord.domain.events import CoverageOpened, CoverageRevised, KeyPointsSet, RecordedEvent
from onrecord.newsroom import Newsroom

# Of these every line is a thing of its own, which two people may change each for themselves.
_BY_LINE = frozenset({"points"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Meanwhile:
    """What came between: `values` is what the form shows next, `theirs` what stands where both had changed it."""

    name: str
    values: dict[str, str]
    theirs: dict[str, str]


def head_meanwhile(newsroom: Newsroom, coverage: Coverage, seen: int | None, mine: Mapping[str, str]) -> Meanwhile:
    """The head as it stands now and the one that was typed over the version at `seen`."""
    began = _recorded(newsroom, coverage, seen)
    base = None
    if began is not None and isinstance(began.event, CoverageOpened | CoverageRevised) and began.event.details:
        base = HeadForm.values(began.event.details)
    newest = _recorded(newsroom, coverage, coverage.details_seq)
    return _put_together(newest, base, HeadForm.values(coverage.details), mine)


def summary_meanwhile(newsroom: Newsroom, coverage: Coverage, seen: int | None, mine: Mapping[str, str]) -> Meanwhile:
    """The summary as it stands now and the one that was typed over the version at `seen`."""
    began = _recorded(newsroom, coverage, seen)
    base = PointsForm.values(replace(coverage, key_points=())) if seen == 0 else None
    if began is not None and isinstance(began.event, KeyPointsSet) and began.event.points is not None:
        base = PointsForm.values(replace(coverage, key_points=began.event.points))
    newest = _recorded(newsroom, coverage, coverage.key_points_seq)
    return _put_together(newest, base, PointsForm.values(coverage), mine)


def _recorded(newsroom: Newsroom, coverage: Coverage, seq: int | None) -> RecordedEvent | None:
    if seq is None or not 1 <= seq <= coverage.head:
        return None
    return next(iter(newsroom.log.read(coverage.id, after=seq - 1, limit=1)), None)


def _put_together(
    newest: RecordedEvent | None, base: Mapping[str, str] | None, theirs: Mapping[str, str], mine: Mapping[str, str]
) -> Meanwhile:
    values: dict[str, str] = {}
    shown: dict[str, str] = {}
    for name, stands in theirs.items():
        # Where the words that both began with were erased by law, whatever differs was changed by both.
        began = None if base is None else _plain(base[name])
        values[name], is_conflict = _one(name, began, _plain(stands), _plain(mine.get(name, "")))
        if is_conflict:
            shown[name] = stands
    return Meanwhile(name="" if newest is None else newest.actor, values=values, theirs=shown)


def _one(name: str, base: str | None, theirs: str, mine: str) -> tuple[str, bool]:
    if theirs in (base, mine):
        return mine, False
    if mine == base:
        return theirs, False
    if base is None or name not in _BY_LINE:
        return mine, True
    lines: list[str] = []
    is_conflict = False
    for before, their_lines, my_lines in stretches(*(text.split("\n") for text in (base, theirs, mine))):
        is_mine = my_lines != before
        is_conflict |= is_mine and their_lines not in (before, my_lines)
        lines += my_lines if is_mine else their_lines
    return "\n".join(line for line in lines if line), is_conflict


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
