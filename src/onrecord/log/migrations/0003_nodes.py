from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("onrecord_log", "0002_switches")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="NodeRow",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("says", models.TextField()),
            ],
            options={"db_table": "onrecord_node"},
        ),
    ]
