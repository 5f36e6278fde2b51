"""The administrator's pages: who has an account, their roles, sessions, tokens and second factors; invitations."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.forms import DeskForm
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.newsroom import audit
from onrecord.newsroom.invitations import invite, open_invitations, revoke_invitation
from onrecord.newsroom.models import ApiToken, Invitation, Membership
from onrecord.newsroom.roles import EVERY_COVERAGE, Action, Role, give_role
from onrecord.newsroom.sign_in import make_sign_in_link
from onrecord.newsroom.tokens import revoke_token

_PAGE = 50
_MOST_COVERAGES = 200


def coverage_choices() -> list[tuple[str, str]]:
    """Every coverage, the newest first, by id and headline."""
    heads = newsroom().log.heads()[::-1][:_MOST_COVERAGES]
    return [(head.coverage_id, newsroom().load(head.coverage_id).details.headline[:80]) for head in heads]


class RoleForm(DeskForm):
    """A role, and where it holds."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=lambda: [(role.key, role.label) for role in Role])
    coverage_id = forms.ChoiceField(label=gettext_lazy("On"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(EVERY_COVERAGE, _("All coverages")), *coverage_choices()]
        self.fields["role"].choices = [(role.key, role.label) for role in Role]  # type: ignore[attr-defined] # in this reader's language
        self.fields["coverage_id"].choices = choices  # type: ignore[attr-defined] # it is a ChoiceField

    def clean(self) -> None:
        if self.text("role") == Role.ADMINISTRATOR.key and self.text("coverage_id"):
            self.add_error("role", _("An administrator is one of the whole site: choose all coverages."))

    @property
    def chosen(self) -> Role:
        return Role.of_key(self.text("role"))


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Becomes the account's address. The link is not mailed: send it yourself."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    field_order = ("email", "role", "coverage_id")


@desk_view(Action.PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    link, form = None, InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        base, by = request.build_absolute_uri("/"), user_of(request).get_username()
        link = invite(form.chosen, base, by=by, coverage_id=form.text("coverage_id"), email=form.text("email"))
        form = InviteForm()
    users = User.objects.order_by("-is_active", "username").prefetch_related("memberships")
    page = Paginator(users, _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "link": link,
        "page": page,
        "people": [{"user": user, "roles": roles_of(user)} for user in page.object_list],
        "invitations": [{"row": row, "role": Role.of_key(row.role).label} for row in open_invitations()[:_PAGE]],
    }
    return render(request, "desk/people.html", context, status=422 if form.errors else 200)


@desk_view(Action.PEOPLE)
def withdraw_invitation(request: HttpRequest, number: int) -> HttpResponse:
    if request.method == "POST":
        revoke_invitation(get_object_or_404(Invitation, pk=number), by=user_of(request).get_username())
        messages.success(request, _("Withdrawn."))
    return redirect("desk:people")


@desk_view(Action.PEOPLE)
def person(request: HttpRequest, number: int) -> HttpResponse:
    user, link = get_object_or_404(User, pk=number), None
    form = RoleForm()
    if request.method == "POST":
        match request.POST.get("action"):
            case "role":
                form = RoleForm(request.POST)
                if form.is_valid() and _may_change(request, user, form.text("coverage_id"), form.chosen):
                    give_role(user, form.chosen, form.text("coverage_id"), by=user_of(request).get_username())
                    messages.success(request, _("Saved."))
            case "link":
                link = make_sign_in_link(user, request.build_absolute_uri("/"))
                audit.note("sign_in_link_made", actor=user_of(request).get_username(), subject=user.get_username())
            case action:
                _do(request, user, action or "")
        if not form.errors and link is None:
            return redirect("desk:person", number=user.pk)
    context = {
        "person": user,
        "link": link,
        "form": form,
        "roles": roles_of(user),
        "sessions": UserSession.objects.purge_and_list(user),
        "tokens": ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at"),
        "factors": Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .aggregate(n=Count("pk"))["n"],
    }
    return render(request, "desk/person.html", context, status=422 if form.errors else 200)


def roles_of(user: User) -> list[dict[str, str]]:
    """The roles that somebody holds, as pages show them."""
    rows = Membership.objects.filter(user=user).order_by("coverage_id")
    found = [
        {
            "coverage_id": row.coverage_id,
            "where": newsroom().load(row.coverage_id).details.headline if row.coverage_id else _("All coverages"),  # type: ignore[arg-type] # an id of the log's
            "label": Role.of_key(row.role).label,
        }
        for row in rows
    ]
    if user.is_superuser:
        found.insert(0, {"coverage_id": "", "where": _("All coverages"), "label": Role.ADMINISTRATOR.label})
    return found


def end_sessions(user: User, *, by: str) -> None:
    """Sign somebody out everywhere, now."""
    for found in UserSession.objects.filter(user=user):
        found.end()
    audit.note("sessions_ended", actor=by, subject=user.get_username())


def _do(request: HttpRequest, user: User, action: str) -> None:
    by = user_of(request).get_username()
    match action:
        case "disable" if user.pk == user_of(request).pk:
            messages.error(request, _("You cannot shut yourself out."))
            return
        case "disable" | "enable":
            user.is_active = action == "enable"
            user.save(update_fields=["is_active"])
            if not user.is_active:
                end_sessions(user, by=by)
            audit.note(f"account_{action}d", actor=by, subject=user.get_username())
        case "sessions":
            end_sessions(user, by=by)
        case "factors":
            Authenticator.objects.filter(user=user).delete()
            audit.note("second_factor_reset", actor=by, subject=user.get_username())
        case "take_role":
            coverage_id = request.POST.get("coverage_id", "")
            if not _may_change(request, user, coverage_id, None):
                return
            give_role(user, None, coverage_id, by=by)
        case "revoke_token":
            number = request.POST.get("token", "")
            if not number.isdecimal() or len(number) > 17:
                raise Http404
            revoke_token(get_object_or_404(ApiToken, pk=int(number), user=user), by=by)
        case _:
            return
    messages.success(request, _("Done."))


def _may_change(request: HttpRequest, user: User, coverage_id: str, role: Role | None) -> bool:
    """Whoever is the administrator cannot stop being one by a slip: another has to do it."""
    is_slip = user.pk == user_of(request).pk and coverage_id == EVERY_COVERAGE and role is not Role.ADMINISTRATOR
    if is_slip:
        messages.error(request, _("Another administrator has to take this role from you."))
    return not is_slip
