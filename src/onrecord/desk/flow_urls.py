"""The desk's addresses of working together: the room, drafts on their way, versions, notes, takedowns, templates."""

from django.urls import URLPattern, path, re_path

from onrecord.desk.views import coverage_templates, decide, merging, revisions, room, takedown

_COVERAGE = "c/<slug:slug>"
_UPDATE = f"{_COVERAGE}/u/<slug:update_id>"

FLOW: list[URLPattern] = [
    path("templates/", coverage_templates.listed, name="templates"),
    path("templates/new/", coverage_templates.edit, name="new_template"),
    path("templates/<int:number>/", coverage_templates.edit, name="template"),
    path("templates/<int:number>/remove/", coverage_templates.remove, name="remove_template"),
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
