"""Publishes what was scheduled when its moment has come: once, whichever process is first; late, not never."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connections

from onrecord.domain.errors import CoverageNotLive, Refusal
from onrecord.log import LogError
from onrecord.newsroom import presence
from onrecord.newsroom.claims import CLAIM_LASTS, unclaimed
from onrecord.newsroom.door import Door, through
from onrecord.newsroom.flow import DraftState, OutcomeKind, finish, publish
from onrecord.newsroom.flow_models import Outcome
from onrecord.newsroom.models import Draft
from onrecord.newsroom.newsroom import Newsroom
from onrecord.newsroom.pictures.sweep import sweep

_logger = logging.getLogger(__name__)
# How exactly a moment is kept; each look is one indexed query.
_LOOK_EVERY = 0.5
# Later than this is told to the desk; sooner is what a busy machine takes.
LATE = timedelta(seconds=20)
# A coverage that is paused is asked again so often.
_WAIT = timedelta(seconds=3)
_TIDY_EVERY = timedelta(minutes=10)
_SWEEP_EVERY = timedelta(days=1)
_OUTCOMES_LAST = timedelta(days=30)


class Scheduler:
    """A thread that fires what is due; several processes may each have one."""

    def __init__(self, newsroom: Callable[[], Newsroom]) -> None:
        self._newsroom = newsroom
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onrecord-schedule", daemon=True)
        self._tidied_at: datetime | None = None
        self._swept_at: datetime | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what it is publishing just now is finished first."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(_LOOK_EVERY):
                try:
                    with through(Door.SCHEDULE):
                        fire_due(self._newsroom())
                    self._tidy(self._newsroom().clock())
                except (DatabaseError, LogError) as error:
                    _logger.warning("what is scheduled cannot be looked at; trying again: %s", error)
                    connections.close_all()
                except Exception:
                    # Whatever it was: when this thread ends, nothing that is scheduled is ever published.
                    _logger.exception("what is scheduled could not be published; trying again")
                    connections.close_all()
        finally:
            connections.close_all()

    def _tidy(self, now: datetime) -> None:
        if self._tidied_at is not None and now < self._tidied_at + _TIDY_EVERY:
            return
        self._tidied_at = now
        if self._swept_at is None or now >= self._swept_at + _SWEEP_EVERY:
            self._swept_at = now
            # A bucket takes its time to list its files; what is scheduled does not wait for that.
            threading.Thread(target=_sweep, name="onrecord-sweep", daemon=True).start()
        presence.forget(now)
        Outcome.objects.filter(at__lt=now - _OUTCOMES_LAST).delete()


def _sweep() -> None:
    try:
        found = sweep()
        if found.count:
            _logger.info("swept %d files of pictures that a crash had left", found.count)
    except Exception:
        _logger.exception("what a crash left of pictures could not be swept; trying again tomorrow")
    finally:
        connections.close_all()


def fire_due(newsroom: Newsroom) -> int:
    """Publish all that is due and that nobody else is publishing; returns how many were."""
    due = Draft.objects.filter(state=DraftState.SCHEDULED, publish_at__lte=newsroom.clock())
    return sum(_fire(newsroom, draft) for draft in due.select_related("author").order_by("publish_at", "pk"))


def _fire(newsroom: Newsroom, draft: Draft) -> bool:
    now = newsroom.clock()
    free = Draft.objects.filter(unclaimed(now), pk=draft.pk, state=DraftState.SCHEDULED, publish_at=draft.publish_at)
    if not free.update(claimed_until=now + CLAIM_LASTS):
        return False
    actor = draft.decided_by
    try:
        publish(newsroom, draft, actor=actor)
    except CoverageNotLive as refusal:
        Draft.objects.filter(pk=draft.pk).update(claimed_until=now + _WAIT, why=str(refusal))
        return False
    except Refusal as refusal:
        _give_back(newsroom, draft, str(refusal), actor)
        return False
    is_late = draft.publish_at is not None and now - draft.publish_at > LATE
    finish(newsroom, draft, OutcomeKind.LATE if is_late else OutcomeKind.PUBLISHED, actor=actor)
    return True


def _give_back(newsroom: Newsroom, draft: Draft, why: str, actor: str) -> None:
    """What the rules forbid will not become right by waiting: its author has it back, and the desk is told."""
    Draft.objects.filter(pk=draft.pk).update(
        state=DraftState.SENT_BACK, why=why, ready=None, ready_version=None, claimed_until=None, publish_at=None
    )
    Outcome.objects.create(
        coverage_id=draft.coverage_id,
        update_id=draft.update_id,
        kind=OutcomeKind.REFUSED,
        at=newsroom.clock(),
        due_at=draft.publish_at,
        actor=actor,
        author=draft.author.get_username(),
        why=why,
    )
