"""What the fields of an update are called at the desk."""

from django.utils.translation import gettext_lazy as _

FIELD_LABELS = {
    "heading": _("Heading"),
    "contributors": _("By"),
    "sign_off": _("Sign-off"),
    "dateline": _("Dateline"),
    "occurred_at": _("Said at"),
    "labels": _("Labels"),
    "source": _("Source"),
}
