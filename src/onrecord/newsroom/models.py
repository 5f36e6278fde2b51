"""What is the desk's own and never public. Nothing that readers are served imports this module."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """Words that are not published: of a new update, or of a revision of one (`base_revision` is where it began)."""

    coverage_id = models.TextField()
    update_id = models.TextField()
    base_revision = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "onrecord_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "update_id"], name="onrecord_draft_of_one_author"),
        ]
        indexes: ClassVar = [models.Index(fields=["coverage_id", "changed_at"], name="onrecord_draft_of_coverage")]


class SignInLink(models.Model):
    """A link that signs its owner in once; of the token only the digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "onrecord_sign_in_link"


class SignInFailures(models.Model):
    """How often somebody has lately failed to sign in: `key` is a digest of the name and the address."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "onrecord_sign_in_failures"
