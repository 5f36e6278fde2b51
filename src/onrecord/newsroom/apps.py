"""The newsroom as a Django app: for the tables that are the desk's own."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "onrecord.newsroom"
    label = "onrecord_newsroom"
    verbose_name = "Newsroom"
    default_auto_field = "django.db.models.BigAutoField"
