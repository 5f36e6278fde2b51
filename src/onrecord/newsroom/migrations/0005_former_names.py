from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("onrecord_newsroom", "0004_pictures")]

    operations: ClassVar = [
        migrations.AddField("picture", "former_names", models.JSONField(default=list)),
    ]
