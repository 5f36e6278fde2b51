"""Who may do what: one table of actions and the least role for each."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext_lazy as _

from onrecord.domain.commands import (
    CloseCoverage,
    Command,
    FlagUpdate,
    HoldUpdate,
    OpenCoverage,
    PauseCoverage,
    PinUpdate,
    PublishUpdate,
    RedactPayload,
    ReleaseUpdate,
    ResumeCoverage,
    RetractUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
    UnflagUpdate,
    UnpinUpdate,
)
from onrecord.domain.coverage import Coverage, CoverageState
from onrecord.domain.errors import Refusal
from onrecord.domain.ids import CoverageId
from onrecord.newsroom import audit
from onrecord.newsroom.models import Membership

EVERY_COVERAGE = ""


class Role(IntEnum):
    """What somebody is, on one coverage or on all of them; each may do what those below may."""

    REPORTER = 1
    EDITOR = 2
    OWNER = 3
    ADMINISTRATOR = 4

    @property
    def key(self) -> str:
        """The role as the tables, the API and the command line spell it."""
        return self.name.lower()

    @classmethod
    def of_key(cls, key: str) -> "Role":
        """The role spelt so; raises ValueError for anything else."""
        for role in cls:
            if role.key == key:
                return role
        raise ValueError(f"a role is one of {', '.join(role.key for role in cls)}, not {key!r:.40}")

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Role.REPORTER: _("Reporter"),
    Role.EDITOR: _("Editor"),
    Role.OWNER: _("Owner"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class Scope(Enum):
    """Where the role must be held."""

    COVERAGE = "on the coverage itself, or on all of them"
    SITE = "on all coverages"
    ANYWHERE = "on any coverage"


class Action(Enum):
    """What can be done; the value says the least role and where it must be held."""

    ENTER = ("enter", Role.REPORTER, Scope.ANYWHERE)
    USE_PICTURES = ("use_pictures", Role.REPORTER, Scope.ANYWHERE)
    WITHDRAW_PICTURES = ("withdraw_pictures", Role.EDITOR, Scope.ANYWHERE)
    OWN_TOKENS = ("own_tokens", Role.REPORTER, Scope.ANYWHERE)

    VIEW = ("view", Role.REPORTER, Scope.COVERAGE)
    WRITE = ("write", Role.REPORTER, Scope.COVERAGE)
    SUBMIT = ("submit", Role.REPORTER, Scope.COVERAGE)
    NOTE = ("note", Role.REPORTER, Scope.COVERAGE)
    EXPORT = ("export", Role.REPORTER, Scope.COVERAGE)

    APPROVE = ("approve", Role.EDITOR, Scope.COVERAGE)
    SEND_BACK = ("send_back", Role.EDITOR, Scope.COVERAGE)
    SCHEDULE = ("schedule", Role.EDITOR, Scope.COVERAGE)
    PUBLISH = ("publish", Role.EDITOR, Scope.COVERAGE)
    REVISE = ("revise", Role.EDITOR, Scope.COVERAGE)
    RETRACT = ("retract", Role.EDITOR, Scope.COVERAGE)
    REDACT = ("redact", Role.EDITOR, Scope.COVERAGE)
    HOLD = ("hold", Role.EDITOR, Scope.COVERAGE)
    RELEASE = ("release", Role.EDITOR, Scope.COVERAGE)
    PIN = ("pin", Role.EDITOR, Scope.COVERAGE)
    FLAG = ("flag", Role.EDITOR, Scope.COVERAGE)
    SUM_UP = ("sum_up", Role.EDITOR, Scope.COVERAGE)
    REVISE_COVERAGE = ("revise_coverage", Role.EDITOR, Scope.COVERAGE)
    DISCARD_DRAFTS = ("discard_drafts", Role.EDITOR, Scope.COVERAGE)
    PAUSE = ("pause", Role.EDITOR, Scope.COVERAGE)
    RESUME = ("resume", Role.EDITOR, Scope.COVERAGE)

    CLOSE = ("close", Role.OWNER, Scope.COVERAGE)
    REOPEN = ("reopen", Role.OWNER, Scope.COVERAGE)
    SET_UP = ("set_up", Role.OWNER, Scope.COVERAGE)
    MEMBERS = ("members", Role.OWNER, Scope.COVERAGE)

    OPEN = ("open", Role.EDITOR, Scope.SITE)
    TEMPLATES = ("templates", Role.EDITOR, Scope.SITE)
    PEOPLE = ("people", Role.ADMINISTRATOR, Scope.SITE)
    AUDIT = ("audit", Role.ADMINISTRATOR, Scope.SITE)
    DELIVERY = ("delivery", Role.ADMINISTRATOR, Scope.SITE)

    def __init__(self, key: str, least: Role, scope: Scope) -> None:
        self.key = key
        self.least = least
        self.scope = scope


class NotAllowed(Refusal):
    """You may not do this here; ask an editor, the coverage's owner or an administrator."""

    def __init__(self, action: Action) -> None:
        super().__init__(
            str(_("This takes the role “{role}” here; ask an administrator for it.")).format(role=action.least.label)
        )
        self.action = action


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """Every role that somebody holds, read once."""

    on_site: Role | None = None
    on_coverages: dict[str, Role]

    def role_on(self, coverage_id: CoverageId | str) -> Role | None:
        """The highest role held on this coverage."""
        return max(filter(None, (self.on_site, self.on_coverages.get(coverage_id))), default=None)

    def may(self, action: Action, coverage_id: CoverageId | str | None = None) -> bool:
        """Whether the holder may do this on this coverage; an action on a coverage, without one, asks of all."""
        match action.scope:
            case Scope.ANYWHERE:
                held = max(filter(None, (self.on_site, *self.on_coverages.values())), default=None)
            case Scope.COVERAGE if coverage_id:
                held = self.role_on(coverage_id)
            case _:
                held = self.on_site
        return held is not None and held >= action.least


_NO_RIGHTS = Rights(on_coverages={})


def rights_of(user: User | AnonymousUser) -> Rights:
    """What this user may do; nothing for somebody who is not signed in or whose account is closed."""
    if not isinstance(user, User) or not user.is_active:
        return _NO_RIGHTS
    held = {
        coverage_id: Role.of_key(role)
        for coverage_id, role in Membership.objects.filter(user=user).values_list("coverage_id", "role")
    }
    on_site = held.pop(EVERY_COVERAGE, None)
    return Rights(on_site=Role.ADMINISTRATOR if user.is_superuser else on_site, on_coverages=held)


def may(user: User | AnonymousUser, action: Action, coverage_id: CoverageId | str | None = None) -> bool:
    """Whether the user may do this, on this coverage or (None) on all of them."""
    return rights_of(user).may(action, coverage_id)


def demand(user: User | AnonymousUser, action: Action, coverage_id: CoverageId | str | None = None) -> None:
    """Raises NotAllowed unless the user may do this."""
    if not may(user, action, coverage_id):
        raise NotAllowed(action)


def give_role(
    user: User, role: Role | None, coverage_id: CoverageId | str = EVERY_COVERAGE, *, by: str = "onrecord"
) -> None:
    """Afterwards this is the role that the user holds there; None takes it away."""
    if role is Role.ADMINISTRATOR and coverage_id != EVERY_COVERAGE:
        raise ValueError("an administrator is one of the whole site, not of one coverage")
    if role is None:
        Membership.objects.filter(user=user, coverage_id=coverage_id).delete()
    else:
        Membership.objects.update_or_create(user=user, coverage_id=coverage_id, defaults={"role": role.key})
    given = "no role" if role is None else role.key
    audit.note("role_given", actor=by, coverage_id=coverage_id, subject=f"{user.get_username()}: {given}")


def action_of(command: Command, coverage: Coverage | None) -> Action:
    """What this command is called in the table."""
    match command:
        case OpenCoverage():
            return Action.OPEN
        case ReviseCoverage():
            return Action.REVISE_COVERAGE
        case PauseCoverage():
            return Action.PAUSE
        case ResumeCoverage():
            is_closed = coverage is not None and coverage.state is CoverageState.CLOSED
            return Action.REOPEN if is_closed else Action.RESUME
        case CloseCoverage():
            return Action.CLOSE
        case PublishUpdate():
            return Action.PUBLISH
        case ReviseUpdate():
            return Action.REVISE
        case RetractUpdate():
            return Action.RETRACT
        case HoldUpdate():
            return Action.HOLD
        case ReleaseUpdate():
            return Action.RELEASE
        case PinUpdate() | UnpinUpdate():
            return Action.PIN
        case FlagUpdate() | UnflagUpdate():
            return Action.FLAG
        case SetKeyPoints():
            return Action.SUM_UP
        case RedactPayload():
            return Action.REDACT
