"""What the fields of an update, the kinds of change and the states of a coverage are called at the desk."""

from django.utils.translation import gettext_lazy as _

from onrecord.domain import CoverageState
from onrecord.domain.events import RevisionKind

FIELD_LABELS = {
    "heading": _("Heading"),
    "contributors": _("By"),
    "sign_off": _("Sign-off"),
    "dateline": _("Dateline"),
    "occurred_at": _("Said at"),
    "labels": _("Labels"),
    "source": _("Source"),
}

_KIND_LABELS = {
    RevisionKind.MINOR: _("Minor"),
    RevisionKind.CLARIFICATION: _("Clarification"),
    RevisionKind.CORRECTION: _("Correction"),
}
_STATE_LABELS = {
    CoverageState.LIVE: _("Live"),
    CoverageState.PAUSED: _("Paused"),
    CoverageState.CLOSED: _("Closed"),
}


def kind_label(kind: RevisionKind) -> str:
    return str(_KIND_LABELS[kind])


def state_label(state: CoverageState | str) -> str:
    return str(_STATE_LABELS[CoverageState(state)])
