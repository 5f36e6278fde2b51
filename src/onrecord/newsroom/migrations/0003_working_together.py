from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("onrecord_newsroom", "0002_who_may"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CoverageCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField(unique=True)),
                ("place", models.PositiveBigIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                ("slug", models.TextField()),
                ("headline", models.TextField()),
                ("words", models.TextField()),
                ("state", models.CharField(max_length=10)),
                ("updates", models.PositiveIntegerField()),
                ("updated_at", models.DateTimeField()),
                ("time_zone", models.TextField()),
            ],
            options={
                "db_table": "onrecord_coverage_card",
            },
        ),
        migrations.CreateModel(
            name="CoverageTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("head", models.JSONField()),
                ("key_points", models.TextField(blank=True, default="")),
                ("first_update", models.JSONField()),
                ("made_by", models.CharField(max_length=150)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "onrecord_coverage_template",
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField()),
                ("update_id", models.TextField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "onrecord_note",
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField()),
                ("update_id", models.TextField()),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("actor", models.CharField(max_length=150)),
                ("author", models.CharField(max_length=150)),
                ("why", models.TextField(blank=True, default="")),
                ("put_away_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "onrecord_outcome",
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField()),
                ("update_id", models.TextField(blank=True, default="")),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "onrecord_presence",
            },
        ),
        migrations.CreateModel(
            name="Takedown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField()),
                ("update_id", models.TextField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=150)),
                ("reason", models.TextField()),
                ("run", models.PositiveSmallIntegerField()),
                ("marks", models.JSONField()),
                ("addresses", models.JSONField()),
                ("findings", models.JSONField()),
                ("checked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "onrecord_takedown",
            },
        ),
        migrations.AddField(
            model_name="draft",
            name="claimed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="decided_by",
            field=models.CharField(blank=True, default="", max_length=150),
        ),
        migrations.AddField(
            model_name="draft",
            name="embargoed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="publish_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="ready",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="ready_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="state",
            field=models.CharField(default="draft", max_length=10),
        ),
        migrations.AddField(
            model_name="draft",
            name="why",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["state", "publish_at"], name="onrecord_draft_when_due"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["update_id"], name="onrecord_draft_of_update"),
        ),
        migrations.AddIndex(
            model_name="coveragecard",
            index=models.Index(fields=["state", "place"], name="onrecord_card_by_state"),
        ),
        migrations.AddField(
            model_name="note",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(fields=["coverage_id", "put_away_at", "at"], name="onrecord_outcome_open"),
        ),
        migrations.AddField(
            model_name="presence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="takedown",
            index=models.Index(fields=["coverage_id", "update_id"], name="onrecord_takedown_of_update"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["coverage_id", "update_id", "at"], name="onrecord_note_of_update"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=("coverage_id", "update_id", "user"), name="onrecord_presence_once"
            ),
        ),
    ]
