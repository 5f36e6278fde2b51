"""Who works on a coverage: its owner's page."""

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.forms import DeskForm
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.newsroom.invitations import invite
from onrecord.newsroom.models import Membership
from onrecord.newsroom.roles import EVERY_COVERAGE, Action, Role, give_role

_OFFERED = (Role.REPORTER, Role.EDITOR, Role.OWNER)


class MemberForm(DeskForm):
    """A colleague's name, or none for a link that invites somebody; and a role on this coverage."""

    username = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Of an account that is there. Left empty, a link is made that invites somebody new."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=lambda: [(role.key, role.label) for role in _OFFERED])

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip()
        if name and not User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("There is no account with this name. Left empty, this makes an invitation."))
        return name


@desk_view(Action.MEMBERS)
def members(request: HttpRequest, slug: str) -> HttpResponse:
    coverage, link = newsroom().find(slug), None
    form, by = MemberForm(request.POST if request.method == "POST" else None), user_of(request).get_username()
    if form.is_valid():
        role = Role.of_key(form.text("role"))
        if name := form.text("username"):
            give_role(User.objects.get(username=name), role, coverage.id, by=by)
            messages.success(request, _("Saved."))
            return redirect("desk:members", slug=slug)
        link, form = invite(role, request.build_absolute_uri("/"), by=by, coverage_id=coverage.id), MemberForm()
    rows = Membership.objects.filter(coverage_id__in=(coverage.id, EVERY_COVERAGE), user__is_active=True)
    context = {
        "coverage": coverage,
        "form": form,
        "link": link,
        "members": [
            {"row": row, "label": Role.of_key(row.role).label, "is_of_all": row.coverage_id == EVERY_COVERAGE}
            for row in rows.select_related("user").order_by("-coverage_id", "user__username")
        ],
    }
    return render(request, "desk/members.html", context, status=422 if form.errors else 200)


@desk_view(Action.MEMBERS)
def remove_member(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    coverage = newsroom().find(slug)
    if request.method == "POST":
        row = get_object_or_404(Membership, pk=number, coverage_id=coverage.id)
        give_role(row.user, None, coverage.id, by=user_of(request).get_username())
        messages.success(request, _("Removed from this coverage."))
    return redirect("desk:members", slug=slug)
