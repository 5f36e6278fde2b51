"""Two people revised one update: both versions part by part, to choose from, and then one that follows on both."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from onrecord.desk.drafted import base_of_draft, document_of_draft
from onrecord.desk.problems import Problem, tried
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.versions.differences import Piece, word_differences
from onrecord.desk.versions.merge import Part, merged, parts, written
from onrecord.desk.views.desk_view import demand, desk_view, user_of
from onrecord.desk.words.labels import FIELD_LABELS
from onrecord.domain import Coverage
from onrecord.domain.commands import ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import AlreadySo, NoSuchUpdate
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom.clean import clean_content
from onrecord.newsroom.documents import Document
from onrecord.newsroom.drafts import own_draft
from onrecord.newsroom.models import Draft
from onrecord.newsroom.revisions import versions
from onrecord.newsroom.roles import Action


@desk_view(Action.REVISE)
def merge(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    """What is kept as one's draft of this update, beside what stands; nothing is overwritten in silence."""
    coverage = newsroom().find(slug)
    update = coverage.updates.get(UpdateId(update_id))
    draft = own_draft(user_of(request), UpdateId(update_id)) if update else None
    if update is None or draft is None:
        raise NoSuchUpdate
    theirs = UpdateRow(coverage=coverage, update=update).content
    if theirs is None:
        return redirect("desk:edit", slug=slug, update_id=update_id)  # which says why it cannot be changed
    return _Merge(request, coverage, update, draft, theirs).answer()


class Shown:
    """One part as the page shows it."""

    def __init__(self, part: Part, choice: str, text: str | None) -> None:
        self.part = part
        self.choice = choice
        self.label = str(FIELD_LABELS.get(part.name, ""))
        self.mine, self.theirs = written(part.mine), written(part.theirs)
        self.text = self.mine if text is None else text
        self.is_typed = part.is_body or part.name in ("heading", "sign_off", "dateline")

    @property
    def their_changes(self) -> list[Piece]:
        return word_differences(written(self.part.base), self.theirs)

    @property
    def my_changes(self) -> list[Piece]:
        return word_differences(written(self.part.base), self.mine)


class _Merge:
    """One request for the page."""

    def __init__(
        self, request: HttpRequest, coverage: Coverage, update: Update, draft: Draft, theirs: UpdateContent
    ) -> None:
        self.request = request
        self.coverage = coverage
        self.update = update
        self.draft = draft
        self.theirs = theirs
        base = base_of_draft(newsroom(), coverage, draft)
        self.document: Document = document_of_draft(draft, base)
        # Where the words that both began with were erased by law, every part in which the two differ is a conflict.
        self.parts = parts(base or UpdateContent(), theirs, clean_content(self.document.content))

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self._page()
        if self._field("theirs") != str(self.update.revision) or self._field("version") != str(self.draft.version):
            return self._page(
                Problem(message=_("It was revised once more meanwhile. Look again, then save."), status=409)
            )
        demand(self.request, Action.REVISE, self.coverage.id)
        problem = tried(self._save)
        if problem is not None and not isinstance(problem.cause, AlreadySo):
            return self._page(problem)
        Draft.objects.filter(pk=self.draft.pk, version=self.draft.version).delete()
        messages.success(self.request, _("Published, with what both of you wrote."))
        return redirect(f"{reverse('desk:coverage', args=[self.coverage.slug])}#u-{self.update.id}")

    def _save(self) -> None:
        content = merged(self.parts, self._decision, self.theirs)
        kind = self._field("revision_kind")
        command = ReviseUpdate(
            update_id=self.update.id,
            content=content,
            revision_kind=RevisionKind(kind) if kind in set(RevisionKind) else RevisionKind.MINOR,
            note=self._field("note"),
            expected_revision=self.update.revision,
        )
        newsroom().execute(self.coverage.id, command, actor=user_of(self.request).get_username())

    def _decision(self, part: Part) -> tuple[str, str]:
        return self._field(f"take-{part.name}"), self._field(f"text-{part.name}")

    def _field(self, name: str) -> str:
        return self.request.POST.get(name, "")

    def _page(self, problem: Problem | None = None) -> HttpResponse:
        is_posted = self.request.method == "POST"
        shown = [
            Shown(
                part,
                self._field(f"take-{part.name}") or part.default,
                self.request.POST.get(f"text-{part.name}") if is_posted else None,
            )
            for part in self.parts
            if not part.is_same or part.is_body
        ]
        newest = versions(newsroom(), self.coverage.id, self.update)[-1]
        context = {
            "coverage": self.coverage,
            "update": self.update,
            "shown": shown,
            "conflicts": sum(part.is_conflict for part in self.parts),
            "draft": self.draft,
            "newest": newest,
            "kinds": list(RevisionKind),
            "kind": self._field("revision_kind") or self.document.revision_kind.value,
            "note": self._field("note") or self.document.note,
            "problem": problem,
        }
        return render(self.request, "desk/merge.html", context, status=problem.status if problem else 200)
