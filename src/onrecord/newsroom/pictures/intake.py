"""A picture comes in: a file of somebody's, which becomes one of the library's."""

import hashlib
import io
import logging
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from uuid_utils import uuid7

from onrecord.newsroom.darkroom import MIDDLE, MOST_BYTES, Developed, EmptyFile, TooManyBytes, develop
from onrecord.newsroom.pictures.errors import PictureNotKept, PictureWithdrawn
from onrecord.newsroom.pictures.files import keep_original, keep_renditions, remove_renditions, workplace
from onrecord.newsroom.pictures.models import Picture
from onrecord.newsroom.pictures.search import search_words
from onrecord.render.sanitize import clean_words

_logger = logging.getLogger(__name__)
_CHUNK = 2**20
_LONGEST_FILENAME = 200


def add(data: BinaryIO | bytes, filename: str, *, by: User | None) -> Picture:
    """The picture in the library, with renditions; the same file gives the same picture, as the desk has described it.

    Raises a PictureRefused. Takes seconds: not for an event loop.
    """
    try:
        return _added(data, filename, by)
    except OSError as error:
        _logger.warning("a picture could not be kept: %s", error)
        raise PictureNotKept from error


def _added(data: BinaryIO | bytes, filename: str, by: User | None) -> Picture:
    with workplace() as (source, folder):
        digest, size = _received(data, source)
        known = Picture.objects.filter(digest=digest).first()
        if known is not None:
            return _usable(known)
        developed = develop(source, folder)
        # A crash from here on leaves files that nothing refers to and nobody can name; no row without its files.
        original = keep_original(source, digest)
        renditions = keep_renditions(developed, MIDDLE)
    picture = Picture(
        id=UUID(str(uuid7())),
        digest=digest,
        filename=_shown_name(filename),
        byte_size=size,
        original=original,
        renditions=renditions,
        added_at=datetime.now(UTC),
        added_by=by,
        **_found(developed),
    )
    picture.search_words = search_words(picture)
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError:
        remove_renditions(renditions)
        return _usable(Picture.objects.get(digest=digest))  # the same file came twice at once
    except BaseException:
        remove_renditions(renditions)
        raise
    return picture


def _usable(picture: Picture) -> Picture:
    if picture.is_withdrawn:
        raise PictureWithdrawn
    return picture


def _received(data: BinaryIO | bytes, to: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with to.open("wb") as file:
        for chunk in _chunks(data):
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooManyBytes
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise EmptyFile
    return digest.hexdigest(), size


def _chunks(data: BinaryIO | bytes) -> Iterator[bytes]:
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    while chunk := stream.read(_CHUNK):
        yield chunk


def _shown_name(filename: str) -> str:
    """The name as a word of the library; it is never a path of ours."""
    name = clean_words(filename.replace("\0", "")).replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", " ".join(name.split()))[-_LONGEST_FILENAME:]


def _found(developed: Developed) -> dict[str, str | int]:
    words = developed.words
    return {
        "media_type": developed.media_type,
        "width": developed.width,
        "height": developed.height,
        "alt": words.alt,
        "caption": words.caption,
        "credit_line": words.credit_line,
        "byline": words.byline,
        "copyright_notice": words.copyright_notice,
    }
