from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _make_everybody_an_administrator(apps: Any, schema_editor: Any) -> None:
    """Until now every account could do everything, so those that are there go on as administrators."""
    alias = schema_editor.connection.alias
    label, _, name = settings.AUTH_USER_MODEL.partition(".")
    memberships = apps.get_model("onrecord_newsroom", "Membership").objects.using(alias)
    for user in apps.get_model(label, name).objects.using(alias):
        memberships.create(user=user, coverage_id="", role="administrator")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("onrecord_newsroom", "0001_desk_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("role", models.CharField(max_length=20)),
                ("coverage_id", models.TextField(blank=True, default="")),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("invited_by", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "onrecord_invitation",
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("hint", models.CharField(max_length=12)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("scopes", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "onrecord_api_token",
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("action", models.CharField(max_length=60)),
                ("coverage_id", models.TextField(blank=True, default="")),
                ("update_id", models.TextField(blank=True, default="")),
                ("seq", models.PositiveBigIntegerField(null=True)),
                ("subject", models.TextField(blank=True, default="")),
                ("address", models.CharField(blank=True, default="", max_length=60)),
            ],
            options={
                "db_table": "onrecord_audit_entry",
                "indexes": [
                    models.Index(fields=["at", "id"], name="onrecord_audit_by_time"),
                    models.Index(fields=["actor", "at"], name="onrecord_audit_by_actor"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("coverage_id", "seq"), name="onrecord_audit_each_event_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField(blank=True, default="")),
                ("role", models.CharField(max_length=20)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "onrecord_membership",
                "indexes": [models.Index(fields=["coverage_id"], name="onrecord_members_of_coverage")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "coverage_id"), name="onrecord_one_role_a_coverage"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coverage_id", ""), models.Q(("role", "administrator"), _negated=True), _connector="OR"
                        ),
                        name="onrecord_administrators_of_the_site",
                    ),
                ],
            },
        ),
        migrations.RunPython(_make_everybody_an_administrator, migrations.RunPython.noop),
    ]
