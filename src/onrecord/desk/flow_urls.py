"""The desk's addresses of working together: the room, drafts on their way, versions, notes, takedowns, templates."""

from django.urls import URLPattern, path, re_path

from onrecord.desk.views import (
    coverage_templates,
    decide,
    merging,
    picture_takedown,
    pictures,
    revisions,
    room,
    takedown,
)

_COVERAGE = "c/<slug:slug>"
_UPDATE = f"{_COVERAGE}/u/<slug:update_id>"

FLOW: list[URLPattern] = [
    path("templates/", coverage_templates.listed, name="templates"),
    path("templates/new/", coverage_templates.edit, name="new_template"),
    path("templates/<int:number>/", coverage_templates.edit, name="template"),
    path("templates/<int:number>/remove/", coverage_templates.remove, name="remove_template"),
    path("pictures/", pictures.library, name="pictures"),
    path("pictures/<slug:picture_id>/", pictures.picture, name="picture"),
    path("pictures/<slug:picture_id>/focus/", pictures.focus, name="picture_focus"),
    path("pictures/<slug:picture_id>/take-down/", picture_takedown.take_down, name="picture_take_down"),
    path("pictures/<slug:picture_id>/remove/", picture_takedown.remove, name="picture_remove"),
    path("pictures/<slug:picture_id>/check/", picture_takedown.check, name="picture_check"),
    path("pictures/<slug:picture_id>/reinstate/", picture_takedown.reinstate, name="picture_reinstate"),
    path(f"{_COVERAGE}/compose/focus/", pictures.compose_focus, name="compose_focus"),
    path(f"{_COVERAGE}/", room.coverage, name="coverage"),
    path(f"{_COVERAGE}/live/", room.live, name="live"),
    path(f"{_COVERAGE}/told/<int:number>/", room.put_away, name="put_away"),
    path(f"{_COVERAGE}/drafts/<int:number>/", decide.draft, name="draft"),
    re_path(
        r"^c/(?P<slug>[-a-z0-9]+)/drafts/(?P<number>[0-9]{1,18})/"
        r"(?P<change>submit|take-back|approve|send-back|schedule|embargo)/$",
        decide.decide,
        name="decide",
    ),
    path(f"{_COVERAGE}/notes/<int:number>/remove/", revisions.remove_note, name="remove_note"),
    path(f"{_UPDATE}/", revisions.update, name="versions"),
    path(f"{_UPDATE}/note/", revisions.add_note, name="add_note"),
    path(f"{_UPDATE}/editing/", room.editing, name="editing"),
    path(f"{_UPDATE}/undo/", room.undo, name="undo"),
    path(f"{_UPDATE}/merge/", merging.merge, name="merge"),
    path(f"{_UPDATE}/redact/", takedown.redact, name="redact"),
    path(f"{_UPDATE}/takedown/", takedown.report, name="takedown"),
]
