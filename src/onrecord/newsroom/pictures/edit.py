"""What the desk says of a picture."""

import math

from django.db import transaction

from onrecord.newsroom.darkroom import develop
from onrecord.newsroom.pictures.errors import BadFocalPoint, PictureWithdrawn
from onrecord.newsroom.pictures.files import keep_renditions, original_at_hand, remove_renditions
from onrecord.newsroom.pictures.models import Picture, StoredRendition
from onrecord.newsroom.pictures.search import search_words
from onrecord.render.sanitize import clean_words

_LONGEST = 5_000
# Crops around other points stay for the updates that show them; a picture is not turned about more often than this.
_MOST_CARDS = 12


def describe(
    picture: Picture, *, alt: str | None = None, caption: str | None = None, credit_line: str | None = None
) -> Picture:
    """The picture with these words, cleaned; None leaves what stands. What is published already keeps its own."""
    for name, words in (("alt", alt), ("caption", caption), ("credit_line", credit_line)):
        if words is not None:
            setattr(picture, name, clean_words(words.replace("\0", "")).strip()[:_LONGEST])
    picture.search_words = search_words(picture)
    picture.save(update_fields=["alt", "caption", "credit_line", "search_words"])
    return picture


def set_focal_point(picture: Picture, x: float, y: float) -> Picture:
    """The picture with the point that a crop must keep, from the left and the top, and a crop that does.

    Raises BadFocalPoint, or PictureWithdrawn. Updates that are published show the crop that they were published with.
    """
    if not all(math.isfinite(each) and 0 <= each <= 1 for each in (x, y)):
        raise BadFocalPoint
    picture.refresh_from_db()
    picture.focal_x, picture.focal_y = x, y
    card = _made_card(picture)
    with transaction.atomic():
        row = Picture.objects.select_for_update().get(pk=picture.pk)
        if row.is_withdrawn:
            remove_renditions(card)
            raise PictureWithdrawn
        row.focal_x, row.focal_y = x, y
        rest, cards = _parted(row.renditions)
        was_there = _same(cards, row)  # in the meantime, where two do the same at once
        cards = [each for each in cards if each not in was_there] + (was_there or card)
        row.renditions = rest + cards[-_MOST_CARDS:]
        row.save(update_fields=["focal_x", "focal_y", "renditions"])
    remove_renditions(cards[:-_MOST_CARDS] + (card if was_there else []))
    return row


def _made_card(picture: Picture) -> list[StoredRendition]:
    """A new crop around the point; none where there is one already."""
    if picture.is_withdrawn:
        raise PictureWithdrawn
    if _same(_parted(picture.renditions)[1], picture):
        return []
    with original_at_hand(picture.original) as (source, folder):
        return keep_renditions(develop(source, folder, picture.focal_point, is_card_alone=True), picture.focal_point)


def _parted(renditions: list[StoredRendition]) -> tuple[list[StoredRendition], list[StoredRendition]]:
    """The whole picture's renditions, and its crops from the first made to the last."""
    rest = [each for each in renditions if "card" not in each]
    return rest, [each for each in renditions if "card" in each]


def _same(cards: list[StoredRendition], picture: Picture) -> list[StoredRendition]:
    return [each for each in cards if each["card"] == list(picture.focal_point)]
