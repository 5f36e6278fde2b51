"""A picture is taken down, and may come back."""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.auth.models import User

from onrecord.newsroom.darkroom import develop
from onrecord.newsroom.pictures.errors import OriginalErased
from onrecord.newsroom.pictures.files import keep_renditions, originals, remove_renditions
from onrecord.newsroom.pictures.models import Picture
from onrecord.render.sanitize import clean_words


def withdraw(picture: Picture, *, by: User | None, reason: str = "", erase_original: bool = False) -> Picture:
    """The picture without any rendition, from this moment; with `erase_original` without its file and words as well.

    Recorded before a file is touched: a crash between leaves a picture that nobody can use, and withdrawing it once
    more deletes what is left. Updates that show it are the editor's to revise or redact.
    """
    picture.refresh_from_db()
    if not picture.is_withdrawn:
        picture.withdrawn_at, picture.withdrawn_by = datetime.now(UTC), by
        picture.withdrawn_because = clean_words(reason.replace("\0", "")).strip()
        picture.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    remove_renditions(picture.renditions)
    picture.renditions = []
    if erase_original and picture.original:
        originals().delete(picture.original)
        picture.original = ""
        picture.filename = picture.alt = picture.caption = picture.credit_line = ""
        picture.byline = picture.copyright_notice = picture.search_words = ""
    picture.save()
    return picture


def reinstate(picture: Picture) -> Picture:
    """The picture, usable again, with renditions at new addresses; raises OriginalErased."""
    picture.refresh_from_db()
    if not picture.is_withdrawn:
        return picture
    if not picture.original:
        raise OriginalErased
    with tempfile.TemporaryDirectory(prefix="onrecord-picture-") as name:
        source, folder = Path(name) / "original", Path(name) / "developed"
        folder.mkdir()
        with originals().open(picture.original) as kept, source.open("wb") as file:
            shutil.copyfileobj(kept, file)
        picture.renditions = keep_renditions(develop(source, folder).files)
    picture.withdrawn_at = picture.withdrawn_by = None
    picture.withdrawn_because = ""
    picture.save()
    return picture
