from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("onrecord_newsroom", "0005_former_names")]

    operations: ClassVar = [
        migrations.AddField("auditentry", "door", models.CharField(blank=True, default="", max_length=20)),
        migrations.CreateModel(
            name="EventDoor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coverage_id", models.TextField()),
                ("seq", models.PositiveBigIntegerField()),
                ("door", models.CharField(max_length=20)),
            ],
            options={
                "db_table": "onrecord_event_door",
                "constraints": [
                    models.UniqueConstraint(fields=["coverage_id", "seq"], name="onrecord_one_door_an_event")
                ],
            },
        ),
    ]
