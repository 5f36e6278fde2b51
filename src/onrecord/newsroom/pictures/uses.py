"""Where a picture of the library is shown, and taking it out of there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from onrecord.domain import Coverage
from onrecord.domain.blocks import Block, Text
from onrecord.domain.commands import ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import NoSuchUpdate, RevisionConflict
from onrecord.domain.events import RevisionKind
from onrecord.domain.updates import Update
from onrecord.log.search import coverages_with
from onrecord.newsroom.models import Draft
from onrecord.newsroom.newsroom import ATTEMPTS, Newsroom
from onrecord.newsroom.pictures.models import Picture
from onrecord.newsroom.pictures.shown import files_of, withdrawn_in


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """An update that shows the picture as it stands: to readers, or held back from them."""

    coverage: Coverage
    update: Update


def names_of(picture: Picture) -> frozenset[str]:
    """Every file that readers were ever given of this picture."""
    return frozenset(each["name"] for each in picture.renditions) | frozenset(picture.former_names)


def uses_of(newsroom: Newsroom, picture: Picture) -> list[Use]:
    """The updates that show it now; looks through the whole log, so it is for one picture at a time."""
    names = names_of(picture)
    return [
        Use(coverage=coverage, update=update)
        for coverage_id in coverages_with(sorted(names))
        for coverage in (newsroom.load(coverage_id),)
        for update in _shown_in(coverage, names)
    ]


def drafts_with(picture: Picture) -> list[Draft]:
    """The drafts that would show it, the one changed last first."""
    names = sorted(names_of(picture))
    found = {
        draft.pk: draft
        for name in names
        for field in ("content", "ready")
        for draft in Draft.objects.filter(**{f"{field}__icontains": name}).select_related("author")
    }
    return sorted(found.values(), key=lambda draft: draft.changed_at, reverse=True)


def remove_from(newsroom: Newsroom, use: Use, picture: Picture, *, kind: RevisionKind, note: str, actor: str) -> None:
    """Afterwards this update shows the picture no more; a revision says why. Raises a Refusal or LogError.

    What says nothing without its picture says the note instead: an update cannot be empty.
    """
    names = names_of(picture)
    for _ in range(ATTEMPTS):
        coverage = newsroom.load(use.coverage.id)
        update = coverage.updates.get(use.update.id)
        if update is None:
            raise NoSuchUpdate
        content = _content(coverage, update)
        if content is None or not _has(content, names):
            return
        command = ReviseUpdate(
            update_id=update.id,
            content=_without(content, names, note),
            revision_kind=kind,
            note=note,
            expected_revision=update.revision,
        )
        try:
            newsroom.execute(coverage.id, command, actor=actor)
        except RevisionConflict:
            continue
        return
    raise RevisionConflict


def _shown_in(coverage: Coverage, names: frozenset[str]) -> Iterator[Update]:
    for ordinal in range(1, len(coverage.updates) + 1):
        update = coverage.updates.at(ordinal)
        content = _content(coverage, update)
        if content is not None and _has(content, names):
            yield update


def _content(coverage: Coverage, update: Update) -> UpdateContent | None:
    return update.content or coverage.withheld.get(update.id)


def _has(content: UpdateContent, names: frozenset[str]) -> bool:
    return any(_is_it(block, names) for block in content.body)


def _is_it(block: Block, names: frozenset[str]) -> bool:
    return bool(files_of(block) & names)


def _without(content: UpdateContent, names: frozenset[str], note: str) -> UpdateContent:
    """Without it, and without others that were taken down: no revision may show those."""
    gone = withdrawn_in(content.body)
    body = tuple(block for block in content.body if not _is_it(block, names) and block not in gone)
    left = replace(content, body=body)
    is_empty = not (content.heading or "").strip() and not any(block.words.strip() for block in body)
    return replace(left, body=(*body, Text(html=escape(note)))) if is_empty else left
