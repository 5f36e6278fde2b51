"""A picture of the library as it stands in an update."""

from django.conf import settings

from onrecord.domain.blocks import FocalPoint, Image, Rendition
from onrecord.newsroom.pictures.errors import PictureWithdrawn
from onrecord.newsroom.pictures.models import Picture, StoredRendition

_FALLBACK = "image/jpeg"


def image_block(
    picture: Picture, *, alt: str | None = None, caption: str | None = None, credit_line: str | None = None
) -> Image:
    """The block of this picture, with the library's words where no others are given; raises PictureWithdrawn."""
    fallback, card = _fallback(picture), _card(picture)
    x, y = picture.focal_point
    return Image(
        url=rendition_url(fallback),
        alt=picture.alt if alt is None else alt,
        caption=picture.caption if caption is None else caption,
        credit_line=picture.credit_line if credit_line is None else credit_line,
        width=fallback["width"],
        height=fallback["height"],
        renditions=tuple(_rendition(each) for each in picture.renditions if each["media_type"] != _FALLBACK),
        focal_point=FocalPoint(x=x, y=y),
        card=None if card is None else _rendition(card),
    )


def thumbnail_url(picture: Picture) -> str:
    """The address of the smallest WebP; raises PictureWithdrawn."""
    _fallback(picture)
    small = (each for each in picture.renditions if each["media_type"] == "image/webp")
    return rendition_url(min(small, key=lambda each: each["width"]))


def addresses_of(picture: Picture) -> list[str]:
    """Every public address that it has, or had before it was taken down."""
    names = [*(each["name"] for each in picture.renditions), *picture.former_names]
    return [f"{settings.MEDIA_URL}{name}" for name in dict.fromkeys(names)]


def rendition_url(rendition: StoredRendition) -> str:
    """The public address of a rendition."""
    return f"{settings.MEDIA_URL}{rendition['name']}"


def _fallback(picture: Picture) -> StoredRendition:
    is_it = (each for each in picture.renditions if each["media_type"] == _FALLBACK and "card" not in each)
    found = next(is_it, None)
    if picture.is_withdrawn or found is None:
        raise PictureWithdrawn
    return found


def _card(picture: Picture) -> StoredRendition | None:
    """The crop that was made last; a picture of before crops were made has none."""
    return next((each for each in reversed(picture.renditions) if "card" in each), None)


def _rendition(stored: StoredRendition) -> Rendition:
    return Rendition(
        url=rendition_url(stored), media_type=stored["media_type"], width=stored["width"], height=stored["height"]
    )
