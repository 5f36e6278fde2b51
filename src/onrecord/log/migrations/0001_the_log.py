from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="CoverageRow",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("coverage_id", models.TextField(unique=True)),
                ("slug", models.TextField(unique=True)),
                ("head", models.BigIntegerField()),
            ],
            options={"db_table": "onrecord_coverage"},
        ),
        migrations.CreateModel(
            name="EventRow",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("type", models.TextField()),
                ("version", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("facts", models.TextField()),
                ("payload", models.TextField(null=True)),
                ("salt", models.TextField(null=True)),
                ("payload_digest", models.TextField()),
                (
                    "coverage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.deletion.PROTECT,
                        to="onrecord_log.coveragerow",
                    ),
                ),
            ],
            options={
                "db_table": "onrecord_event",
                "constraints": [models.UniqueConstraint(fields=("coverage", "seq"), name="onrecord_event_place")],
            },
        ),
    ]
