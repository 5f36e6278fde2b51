"""Write, edit, preview and publish an update, or keep it as a draft."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.composing import began_with, composer_data, draft_initial
from onrecord.desk.forms import UpdateForm
from onrecord.desk.preview import preview, preview_document
from onrecord.desk.problems import Problem, tried
from onrecord.desk.publishing import publish_once
from onrecord.desk.room import newsroom
from onrecord.desk.rows import UpdateRow
from onrecord.desk.signing_in.kept import waiting
from onrecord.desk.typed.notation import UnknownBlock
from onrecord.desk.views.decide import submit_draft
from onrecord.desk.views.desk_view import demand, desk_view, user_of
from onrecord.desk.words.refusals import said
from onrecord.domain import Coverage
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import (
    AlreadyRedacted,
    AlreadyRetracted,
    NoSuchUpdate,
    Refusal,
    RevisionConflict,
    UpdateExists,
)
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom import new_update_id, presence
from onrecord.newsroom.clean import clean_content
from onrecord.newsroom.documents import Document, NotDescribed, images_without_alt, write_document
from onrecord.newsroom.drafts import discard_drafts, own_draft, save_draft
from onrecord.newsroom.models import Draft
from onrecord.newsroom.roles import Action

_PUBLISHED_BEFORE = gettext_lazy(
    "An update has already been published from this form; edit that one, if that is what you mean. Publish again, and"
    " this text becomes another update."
)


@desk_view(Action.WRITE)
def write(request: HttpRequest, slug: str) -> HttpResponse:
    coverage = newsroom().find(slug)
    asked = request.GET.get("id", "")
    if request.method != "POST" and asked in coverage.updates:
        return redirect("desk:edit", slug=slug, update_id=asked)
    return _Desk(request=request, coverage=coverage).answer()


@desk_view(Action.WRITE)
def edit(request: HttpRequest, slug: str, update_id: str) -> HttpResponse:
    coverage = newsroom().find(slug)
    update = coverage.updates.get(UpdateId(update_id))
    if update is None:
        raise NoSuchUpdate
    if update.redaction is not None or update.retraction is not None:
        refusal = AlreadyRedacted() if update.redaction is not None else AlreadyRetracted()
        if request.method != "POST":
            messages.error(request, said(refusal))
            return redirect("desk:coverage", slug=slug)
    return _Desk(request=request, coverage=coverage, update=update).answer()


@dataclass(kw_only=True)
class _Desk:
    """One request for the form in which an update is written; `update` is None for a new one."""

    request: HttpRequest
    coverage: Coverage
    update: Update | None = None

    @property
    def user(self) -> User:
        return user_of(self.request)

    @property
    def known(self) -> UpdateContent | None:
        """The words that the form began with."""
        return UpdateRow(coverage=self.coverage, update=self.update).content if self.update else None

    @property
    def _zone(self) -> str:
        return self.coverage.details.time_zone

    def _began_with(self, draft: object) -> Document | None:
        """What the composer had kept in the draft that was opened; its blocks have more than the notation says."""
        number = str(draft or "")
        if not number.isdecimal() or len(number) >= 19:
            return None
        found = Draft.objects.filter(pk=int(number), coverage_id=self.coverage.id).first()
        return None if found is None else began_with(found)

    def _document(self, form: UpdateForm) -> Document:
        """What was typed. Raises UnknownBlock or a Refusal."""
        known = self.known or UpdateContent()
        return form.document(self._began_with(form.number("draft")) or Document(content=known), known.body)

    def _kept(self, form: UpdateForm) -> dict[str, Any]:
        """What a draft keeps of the form: what was typed, and what it says, as the composer keeps it."""
        try:
            document = {"document": write_document(self._document(form))}
        except (UnknownBlock, Refusal):  # every letter is kept all the same
            began = self._began_with(form.number("draft"))
            document = {} if began is None else {"began_with": write_document(began)}
        return {**form.kept(), **document}

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            initial = self._initial()
            began = self._began_with(initial.get("draft"))
            composer = composer_data(self.request, self.coverage, self.update, initial, self.known, began)
            return self._page(UpdateForm(initial=initial), composer=composer)
        form = UpdateForm(self.request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        match self.request.POST.get("action"):
            case "draft":
                return self._save_draft(form)
            case "submit" | "schedule" as step:
                return self._save_draft(form, step)
            case "preview":
                return self._preview(form)
            case _:
                return self._publish(form)

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = UpdateForm.values(self.known or UpdateContent(), self._zone)
        initial |= {
            "update_id": self.update.id if self.update else self._asked_id() or new_update_id(),
            "revision_kind": "minor",
        }
        if self.update is not None:
            initial["base_revision"] = self.update.revision
        if (fields := waiting(self.request)) is not None:
            messages.info(self.request, _("Your session had ended. Here is what you wrote; nothing was published yet."))
            return initial | dict(fields)
        if (draft := self._draft()) is not None:
            initial |= draft_initial(draft, self._zone) | {
                "update_id": draft.update_id,
                "base_revision": draft.base_revision,
            }
            initial["draft_version"] = draft.version if draft.author_id == self.user.pk else None
        return initial

    def _draft(self) -> Draft | None:
        """The draft that was asked for, or one's own of this update."""
        number = self.request.GET.get("draft", "")
        if number.isdecimal() and len(number) < 18:
            drafts = Draft.objects.filter(pk=int(number), coverage_id=self.coverage.id)
            if self.update is None:
                return drafts.filter(base_revision=None).first()
            return drafts.filter(update_id=self.update.id).first()
        if self.update is not None:
            return own_draft(self.user, self.update.id)
        asked = self._asked_id()
        return None if asked is None else own_draft(self.user, asked)

    def _asked_id(self) -> UpdateId | None:
        """The id under which this browser began to write, so that a page opened again goes on with the same text."""
        try:
            return UpdateId(str(UUID(self.request.GET.get("id", ""))))
        except ValueError:
            return None

    def _save_draft(self, form: UpdateForm, step: str = "") -> HttpResponse:
        saved: list[Draft] = []

        def do() -> None:
            saved.append(
                save_draft(
                    self.user,
                    self.coverage.id,
                    self.update.id if self.update else form.id(),
                    self._kept(form),
                    base_revision=form.number("base_revision"),
                    version=form.number("draft_version"),
                )
            )

        if (problem := tried(do)) is not None:
            kept = getattr(problem.cause, "draft", None)
            version = kept.version if isinstance(kept, Draft) else form.number("draft_version")
            return self._page(form, problem, newer=kept.content if kept else None, draft_version=version)
        if step:
            return self._hand_on(form, saved[0], step)
        messages.success(self.request, _("Draft saved. Nobody outside the desk can see it."))
        return redirect(f"{self.request.path}?draft={saved[0].pk}")

    def _hand_on(self, form: UpdateForm, draft: Draft, step: str) -> HttpResponse:
        """The draft is kept; now it goes to an editor, or gets its moment."""
        if step == "schedule":
            return redirect(f"{reverse('desk:draft', args=[self.coverage.slug, draft.pk])}#schedule")
        demand(self.request, Action.SUBMIT, self.coverage.id)
        if (problem := tried(lambda: submit_draft(self.request, self.coverage, draft))) is not None:
            return self._page(form, problem, draft_version=draft.version)
        self._leave(UpdateId(draft.update_id))
        return redirect("desk:coverage", slug=self.coverage.slug)

    def _preview(self, form: UpdateForm) -> HttpResponse:
        shown: list[str] = []

        def do() -> None:
            command = self._command(form)
            if isinstance(command, ReviseUpdate) and self.update and clean_content(command.content) == self.known:
                shown.append(preview_document(self.coverage, self._released(self.update)))
            else:
                shown.append(preview(newsroom(), self.coverage, command))

        problem = tried(do)
        return self._page(form, problem, preview=shown[0] if shown else None)

    def _released(self, update: Update) -> Update:
        return replace(update, content=self.known, is_held=False)

    def _publish(self, form: UpdateForm) -> HttpResponse:
        demand(self.request, Action.REVISE if self.update else Action.PUBLISH, self.coverage.id)
        commands: list[PublishUpdate | ReviseUpdate] = []

        def do() -> None:
            commands.append(self._command(form))
            if (count := images_without_alt(commands[0].content)) and self.request.POST.get("without_alt") != "on":
                raise NotDescribed(count)
            publish_once(newsroom(), self.coverage, commands[0], actor=self.user.get_username())

        problem = tried(do)
        if problem is not None:
            return self._refused(form, problem)
        update_id = commands[0].update_id
        self._leave(update_id)
        try:
            discard_drafts(self.user, update_id, of_everybody=self.update is None)
        except DatabaseError:  # it is published, which is what matters; the draft can be discarded by hand
            messages.warning(self.request, _("Published; the draft could not be removed."))
        messages.success(self.request, _("Published."))
        return redirect(f"{reverse('desk:coverage', args=[self.coverage.slug])}#u-{update_id}")

    def _command(self, form: UpdateForm) -> PublishUpdate | ReviseUpdate:
        try:
            document = self._document(form)
        except UnknownBlock as unknown:
            if self.update is not None and form.number("base_revision") != self.update.revision:
                raise RevisionConflict from unknown
            raise
        if self.update is None:
            return PublishUpdate(update_id=form.id(), content=document.content, is_key_event=document.is_key_event)
        return ReviseUpdate(
            update_id=self.update.id,
            content=document.content,
            revision_kind=document.revision_kind,
            note=document.note,
            expected_revision=form.number("base_revision"),
        )

    def _refused(self, form: UpdateForm, problem: Problem) -> HttpResponse:
        if isinstance(problem.cause, UpdateExists):
            told = replace(problem, message=str(_PUBLISHED_BEFORE))
            return self._page(form, told, update_id=new_update_id())
        if not isinstance(problem.cause, RevisionConflict):
            return self._page(form, problem)
        self._keep_for_merge(form)
        self.coverage = newsroom().load(self.coverage.id)
        self.update = self.coverage.updates[self.update.id] if self.update else None
        return self._page(
            form,
            problem,
            newer=UpdateForm.values(self.known or UpdateContent(), self._zone),
            base_revision=self.update.revision if self.update else None,
        )

    def _others(self, form: UpdateForm) -> list[str]:
        """Who else edits this now; from now on whoever has opened the form does."""
        update_id = UpdateId(str(form["update_id"].value() or ""))
        tried(lambda: presence.be_here(self.user, self.coverage.id, update_id))  # not worth a page that fails
        return presence.editors_of(self.coverage.id, update_id, other_than=self.user)

    def _leave(self, update_id: UpdateId) -> None:
        tried(lambda: presence.leave(self.user, self.coverage.id, update_id))

    def _keep_for_merge(self, form: UpdateForm) -> None:
        """As a draft that knows where it began, so that both versions can be put together."""
        if self.update is None:
            return
        update_id, base = self.update.id, form.number("base_revision")
        tried(lambda: save_draft(self.user, self.coverage.id, update_id, self._kept(form), base_revision=base))

    def _page(
        self,
        form: UpdateForm,
        problem: Problem | None = None,
        *,
        newer: dict[str, str] | None = None,
        preview: str | None = None,
        composer: dict[str, Any] | None = None,
        status: int = 200,
        **hidden: Any,
    ) -> HttpResponse:
        """The form with all that was typed; `hidden` says what its next sending starts from."""
        if hidden:
            data = self.request.POST.copy()
            for name, value in hidden.items():
                data[name] = "" if value is None else str(value)
            form.data = data
        context = {
            "form": form,
            "coverage": self.coverage,
            "update": self.update,
            "problem": problem,
            "newer": newer,
            "preview": preview,
            "composer": composer,
            "is_not_described": problem is not None and isinstance(problem.cause, NotDescribed),
            "others": self._others(form),
        }
        return render(self.request, "desk/update.html", context, status=problem.status if problem else status)
