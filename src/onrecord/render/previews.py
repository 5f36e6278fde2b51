"""The picture that previews of links show of a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.domain import Coverage
from onrecord.domain.blocks import Image
from onrecord.domain.updates import Standing, Update
from onrecord.render.sanitize import clean_src, clean_words

_MOST_PIXELS = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """An absolute address, its size where that is known, and what it shows."""

    url: str
    width: int | None
    height: int | None
    alt: str


def preview_of_page(coverage: Coverage, ordinals: range, site: str) -> Preview | None:
    """The picture of the newest update that has one, or of the pinned one if that does; None where none has."""
    pinned = None if coverage.pinned_update_id is None else coverage.updates.get(coverage.pinned_update_id)
    newest_first = (coverage.updates.at(ordinal) for ordinal in reversed(ordinals) if ordinal <= len(coverage.updates))
    return _first([*([] if pinned is None else [pinned]), *newest_first], site)


def preview_of_update(update: Update, site: str) -> Preview | None:
    """The first picture of one update."""
    return _first([update], site)


def _first(updates: Iterable[Update], site: str) -> Preview | None:
    for update in updates:
        if update.standing is not Standing.PUBLISHED or update.content is None:
            continue
        for block in update.content.body:
            if isinstance(block, Image) and (found := _preview(block, site)) is not None:
                return found
    return None


def _preview(image: Image, site: str) -> Preview | None:
    """The crop made for this, or else the picture as it is."""
    card = image.card
    shown = (image.url, image.width, image.height) if card is None else (card.url, card.width, card.height)
    src = clean_src(shown[0]) if shown[0] else None
    if src is None:
        return None
    url = f"{site}{src}" if src.startswith("/") and not src.startswith("//") else src
    if not url.startswith(("http://", "https://")):
        return None
    width, height = (side if side is not None and 0 < side <= _MOST_PIXELS else None for side in shown[1:])
    return Preview(url=url, width=width, height=height, alt=" ".join(clean_words(image.alt).split()))
