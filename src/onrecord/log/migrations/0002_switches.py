from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("onrecord_log", "0001_the_log")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SwitchRow",
            fields=[
                ("coverage_id", models.TextField(primary_key=True, serialize=False)),
                ("mode", models.TextField()),
                ("interval_seconds", models.IntegerField(null=True)),
            ],
            options={"db_table": "onrecord_switch"},
        ),
    ]
