"""An update before it is published, as readers would get it: the same renderer on a coverage that nobody else sees."""

from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from onrecord.domain import Coverage, apply, decide
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.events import RecordedEvent
from onrecord.domain.updates import Update
from onrecord.newsroom import Newsroom
from onrecord.newsroom.clean import clean_command
from onrecord.render import render_update
from onrecord.render.assets import asset_url
from onrecord.render.direction import direction


def preview(newsroom: Newsroom, coverage: Coverage, command: PublishUpdate | ReviseUpdate) -> str:
    """A whole document with the update in it; raises the Refusal that publishing would."""
    now, cleaned = newsroom.clock(), clean_command(command)
    newsroom.check(cleaned)
    for event in decide(coverage, cleaned, now):
        recorded = RecordedEvent(coverage_id=coverage.id, seq=coverage.head + 1, at=now, actor="", event=event)
        coverage = apply(coverage, recorded)
    update = coverage.updates[command.update_id]
    return preview_document(coverage, replace(update, content=update.content or coverage.withheld.get(update.id)))


def preview_document(coverage: Coverage, update: Update) -> str:
    """A document with the update as it stands, or would stand were it released."""
    fragment = render_update(coverage, replace(update, is_held=False)) or ""
    language = coverage.details.language
    context = {
        "fragment": SafeString(fragment),
        "language": language,
        "dir": direction(language),
        "style": asset_url("reader.css"),
    }
    return render_to_string("desk/preview.html", context)
