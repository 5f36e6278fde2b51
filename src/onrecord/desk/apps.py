"""The desk as a Django app: for its templates and static files."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "onrecord.desk"
    label = "onrecord_desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from onrecord.desk.signing_in.witness import watch

        watch()
