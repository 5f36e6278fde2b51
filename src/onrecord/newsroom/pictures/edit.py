"""What the desk says of a picture."""

import math

from onrecord.newsroom.pictures.errors import BadFocalPoint
from onrecord.newsroom.pictures.models import Picture
from onrecord.newsroom.pictures.search import search_words
from onrecord.render.sanitize import clean_words

_LONGEST = 5_000


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
    """The picture with the point that a crop must keep, from the left and the top; raises BadFocalPoint."""
    if not all(math.isfinite(each) and 0 <= each <= 1 for each in (x, y)):
        raise BadFocalPoint
    picture.focal_x, picture.focal_y = x, y
    picture.save(update_fields=["focal_x", "focal_y"])
    return picture
