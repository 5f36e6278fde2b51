"""What the desk keeps of each person beside their account."""

from django.conf import settings
from django.db import models


class Preferences(models.Model):
    """Who has none has the desk as it comes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    single_keys = models.BooleanField(default=True)

    class Meta:
        db_table = "onrecord_preferences"
