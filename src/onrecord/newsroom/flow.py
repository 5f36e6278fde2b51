"""The way of a draft to readers: written, submitted, sent back or approved, scheduled, published.

    draft, sent back --submit--> submitted --send back--> sent back
    any              --schedule--> scheduled --unschedule--> draft
    submitted        --approve--> published        scheduled --its moment--> published

A published draft is no more: the log has its words, and an `Outcome` tells the desk what became of it. Each step is one
conditional change of one row, so of two people who decide at the same moment one is first and the other is told.
"""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from onrecord.domain import CoverageState, decide
from onrecord.domain.errors import AlreadySo, Refusal, RevisionConflict, UnderEmbargo, UpdateExists
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.newsroom.claims import unclaimed
from onrecord.newsroom.clean import clean_command
from onrecord.newsroom.flow_models import Outcome
from onrecord.newsroom.models import Draft
from onrecord.newsroom.newsroom import Newsroom
from onrecord.newsroom.planned import Planned, decode_plan, encode_plan
from onrecord.newsroom.recorded import recorded_before


class DraftState(StrEnum):
    """Where a draft stands on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    SCHEDULED = "scheduled"

    @property
    def label(self) -> str:
        return str(_STATE_LABELS[self])


class OutcomeKind(StrEnum):
    """What became of it; the desk is told of all but the plain ones until somebody puts it away."""

    APPROVED = "approved"
    PUBLISHED = "published"
    LATE = "late"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(_OUTCOME_LABELS[self])


_STATE_LABELS = {
    DraftState.DRAFT: _("Draft"),
    DraftState.SUBMITTED: _("Submitted"),
    DraftState.SENT_BACK: _("Sent back"),
    DraftState.SCHEDULED: _("Scheduled"),
}
_OUTCOME_LABELS = {
    OutcomeKind.APPROVED: _("Approved"),
    OutcomeKind.PUBLISHED: _("Published on time"),
    OutcomeKind.LATE: _("Published late"),
    OutcomeKind.REFUSED: _("Not published"),
}


class DecidedMeanwhile(Refusal):
    """A colleague has changed or decided on this since you looked; see how it stands now."""


class NotReady(Refusal):
    """This has not been submitted or scheduled: there is nothing to publish yet."""


class TimeHasPassed(Refusal):
    """That moment has passed; publish it now, or choose a later one."""


class EmptySendingBack(Refusal):
    """Say what is to be done: whoever wrote this will read your note."""


def embargoed_until(update_id: UpdateId) -> datetime | None:
    """Until when this update, or the revision of it that is being written, may not be published."""
    latest: datetime | None = Draft.objects.filter(update_id=update_id).aggregate(latest=Max("embargoed_until"))[
        "latest"
    ]
    return latest


def submissions(coverage_id: CoverageId) -> QuerySet[Draft]:
    """What waits for an editor, the oldest first."""
    found = Draft.objects.filter(coverage_id=coverage_id, state=DraftState.SUBMITTED)
    return found.select_related("author").order_by("decided_at", "pk")


def scheduled(coverage_id: CoverageId) -> QuerySet[Draft]:
    """What waits for its moment, the next first."""
    found = Draft.objects.filter(coverage_id=coverage_id, state=DraftState.SCHEDULED)
    return found.select_related("author").order_by("publish_at", "pk")


def submit(newsroom: Newsroom, draft: Draft, command: Planned, *, actor: str) -> None:
    """Afterwards an editor is asked to publish this; raises the Refusal that publishing would."""
    _change(draft, _tried(newsroom, draft, command), state=DraftState.SUBMITTED, actor=actor, publish_at=None)


def take_back(draft: Draft, *, actor: str) -> None:
    """Afterwards it is a draft again, neither submitted nor scheduled."""
    _change(draft, None, unclaimed(datetime.now(UTC)), state=DraftState.DRAFT, actor=actor, publish_at=None)


def send_back(draft: Draft, why: str, *, actor: str) -> None:
    """Afterwards its author has it back, with the note."""
    if not why.strip():
        raise EmptySendingBack
    is_waiting = Q(state=DraftState.SUBMITTED)
    _change(draft, None, is_waiting, state=DraftState.SENT_BACK, actor=actor, why=why.strip(), publish_at=None)


def schedule(newsroom: Newsroom, draft: Draft, command: Planned, publish_at: datetime, *, actor: str) -> None:
    """Afterwards this is published at that moment, in `actor`'s name; raises the Refusal that publishing then would."""
    if publish_at <= newsroom.clock():
        raise TimeHasPassed
    ready = _tried(newsroom, draft, command)
    until = embargoed_until(UpdateId(draft.update_id))
    if until is not None and publish_at < until:
        raise UnderEmbargo
    _change(draft, ready, state=DraftState.SCHEDULED, actor=actor, publish_at=publish_at)


def set_embargo(draft: Draft, until: datetime | None) -> None:
    """Afterwards nobody can publish this before that moment; what is scheduled sooner is a draft again."""
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(embargoed_until=until)
        if until is not None:
            sooner = Draft.objects.filter(
                unclaimed(datetime.now(UTC)),
                update_id=draft.update_id,
                state=DraftState.SCHEDULED,
                publish_at__lt=until,
            )
            sooner.update(state=DraftState.DRAFT, publish_at=None, ready=None, ready_version=None)
    draft.refresh_from_db()


def approve(newsroom: Newsroom, draft: Draft, *, actor: str) -> None:
    """Afterwards what was submitted is published, once, however often this is asked; raises a Refusal or LogError."""
    if draft.state != DraftState.SUBMITTED:
        raise NotReady
    publish(newsroom, draft, actor=actor)
    finish(newsroom, draft, OutcomeKind.APPROVED, actor=actor)


def publish(newsroom: Newsroom, draft: Draft, *, actor: str) -> None:
    """Afterwards what is ready in this draft is published: now, or by somebody who was quicker."""
    if draft.ready is None:
        raise NotReady
    command = decode_plan(draft.update_id, draft.ready)
    try:
        newsroom.execute(CoverageId(draft.coverage_id), command, actor=actor)
    except (UpdateExists, RevisionConflict, AlreadySo):
        if recorded_before(newsroom, CoverageId(draft.coverage_id), command) is None:
            raise


def finish(newsroom: Newsroom, draft: Draft, kind: OutcomeKind, *, actor: str, why: str = "") -> None:
    """Let go of a draft that is published, and say so; words that were changed since stay, as a draft of a revision."""
    now = newsroom.clock()
    with transaction.atomic():
        found = Draft.objects.filter(pk=draft.pk)
        is_gone, _ = found.filter(version=draft.ready_version or 0).delete()
        if not is_gone:
            update = newsroom.load(CoverageId(draft.coverage_id)).updates.get(UpdateId(draft.update_id))
            left = found.exclude(ready=None).update(
                **_CLEARED, state=DraftState.DRAFT, base_revision=update.revision if update else None, publish_at=None
            )
            if not left:
                return
        Outcome.objects.create(
            coverage_id=draft.coverage_id,
            update_id=draft.update_id,
            kind=kind,
            at=now,
            due_at=draft.publish_at,
            actor=actor,
            author=draft.author.get_username(),
            why=why,
            put_away_at=None if kind in _TOLD else now,
        )


_CLEARED: dict[str, Any] = {"ready": None, "ready_version": None, "claimed_until": None, "why": "", "decided_by": ""}
_TOLD = (OutcomeKind.LATE, OutcomeKind.REFUSED)


def _tried(newsroom: Newsroom, draft: Draft, command: Planned) -> Planned:
    """The command, cleaned; raises the Refusal that publishing would, but for the moment's own."""
    cleaned = clean_command(command)
    coverage = newsroom.load(CoverageId(draft.coverage_id))
    decide(replace(coverage, state=CoverageState.LIVE), cleaned, newsroom.clock())
    newsroom.check(cleaned)
    assert isinstance(cleaned, Planned)  # noqa: S101 - cleaning keeps the kind of a command
    return cleaned


def _change(
    draft: Draft,
    command: Planned | None,
    condition: Q | None = None,
    *,
    state: DraftState,
    actor: str,
    why: str = "",
    publish_at: datetime | None,
) -> None:
    ready = {"ready": encode_plan(command), "ready_version": draft.version} if command is not None else {}
    found = Draft.objects.filter(condition or Q(), pk=draft.pk, version=draft.version, state=draft.state)
    changed = found.update(
        **(_CLEARED | ready | {"why": why, "decided_by": actor}),
        state=state,
        decided_at=datetime.now(UTC),
        publish_at=publish_at,
    )
    if not changed:
        raise DecidedMeanwhile
    draft.refresh_from_db()
