"""The log as a Django app."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "onrecord.log"
    label = "onrecord_log"
    verbose_name = "Log"
    default_auto_field = "django.db.models.BigAutoField"
