"""Two revisions of one update that began with the same words, put together part by part. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.desk.typed.notation import from_text, to_text
from onrecord.desk.versions.differences import matches
from onrecord.desk.words.labels import FIELD_LABELS
from onrecord.desk.words.languages import comma
from onrecord.domain.blocks import Block
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import Refusal

# What somebody decides about one part.
MINE, THEIRS, BOTH, EDITED = "mine", "theirs", "both", "edited"
FIELDS = tuple(FIELD_LABELS)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the body, or a field, in all three: `name` is the field's, or the stretch's number."""

    name: str
    base: Any
    theirs: Any
    mine: Any

    @property
    def is_body(self) -> bool:
        return self.name.isdecimal()

    @property
    def is_same(self) -> bool:
        return bool(self.base == self.theirs == self.mine)

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, and differently: somebody has to choose."""
        return bool(self.mine not in (self.base, self.theirs) and self.theirs != self.base)

    @property
    def default(self) -> str:
        """What is taken unless somebody chooses: the one side's that changed it; nothing for a conflict."""
        if self.is_conflict:
            return ""
        return THEIRS if self.mine == self.base else MINE


def parts(base: UpdateContent, theirs: UpdateContent, mine: UpdateContent) -> list[Part]:
    """All parts of the three, the fields first, then the body from top to bottom."""
    fields = [Part(name, getattr(base, name), getattr(theirs, name), getattr(mine, name)) for name in FIELDS]
    cut = stretches(base.body, theirs.body, mine.body)
    return [*fields, *(Part(str(number), *three) for number, three in enumerate(cut))]


def merged(
    all_parts: Sequence[Part], decisions: Callable[[Part], tuple[str, str]], theirs: UpdateContent
) -> UpdateContent:
    """What comes of a decision, and a text where that is EDITED, on each part; raises Undecided or UnknownBlock."""
    fields: dict[str, Any] = {}
    body: list[Block] = []
    undecided: list[str] = []
    for part in all_parts:
        choice, text = decisions(part)
        if part.is_same:
            choice = MINE
        elif choice not in (MINE, THEIRS, BOTH, EDITED) or (choice == BOTH and not part.is_body):
            choice = part.default
        if not choice:
            undecided.append(part.name)
        elif part.is_body:
            body += _stretch(part, choice, text)
        else:
            is_typed = choice == EDITED and isinstance(part.mine or part.theirs or "", str)
            fields[part.name] = (text.strip() or None) if is_typed else part.theirs if choice == THEIRS else part.mine
    if undecided:
        raise Undecided(undecided)
    return replace(theirs, **fields, body=tuple(body))


class Undecided(Refusal):
    """Both of you have changed the same part: choose what is to stand there."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(type(self).__doc__)
        self.names = names


def _stretch(part: Part, choice: str, text: str) -> Sequence[Block]:
    match choice:
        case "theirs":
            return tuple(part.theirs)
        case "both":
            return (*part.theirs, *(block for block in part.mine if block not in part.theirs))
        case "edited":
            return from_text(text, tuple(dict.fromkeys((*part.mine, *part.theirs, *part.base))))
        case _:
            return tuple(part.mine)


def stretches(base: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Base, theirs and mine cut at what stands in all three."""
    in_theirs, in_mine = dict(matches(base, theirs)), dict(matches(base, mine))
    b = t = m = 0
    for kept in [*sorted(in_theirs.keys() & in_mine.keys()), len(base)]:
        t_kept, m_kept = in_theirs.get(kept, len(theirs)), in_mine.get(kept, len(mine))
        if kept == len(base):
            t_kept, m_kept = len(theirs), len(mine)
        before = base[b:kept], theirs[t:t_kept], mine[m:m_kept]
        # As many in each: then the first is the first, changed, and so on, and each can be decided by itself.
        if len({len(three) for three in before}) == 1:
            yield from (tuple((block,) for block in three) for three in zip(*before, strict=True))
        else:
            yield before
        if kept < len(base):
            yield (base[kept],), (base[kept],), (base[kept],)
        b, t, m = kept + 1, t_kept + 1, m_kept + 1


def written(value: Any) -> str:
    """A part as people read and type it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case tuple() if value and isinstance(value[0], Block):
            return to_text(value)
        case tuple():
            return comma().join(getattr(each, "name", None) or str(each) for each in value)
    name, url = getattr(value, "name", None), getattr(value, "url", None)
    return " ".join(part for part in (name, url) if part) or str(value)
