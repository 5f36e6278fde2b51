"""From one version of an update to the next, as people read it: part by part, with the words that went and came."""

from dataclasses import dataclass

from onrecord.desk.versions.differences import Change, Piece, runs, word_differences
from onrecord.desk.versions.merge import written
from onrecord.desk.words.labels import FIELD_LABELS
from onrecord.domain.content import UpdateContent


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A part of the update: a field by its label, or a block of the body without one."""

    label: str = ""
    pieces: list[Piece]

    @property
    def is_same(self) -> bool:
        return all(piece.change is Change.SAME for piece in self.pieces)


def changes(old: UpdateContent | None, new: UpdateContent) -> list[Line]:
    """The newer version, with what the older one had in the place of it; all of it new if there is no older one."""
    older = old or UpdateContent()
    lines = []
    for name, label in FIELD_LABELS.items():
        was, now = written(getattr(older, name)), written(getattr(new, name))
        if was or now:
            lines.append(Line(label=str(label), pieces=word_differences(was, now)))
    for (i, i_end), (j, j_end) in runs(older.body, new.body):
        if older.body[i:i_end] == new.body[j:j_end]:
            lines += [Line(pieces=[Piece(Change.SAME, written((block,)))]) for block in new.body[j:j_end]]
            continue
        gone = [written((block,)) for block in older.body[i:i_end]]
        came = [written((block,)) for block in new.body[j:j_end]]
        for number in range(max(len(gone), len(came))):
            was, now = "".join(gone[number : number + 1]), "".join(came[number : number + 1])
            lines.append(Line(pieces=word_differences(was, now)))
    return lines
