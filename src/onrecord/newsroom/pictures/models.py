"""The library's one table. What it says of a picture is the desk's own; only renditions are public."""

import uuid
from typing import Any, ClassVar, NotRequired, TypedDict

from django.conf import settings
from django.db import models


class StoredRendition(TypedDict):
    """One public file: its `name` at the media address; `card` is the focal point around which it was cropped."""

    name: str
    media_type: str
    width: int
    height: int
    card: NotRequired[list[int]]


class Picture(models.Model):
    """One picture, known by the digest of the file that was uploaded.

    A withdrawn one has no renditions; its row stays, so that the same file is not let in again unnoticed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    media_type = models.TextField()
    filename = models.TextField()
    byte_size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.TextField(blank=True)
    caption = models.TextField(blank=True)
    credit_line = models.TextField(blank=True)
    byline = models.TextField(blank=True)
    copyright_notice = models.TextField(blank=True)
    # What searches look through; see search.py.
    search_words = models.TextField(blank=True)
    focal_x = models.FloatField(default=0.5)
    focal_y = models.FloatField(default=0.5)
    # Empty once it is erased.
    original = models.TextField(blank=True)
    renditions: "models.JSONField[list[StoredRendition], list[StoredRendition]]" = models.JSONField(default=list)
    # Of files that are gone: by these it is known again where it is still shown, and asked whether they are gone.
    former_names: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        db_table = "onrecord_picture"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-added_at", "-id"], name="onrecord_picture_newest"),
            # Asked whenever an update with a picture is published.
            models.Index(
                fields=["withdrawn_at"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="onrecord_picture_withdrawn",
            ),
        ]

    @property
    def focal_point(self) -> tuple[int, int]:
        """In whole percent, from the left and from the top."""
        return round(self.focal_x * 100), round(self.focal_y * 100)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
