"""What pages of the desk show of a picture."""

from django import template

from onrecord.newsroom.pictures import Picture, thumbnail_url

register = template.Library()
# Styles set in an attribute are not allowed here, so the squares know a few places.
_STEP = 25


@register.filter
def thumbnail(picture: Picture) -> str:
    """The address of its smallest rendition."""
    return thumbnail_url(picture)


@register.filter
def picture_name(picture: Picture) -> str:
    """What to call it by."""
    return picture.alt or picture.caption or picture.filename


@register.filter
def focus_class(picture: Picture) -> str:
    """The nearest of the places that a square can be cut around, such as `25-100`."""
    return "-".join(str(round(percent / _STEP) * _STEP) for percent in picture.focal_point)
