"""A picture is taken down, out of the updates that show it, and may come back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onrecord.desk.forms import DeskForm, line
from onrecord.desk.problems import tried
from onrecord.desk.public_site import public_site
from onrecord.desk.room import newsroom
from onrecord.desk.surfaces import State, check_picture
from onrecord.desk.views.desk_view import desk_view, rights, user_of
from onrecord.desk.views.pictures import RemovalForm, page
from onrecord.desk.words.refusals import said
from onrecord.domain.errors import EmptyReason
from onrecord.domain.events import RevisionKind
from onrecord.newsroom import audit, flow, pictures
from onrecord.newsroom.pictures import Picture
from onrecord.newsroom.pictures.uses import Use, drafts_with, remove_from, uses_of
from onrecord.newsroom.roles import Action


class TakedownForm(DeskForm):
    """Why, and a phrase typed so that nobody does it by a slip."""

    reason = line(gettext_lazy("Reason"), help_text=gettext_lazy("For colleagues and the audit log."))
    erase = forms.BooleanField(
        label=gettext_lazy("Erase the original and its words too; it cannot be reinstated then"), required=False
    )
    confirmation = line(
        gettext_lazy("Type TAKE DOWN to confirm"), dir="ltr", autocapitalize="characters", spellcheck="false"
    )

    def clean_confirmation(self) -> str:
        typed = " ".join(str(self.cleaned_data["confirmation"]).split())
        if typed != "TAKE DOWN":
            raise forms.ValidationError(_("Type TAKE DOWN, in capital letters."))
        return typed


@desk_view(Action.WITHDRAW_PICTURES)
def take_down(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Take it down, once a phrase was typed for it."""
    found = pictures.get(picture_id)
    form = TakedownForm(request.POST if request.method == "POST" else None)
    problem = None
    if request.method == "POST" and form.is_valid():
        problem = tried(lambda: _withdraw(request, found, form))
        if problem is None:
            messages.success(request, _("Taken down. Below are the updates that show where it stood."))
            return redirect("desk:picture", picture_id=found.pk)
    uses = uses_of(newsroom(), found)
    context = {"picture": found, "form": form, "problem": problem, "uses": len(uses)}
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "desk/picture_takedown.html", context, status=status)


@desk_view(Action.WITHDRAW_PICTURES)
def remove(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Take it out of every update that shows it and that one may revise, as a revision with a reason."""
    found = pictures.get(picture_id)
    if request.method != "POST":
        return redirect("desk:picture", picture_id=found.pk)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return page(request, found, removal=form)
    note, user = form.text("note").strip(), user_of(request)
    kind = RevisionKind(form.cleaned_data["kind"])
    done, refused = 0, []
    for use in uses_of(newsroom(), found):
        if not rights(request).may(Action.REVISE, use.coverage.id):
            continue

        def do(use: Use = use) -> None:
            if not note:
                raise EmptyReason
            remove_from(newsroom(), use, found, kind=kind, note=note, actor=user.get_username())

        if (problem := tried(do)) is None:
            done += 1
        else:
            refused.append(problem)
    if done:
        text = ngettext("It has left %(n)s update.", "It has left %(n)s updates.", done) % {"n": done}
        audit.note("picture_removed", actor=user.get_username(), subject=f"{found.pk}: {done}, {note}")
        messages.success(request, text)
    if refused:
        return page(request, found, removal=form, problem=refused[0])
    return redirect("desk:picture", picture_id=found.pk)


@desk_view(Action.WITHDRAW_PICTURES)
def check(request: HttpRequest, picture_id: str) -> HttpResponse:
    """Ask every address that it ever had whether it is gone."""
    found = pictures.get(picture_id)
    if request.method != "POST":
        return redirect("desk:picture", picture_id=found.pk)
    findings = [check_picture(public_site(), address) for address in pictures.addresses_of(found)]
    shown = [{**each, "state": State(each["state"])} for each in findings]
    return page(request, found, findings=shown, left=sum(each["state"] is not State.DROPPED for each in shown))


@desk_view(Action.WITHDRAW_PICTURES)
def reinstate(request: HttpRequest, picture_id: str) -> HttpResponse:
    found = pictures.get(picture_id)
    if request.method != "POST":
        return redirect("desk:picture", picture_id=found.pk)
    if (problem := tried(lambda: pictures.reinstate(found))) is not None:
        return page(request, found, problem=problem)
    audit.note("picture_reinstated", actor=user_of(request).get_username(), subject=str(found.pk))
    messages.success(request, _("It can be used again, at new addresses."))
    return redirect("desk:picture", picture_id=found.pk)


def _withdraw(request: HttpRequest, found: Picture, form: TakedownForm) -> None:
    user, reason = user_of(request), form.text("reason").strip()
    if not reason:
        raise EmptyReason
    pictures.withdraw(found, by=user, reason=reason, erase_original=bool(form.cleaned_data["erase"]))
    audit.note("picture_taken_down", actor=user.get_username(), subject=f"{found.pk}: {reason}")
    # What waits for its moment would bring the picture's words, and a hole where it was.
    for draft in drafts_with(found):
        if draft.state == flow.DraftState.SCHEDULED:
            problem = tried(lambda draft=draft: flow.take_back(draft, actor=user.get_username()))  # type: ignore[misc]
            if problem is not None:
                messages.warning(request, said(problem.cause) if problem.cause else problem.message)
