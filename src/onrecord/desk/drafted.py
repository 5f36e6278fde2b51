"""From a draft, whoever kept it and in whichever way, to what it would publish."""

from onrecord.desk.composing import began_with
from onrecord.desk.forms import UpdateForm
from onrecord.domain import Coverage
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import Newsroom
from onrecord.newsroom.documents import Document, read_document
from onrecord.newsroom.models import Draft
from onrecord.newsroom.planned import Planned, plan_of
from onrecord.newsroom.revisions import content_at
from onrecord.render.update import first_words


def command_of_draft(newsroom: Newsroom, coverage: Coverage, draft: Draft) -> Planned:
    """What publishing this draft would ask for; raises UnknownBlock, UnreadableDocument or a Refusal."""
    document = document_of_draft(draft, base_of_draft(newsroom, coverage, draft))
    return plan_of(document, UpdateId(draft.update_id), draft.base_revision)


def base_of_draft(newsroom: Newsroom, coverage: Coverage, draft: Draft) -> UpdateContent | None:
    """The words that the draft began with; None for a new update, or where they were erased."""
    update = coverage.updates.get(UpdateId(draft.update_id))
    if update is None or draft.base_revision is None:
        return None
    return content_at(newsroom, coverage.id, update, draft.base_revision)


def document_of_draft(draft: Draft, base: UpdateContent | None) -> Document:
    """The words of the draft: the composer's own document where it has one, otherwise what its form would make."""
    if (kept := draft.content.get("document")) is not None:
        return read_document(kept)
    form = UpdateForm(draft.content)
    form.is_valid()
    standing = base or UpdateContent()
    return form.document(began_with(draft) or Document(content=standing), standing.body)


def name_of_draft(draft: Draft) -> str:
    """Something to know it by: its heading, or the beginning of its text."""
    words = str(draft.content.get("heading") or draft.content.get("body") or "").strip()
    if not words and "document" in draft.content:
        content = read_document(draft.content["document"]).content
        words = content.heading or first_words(content)
    return words[:200]
