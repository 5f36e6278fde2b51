"""The tables of working together: who is here, what was said aside, what was planned and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """That somebody had a page open a moment ago: of a coverage (no update), or in which an update is edited."""

    coverage_id = models.TextField()
    update_id = models.TextField(blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "onrecord_presence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["coverage_id", "update_id", "user"], name="onrecord_presence_once"),
        ]


class Note(models.Model):
    """Words from colleague to colleague about an update, published or not; never public."""

    coverage_id = models.TextField()
    update_id = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "onrecord_note"
        indexes: ClassVar = [models.Index(fields=["coverage_id", "update_id", "at"], name="onrecord_note_of_update")]


class Outcome(models.Model):
    """What became of something submitted or scheduled, for the desk to see until somebody puts it away."""

    coverage_id = models.TextField()
    update_id = models.TextField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=150)
    author = models.CharField(max_length=150)
    why = models.TextField(blank=True, default="")
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "onrecord_outcome"
        indexes: ClassVar = [models.Index(fields=["coverage_id", "put_away_at", "at"], name="onrecord_outcome_open")]


class CoverageTemplate(models.Model):
    """What a coverage of a kind begins with."""

    name = models.CharField(max_length=100, unique=True)
    head = models.JSONField()
    key_points = models.TextField(blank=True, default="")
    first_update = models.JSONField()
    made_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "onrecord_coverage_template"


class CoverageCard(models.Model):
    """A coverage as the desk's list shows it, derived from the log at `seq` and made anew when that has moved on."""

    coverage_id = models.TextField(unique=True)
    place = models.PositiveBigIntegerField()
    seq = models.PositiveBigIntegerField()
    slug = models.TextField()
    headline = models.TextField()
    words = models.TextField()
    state = models.CharField(max_length=10)
    updates = models.PositiveIntegerField()
    updated_at = models.DateTimeField()
    time_zone = models.TextField()

    class Meta:
        db_table = "onrecord_coverage_card"
        indexes: ClassVar = [models.Index(fields=["state", "place"], name="onrecord_card_by_state")]


class Takedown(models.Model):
    """An erasure, and which public places were found to have dropped it.

    `marks` are keyed digests of runs of words that were erased, by which they are known again without being kept.
    """

    coverage_id = models.TextField()
    update_id = models.TextField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    reason = models.TextField()
    run = models.PositiveSmallIntegerField()
    marks = models.JSONField()
    addresses = models.JSONField()
    findings = models.JSONField()
    checked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "onrecord_takedown"
        indexes: ClassVar = [models.Index(fields=["coverage_id", "update_id"], name="onrecord_takedown_of_update")]
