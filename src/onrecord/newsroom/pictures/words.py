"""What the library learns of its pictures from the updates that show them, and what it forgets with them."""

import logging
from collections.abc import Iterable, Sequence

from django.db import DatabaseError, transaction

from onrecord.domain.blocks import Image
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import RecordedEvent, UpdatePublished, UpdateRevised
from onrecord.newsroom.pictures.edit import describe
from onrecord.newsroom.pictures.models import Picture
from onrecord.newsroom.pictures.shown import files_of

_FIELDS = ("alt", "caption", "credit_line")
_LOGGER = logging.getLogger(__name__)


def learn_words(recorded: Sequence[RecordedEvent]) -> None:
    """Afterwards pictures of which nothing was said have the words that they were published with.

    What is published is published, whether this can be written or not.
    """
    contents = [each.event.content for each in recorded if isinstance(each.event, UpdatePublished | UpdateRevised)]
    try:
        for block in _images(content for content in contents if content is not None):
            if any(getattr(block, name) for name in _FIELDS):
                _learn(block)
    except DatabaseError:
        _LOGGER.warning("what was published of a picture could not be kept in the library", exc_info=True)


def forget_words(contents: Iterable[UpdateContent]) -> None:
    """Afterwards the library says nothing of its pictures that was said in one of these, which are erased by law."""
    for block in _images(contents):
        with transaction.atomic():
            if (picture := _picture(block)) is not None:
                describe(picture, **{name: "" for name in _FIELDS if getattr(picture, name) == getattr(block, name)})


def _learn(block: Image) -> None:
    with transaction.atomic():
        if (picture := _picture(block)) is None:
            return
        if new := {name: words for name in _FIELDS if not getattr(picture, name) and (words := getattr(block, name))}:
            describe(picture, **new)


def _images(contents: Iterable[UpdateContent]) -> list[Image]:
    return [block for content in contents for block in content.body if isinstance(block, Image) and files_of(block)]


def _picture(block: Image) -> Picture | None:
    """The usable picture that it shows, held until the transaction ends; most that are published were just added."""
    name = (block.url or "").rpartition("/")[2]
    if name not in files_of(block):
        return None
    usable = Picture.objects.select_for_update().filter(withdrawn_at=None, renditions__icontains=name)
    return usable.order_by("-added_at", "-id").first()
