"""A picture is taken down, and may come back."""

from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.db import transaction

from onrecord.newsroom.darkroom import develop
from onrecord.newsroom.pictures.errors import OriginalErased
from onrecord.newsroom.pictures.files import keep_renditions, original_at_hand, originals, remove_renditions
from onrecord.newsroom.pictures.models import Picture
from onrecord.render.sanitize import clean_words


def withdraw(picture: Picture, *, by: User | None, reason: str = "", erase_original: bool = False) -> Picture:
    """The picture without any rendition, from this moment; with `erase_original` without its file and words as well.

    Recorded before a file is touched: a crash between leaves a picture that nobody can use, and withdrawing it once
    more deletes what is left. Updates that show it are the editor's to revise or redact.
    """
    with transaction.atomic():  # a new crop that is recorded meanwhile is among what is removed, or is not recorded
        picture = Picture.objects.select_for_update().get(pk=picture.pk)
        if not picture.is_withdrawn:
            picture.withdrawn_at, picture.withdrawn_by = datetime.now(UTC), by
            picture.withdrawn_because = clean_words(reason.replace("\0", "")).strip()
        names = [*picture.former_names, *(each["name"] for each in picture.renditions)]
        picture.former_names = list(dict.fromkeys(names))
        picture.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because", "former_names"])
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
    with original_at_hand(picture.original) as (source, folder):
        picture.renditions = keep_renditions(develop(source, folder, picture.focal_point), picture.focal_point)
    picture.withdrawn_at = picture.withdrawn_by = None
    picture.withdrawn_because = ""
    picture.save()
    return picture
