"""What the page of a coverage shows, and a tag that changes whenever it would show something else."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from onrecord.desk.drafted import name_of_draft
from onrecord.desk.public_site import readers_now
from onrecord.desk.rows import UpdateRow
from onrecord.domain import Coverage
from onrecord.domain.updates import Standing, Update
from onrecord.newsroom import Newsroom
from onrecord.newsroom.drafts import drafts_of
from onrecord.newsroom.flow import DraftState, OutcomeKind
from onrecord.newsroom.flow_models import Note, Outcome
from onrecord.newsroom.models import Draft
from onrecord.newsroom.notes import notes_on
from onrecord.newsroom.presence import Here, who_is_here

# So long a mistaken publish can be undone with one button: readers who saw it are told that it was an error.
UNDO_LASTS = timedelta(seconds=60)
_MOST_DRAFTS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One published update in the list."""

    row: UpdateRow
    editors: list[str]
    notes: list[Note]
    undo_until: datetime | None

    @property
    def update(self) -> Update:
        return self.row.update


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One draft, submission or scheduled update."""

    draft: Draft
    editors: list[str]
    notes: list[Note]

    @property
    def name(self) -> str:
        return name_of_draft(self.draft)

    @property
    def state(self) -> DraftState:
        return DraftState(self.draft.state)

    @property
    def is_changed(self) -> bool:
        """Whether it was written on after it was submitted or scheduled."""
        return self.draft.ready_version is not None and self.draft.ready_version != self.draft.version


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What became of something, until it is put away."""

    outcome: Outcome
    number: int | None

    @property
    def kind(self) -> OutcomeKind:
        return OutcomeKind(self.outcome.kind)

    @property
    def is_refused(self) -> bool:
        return self.kind is OutcomeKind.REFUSED


class Board:
    """Everything of one coverage's page but its updates, read once; `tag` stands for it and for the updates' seq."""

    def __init__(self, newsroom: Newsroom, coverage: Coverage, user: User) -> None:
        self.coverage = coverage
        self.user = user
        self.now = newsroom.clock()
        self.readers = readers_now(coverage.id)
        self.here: list[Here] = who_is_here(coverage.id)
        self._drafts = list(drafts_of(coverage.id)[:_MOST_DRAFTS])
        self._outcomes = list(Outcome.objects.filter(coverage_id=coverage.id, put_away_at=None).order_by("-at")[:20])
        self._newest_note = Note.objects.filter(coverage_id=coverage.id).order_by("-pk").values_list("pk").first()
        self._note_count = Note.objects.filter(coverage_id=coverage.id).count()

    @property
    def tag(self) -> str:
        """An entity tag; the same as long as the page would show the same to this user."""
        undoable = [update.id for update in self._newest() if self._undo_until(update)]
        known = (
            (self.coverage.head, self.readers, self.user.pk, self._newest_note, self._note_count, undoable),
            [(each.name, each.update_id) for each in self.here],
            [(d.pk, d.version, d.state, d.publish_at, d.why, d.embargoed_until) for d in self._drafts],
            [each.pk for each in self._outcomes],
        )
        return f'"{hashlib.sha256(repr(known).encode()).hexdigest()[:24]}"'

    def rows(self, ordinals: Sequence[int]) -> list[Row]:
        """The updates with these ordinals."""
        updates = [self.coverage.updates.at(ordinal) for ordinal in ordinals]
        notes = notes_on(self.coverage.id, [update.id for update in updates])
        return [
            Row(
                row=UpdateRow(coverage=self.coverage, update=update),
                editors=self._editors(update.id),
                notes=notes.get(update.id, []),
                undo_until=self._undo_until(update),
            )
            for update in updates
        ]

    def cards(self) -> dict[str, list[Card]]:
        """The drafts by what is next to be done with them."""
        notes = notes_on(self.coverage.id, [draft.update_id for draft in self._drafts])
        cards = [
            Card(draft=draft, editors=self._editors(draft.update_id), notes=notes.get(draft.update_id, []))
            for draft in self._drafts
        ]
        submitted = [card for card in cards if card.state is DraftState.SUBMITTED]
        planned = [card for card in cards if card.state is DraftState.SCHEDULED]
        return {
            "submitted": sorted(submitted, key=lambda card: (card.draft.decided_at or self.now, card.draft.pk)),
            "scheduled": sorted(planned, key=lambda card: (card.draft.publish_at or self.now, card.draft.pk)),
            "drafts": [card for card in cards if card.state in (DraftState.DRAFT, DraftState.SENT_BACK)],
        }

    def told(self) -> list[Told]:
        """What became of things, the latest first."""
        updates = self.coverage.updates
        numbers = {each.update_id: update.ordinal for each in self._outcomes if (update := updates.get(each.update_id))}  # type: ignore[call-overload] # ids are strings in tables
        return [Told(outcome=each, number=numbers.get(each.update_id)) for each in self._outcomes]

    def people(self) -> list[tuple[str, list[str]]]:
        """Who is in the room, each with what they edit: the numbers of updates, or nothing for new ones."""
        found: dict[str, list[str]] = {}
        for each in self.here:
            editing = found.setdefault(each.name, [])
            if each.update_id is not None:
                update = self.coverage.updates.get(each.update_id)
                number = f"#{update.ordinal}" if update else ""
                if number not in editing:
                    editing.append(number)
        return list(found.items())

    def _editors(self, update_id: str) -> list[str]:
        return [each.name for each in self.here if each.update_id == update_id and each.user_id != self.user.pk]

    def _newest(self) -> list[Update]:
        updates = self.coverage.updates
        return [updates.at(ordinal) for ordinal in range(len(updates), max(len(updates) - 20, 0), -1)]

    def _undo_until(self, update: Update) -> datetime | None:
        until = update.revisions[0].at + UNDO_LASTS
        is_shown = update.standing in (Standing.PUBLISHED, Standing.HELD)
        return until if is_shown and self.now < until and update.revision == 1 else None
