from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("onrecord_newsroom", "0006_doors")]

    operations: ClassVar = [
        migrations.AddIndex(
            "picture",
            models.Index(
                fields=["withdrawn_at"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="onrecord_picture_withdrawn",
            ),
        ),
    ]
