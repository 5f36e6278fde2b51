"""What the composer is given with its page: the words as a document, where to send them, what can be chosen from."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from onrecord.desk.forms import UpdateForm
from onrecord.desk.typed.notation import UnknownBlock
from onrecord.desk.views.desk_view import rights, user_of
from onrecord.domain import Coverage
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import Refusal
from onrecord.domain.updates import Update
from onrecord.newsroom.documents import Document, UnreadableDocument, read_document, write_document
from onrecord.newsroom.models import Draft
from onrecord.newsroom.roles import Action
from onrecord.render.direction import direction
from onrecord.render.embeds import providers

_MOST_SUGGESTED = 300
_LOOKED_BACK = 1000


def composer_data(
    request: HttpRequest,
    coverage: Coverage,
    update: Update | None,
    initial: dict[str, Any],
    known: UpdateContent | None,
    began_with: Document | None,
) -> dict[str, Any] | None:
    """As JSON for the page; None where the form holds something that only the notation can show.

    `known` is what readers have, `began_with` the draft that was opened, as the composer had kept it.
    """
    document = _document(initial, known, began_with)
    if document is None:
        return None
    user, may = user_of(request), rights(request)
    language = coverage.details.language
    return {
        "slug": coverage.slug,
        "user": user.get_username(),
        "update_id": initial["update_id"],
        "base_revision": initial.get("base_revision"),
        "ordinal": update.ordinal if update else None,
        "draft": initial.get("draft"),
        "draft_version": initial.get("draft_version"),
        "draft_at": initial.get("draft_at"),
        "document": write_document(document),
        "standing": _standing(update, known),
        "language": language,
        "dir": direction(language),
        "time_zone": coverage.details.time_zone,
        "may_publish": may.may(Action.REVISE if update else Action.PUBLISH, coverage.id),
        "may_submit": may.may(Action.SUBMIT, coverage.id),
        "may_schedule": may.may(Action.SCHEDULE, coverage.id),
        "may_undo": update is None and may.may(Action.RETRACT, coverage.id),
        "contributors": _contributors(coverage, user.get_full_name()),
        "labels": _labels(coverage),
        "providers": providers(),
        "urls": _urls(coverage),
    }


def draft_initial(draft: Draft, time_zone: str) -> dict[str, Any]:
    """What a form, and the composer, take over from a draft."""
    content = draft.content
    if "document" in content and (document := began_with(draft)) is not None:
        # A program that keeps drafts knows no form; and the zone may be another one since.
        content = {**content, **UpdateForm.values(document.content, time_zone)}
    return {**content, "draft": draft.pk, "draft_at": draft.changed_at.isoformat()}


def began_with(draft: Draft) -> Document | None:
    """The document that the draft holds, or that its text was written on; None where a form alone made it."""
    kept = draft.content.get("document", draft.content.get("began_with"))
    try:
        return None if kept is None else read_document(kept)
    except (UnreadableDocument, Refusal):
        return None


def _document(initial: dict[str, Any], known: UpdateContent | None, began_with: Document | None) -> Document | None:
    kept = initial.get("document")
    try:
        if kept is not None:
            return read_document(kept)
        base = known or UpdateContent()
        shown = UpdateForm.values(base, initial.get("time_zone") or "UTC")
        if began_with is None and all(initial.get(name) == value for name, value in shown.items()):
            return Document(content=base)
        fields = {name: value for name, value in initial.items() if value is not None}
        form = UpdateForm(fields)
        if not form.is_valid():
            return None
        return form.document(began_with or Document(content=base), base.body)
    except (UnreadableDocument, UnknownBlock, Refusal):
        return None


def _standing(update: Update | None, known: UpdateContent | None) -> dict[str, Any] | None:
    """What readers have now, so that the composer can tell whether anything was changed."""
    if update is None or known is None:
        return None
    return write_document(Document(content=known, is_key_event=update.is_key_event))


def _urls(coverage: Coverage) -> dict[str, str]:
    names = ("keep", "discard_own", "show", "publish", "reached", "picture", "library", "focus")
    of_coverage = {name: reverse(f"desk:compose_{name}", args=[coverage.slug]) for name in names}
    return of_coverage | {
        "session": reverse("accounts:session"),
        "sign_in": f"{reverse('accounts:sign_in')}?next={reverse('desk:signed_in')}",
        "coverage": reverse("desk:coverage", args=[coverage.slug]),
        "write": reverse("desk:write", args=[coverage.slug]),
        "device": f"{reverse('accounts:account')}#this-device",
    }


def _contents(coverage: Coverage) -> list[UpdateContent]:
    newest = range(len(coverage.updates), max(len(coverage.updates) - _LOOKED_BACK, 0), -1)
    return [content for ordinal in newest if (content := coverage.updates.at(ordinal).content) is not None]


def _contributors(coverage: Coverage, own_name: str) -> list[dict[str, str | None]]:
    """Who has been named in this coverage, the latest first, after whoever is writing."""
    found: dict[str, str | None] = {own_name: None} if own_name else {}
    for content in _contents(coverage):
        for contributor in content.contributors:
            found.setdefault(contributor.name, contributor.id)
    return [{"name": name, "id": known} for name, known in list(found.items())[:_MOST_SUGGESTED]]


def _labels(coverage: Coverage) -> list[str]:
    found = dict.fromkeys(label for content in _contents(coverage) for label in content.labels)
    return list(found)[:_MOST_SUGGESTED]
