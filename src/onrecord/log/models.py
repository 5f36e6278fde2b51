"""The tables of the log, and beside them those of the switches and of the machines that serve the site.

JSON is kept as the canonical text that was hashed, not in a column type that would spell it anew.
"""

from typing import ClassVar

from django.db import models


class CoverageRow(models.Model):
    """One coverage and how far its log reaches; the row that writers compare and swap."""

    number = models.BigAutoField(primary_key=True)
    coverage_id = models.TextField(unique=True)
    slug = models.TextField(unique=True)
    head = models.BigIntegerField()

    class Meta:
        db_table = "onrecord_coverage"


class EventRow(models.Model):
    """One event; `payload` and `salt` are null once erased."""

    # The rows are laid down in the order of this number, at the table's end: nothing is moved when one is added, so
    # SQLite leaves no second copy of words in a page that an erasure would not reach.
    number = models.BigAutoField(primary_key=True)
    coverage = models.ForeignKey(CoverageRow, on_delete=models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    type = models.TextField()
    version = models.IntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    facts = models.TextField()
    payload = models.TextField(null=True)
    salt = models.TextField(null=True)
    payload_digest = models.TextField()

    class Meta:
        db_table = "onrecord_event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["coverage", "seq"], name="onrecord_event_place"),
        ]


class SwitchRow(models.Model):
    """What an operator has switched for one coverage, or with an empty `coverage_id` for the whole site."""

    coverage_id = models.TextField(primary_key=True)
    mode = models.TextField()
    interval_seconds = models.IntegerField(null=True)

    class Meta:
        db_table = "onrecord_switch"


class NodeRow(models.Model):
    """What one machine said last of its readers, as JSON; nothing that matters is lost with it."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()
    says = models.TextField()

    class Meta:
        db_table = "onrecord_node"
