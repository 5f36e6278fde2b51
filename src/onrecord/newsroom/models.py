"""What is the desk's own and never public. Nothing that readers are served imports this module."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from onrecord.newsroom import flow_models as flow_models
from onrecord.newsroom.pictures.models import Picture as Picture


class Draft(models.Model):
    """Words that are not published: of a new update, or of a revision of one (`base_revision` is where it began).

    `ready` is what would be published, as it was when it was submitted or scheduled; `ready_version` says which version
    of the words that was. `flow.py` says which `state` follows on which.
    """

    coverage_id = models.TextField()
    update_id = models.TextField()
    base_revision = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="draft")
    ready = models.JSONField(null=True)
    ready_version = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    why = models.TextField(blank=True, default="")
    publish_at = models.DateTimeField(null=True)
    embargoed_until = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "onrecord_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "update_id"], name="onrecord_draft_of_one_author"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["coverage_id", "changed_at"], name="onrecord_draft_of_coverage"),
            models.Index(fields=["state", "publish_at"], name="onrecord_draft_when_due"),
            models.Index(fields=["update_id"], name="onrecord_draft_of_update"),
        ]


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


class Membership(models.Model):
    """A role that somebody holds on one coverage or, where the id is empty, on all of them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    coverage_id = models.TextField(blank=True, default="")
    role = models.CharField(max_length=20)

    class Meta:
        db_table = "onrecord_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "coverage_id"], name="onrecord_one_role_a_coverage"),
            models.CheckConstraint(
                condition=models.Q(coverage_id="") | ~models.Q(role="administrator"),
                name="onrecord_administrators_of_the_site",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["coverage_id"], name="onrecord_members_of_coverage")]


class Invitation(models.Model):
    """A link by which one person makes an account, once; of the token only the digest is kept."""

    token_digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20)
    coverage_id = models.TextField(blank=True, default="")
    email = models.EmailField(blank=True, default="")
    invited_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "onrecord_invitation"


class ApiToken(models.Model):
    """A key by which a program acts for its owner; only its digest is kept, and `hint` to know it by."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=12)
    token_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "onrecord_api_token"


class _OnlyAdded(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> int:  # noqa: ARG002 - Django's signature
        raise TypeError("the audit log is only ever added to")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit log is only ever added to")


class AuditEntry(models.Model):
    """Something that somebody did. Entries are only ever added; `seq` is there for what stands in a coverage's log."""

    at = models.DateTimeField()
    actor = models.TextField()
    action = models.CharField(max_length=60)
    coverage_id = models.TextField(blank=True, default="")
    update_id = models.TextField(blank=True, default="")
    seq = models.PositiveBigIntegerField(null=True)
    subject = models.TextField(blank=True, default="")
    address = models.CharField(max_length=60, blank=True, default="")
    door = models.CharField(max_length=20, blank=True, default="")

    objects = _OnlyAdded.as_manager()

    class Meta:
        db_table = "onrecord_audit_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["coverage_id", "seq"], name="onrecord_audit_each_event_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="onrecord_audit_by_time"),
            models.Index(fields=["actor", "at"], name="onrecord_audit_by_actor"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit log is only ever added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002 - as above
        raise TypeError("the audit log is only ever added to")


class EventDoor(models.Model):
    """Through which door an event of a coverage's log came in; the log itself does not say."""

    coverage_id = models.TextField()
    seq = models.PositiveBigIntegerField()
    door = models.CharField(max_length=20)

    class Meta:
        db_table = "onrecord_event_door"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["coverage_id", "seq"], name="onrecord_one_door_an_event"),
        ]
