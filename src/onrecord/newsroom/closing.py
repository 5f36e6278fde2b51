"""What an editor wants to know before a coverage is closed."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from onrecord.domain import Coverage
from onrecord.domain.content import UpdateContent
from onrecord.domain.updates import Standing
from onrecord.newsroom.documents import images_without_alt
from onrecord.newsroom.flow import DraftState
from onrecord.newsroom.models import Draft


class Open(StrEnum):
    """Something that may still be open."""

    SUBMISSIONS = "submissions"
    SCHEDULED = "scheduled"
    DRAFTS = "drafts"
    HELD = "held"
    ALT = "alt"
    SUMMARY = "summary"


_LABELS = {
    Open.SUBMISSIONS: (_("Every submission is answered"), _("Submissions without an answer: %d")),
    Open.SCHEDULED: (_("Nothing is scheduled"), _("Scheduled, and not published once it is closed: %d")),
    Open.DRAFTS: (_("No drafts are left"), _("Drafts that nobody has published: %d")),
    Open.HELD: (_("Nothing is held"), _("Held updates, neither released nor retracted: %d")),
    Open.ALT: (_("Every picture is described"), _("Pictures without a description: %d")),
    Open.SUMMARY: (_("The summary says how it ended"), _("Updates since the summary was last changed: %d")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the checklist; `numbers` are the ordinals of the updates that it is about."""

    what: Open
    count: int
    numbers: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        return self.count == 0

    @property
    def label(self) -> str:
        done, left = _LABELS[self.what]
        return str(done) if self.is_done else str(left) % self.count


def checklist(coverage: Coverage) -> list[Item]:
    """What is done and what is left, in the order in which it matters."""
    states = list(Draft.objects.filter(coverage_id=coverage.id).values_list("state", flat=True))
    updates = list(coverage.updates.values())
    held = [update.ordinal for update in updates if update.standing is Standing.HELD]
    bare = [update.ordinal for update in updates if update.content is not None and _is_bare(update.content)]
    pictures = sum(images_without_alt(update.content) for update in updates if update.content is not None)
    summed_up = coverage.key_points_seq or 0
    since = [update.ordinal for update in updates if update.seq > summed_up]
    written = (DraftState.DRAFT, DraftState.SENT_BACK)
    return [
        Item(what=Open.SUBMISSIONS, count=states.count(DraftState.SUBMITTED)),
        Item(what=Open.SCHEDULED, count=states.count(DraftState.SCHEDULED)),
        Item(what=Open.HELD, count=len(held), numbers=tuple(held)),
        Item(what=Open.ALT, count=pictures, numbers=tuple(bare)),
        Item(what=Open.SUMMARY, count=len(since), numbers=tuple(since[-1:])),
        Item(what=Open.DRAFTS, count=sum(state in written for state in states)),
    ]


def _is_bare(content: UpdateContent) -> bool:
    return images_without_alt(content) > 0
