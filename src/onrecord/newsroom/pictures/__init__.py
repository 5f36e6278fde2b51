"""The pictures of the newsroom: taken in, found again, used, taken down. Needs Django to be set up."""

from onrecord.newsroom.pictures.blocks import addresses_of, image_block, rendition_url, thumbnail_url
from onrecord.newsroom.pictures.edit import describe, set_focal_point
from onrecord.newsroom.pictures.errors import (
    BadFocalPoint,
    NoFile,
    NoSuchPicture,
    OriginalErased,
    PictureNotKept,
    PictureWithdrawn,
    ShowsWithdrawn,
)
from onrecord.newsroom.pictures.intake import add
from onrecord.newsroom.pictures.models import Picture
from onrecord.newsroom.pictures.search import Found, at_address, find, get
from onrecord.newsroom.pictures.takedown import reinstate, withdraw

__all__ = [
    "BadFocalPoint",
    "Found",
    "NoFile",
    "NoSuchPicture",
    "OriginalErased",
    "Picture",
    "PictureNotKept",
    "PictureWithdrawn",
    "ShowsWithdrawn",
    "add",
    "addresses_of",
    "at_address",
    "describe",
    "find",
    "get",
    "image_block",
    "reinstate",
    "rendition_url",
    "set_focal_point",
    "thumbnail_url",
    "withdraw",
]
