"""Whose hands changed what: lets an import tell what the desk has edited from what it wrote itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.events import (
    CoverageOpened,
    CoverageRevised,
    KeyPointsSet,
    RecordedEvent,
    UpdateFlagged,
    UpdatePinned,
    UpdatePublished,
    UpdateRevised,
    UpdateUnflagged,
    UpdateUnpinned,
)
from onrecord.domain.ids import UpdateId


@dataclass(kw_only=True, slots=True)
class Hands:
    """The actors who last changed each thing of a coverage, and what its words have been.

    The `own_` words are those that the asking actor wrote last; the others are all that there ever were.
    """

    actor: str
    revised: dict[UpdateId, str] = field(default_factory=dict)
    flagged: dict[UpdateId, str] = field(default_factory=dict)
    contents: dict[UpdateId, list[UpdateContent]] = field(default_factory=dict)
    own_contents: dict[UpdateId, UpdateContent] = field(default_factory=dict)
    pinned: str | None = None
    details: list[CoverageDetails] = field(default_factory=list)
    own_details: CoverageDetails | None = None
    key_points: list[tuple[KeyPoint, ...]] = field(default_factory=list)
    own_key_points: tuple[KeyPoint, ...] | None = None

    def has_said(self, update_id: UpdateId, content: UpdateContent) -> bool:
        """Whether this is no news from the actor: what they said last, or, had they said nothing, what anybody did."""
        own = self.own_contents.get(update_id)
        return content == own if own is not None else content in self.contents.get(update_id, ())

    def has_summed_up(self, points: tuple[KeyPoint, ...]) -> bool:
        """As `has_said`, of the summary."""
        return points == self.own_key_points if self.own_key_points is not None else points in self.key_points


def read_hands(events: Iterable[RecordedEvent], *, actor: str, until: int) -> Hands:
    """Who has changed what in the events up to seq `until`, as `actor` asks."""
    hands = Hands(actor=actor)
    for recorded in events:
        if recorded.seq > until:
            break
        is_own = recorded.actor == actor
        match recorded.event:
            case UpdatePublished(update_id=update_id, content=content):
                hands.revised[update_id] = hands.flagged[update_id] = recorded.actor
                hands.contents[update_id] = []
                _add_content(hands, update_id, content, is_own=is_own)
            case UpdateRevised(update_id=update_id, content=content):
                hands.revised[update_id] = recorded.actor
                _add_content(hands, update_id, content, is_own=is_own)
            case UpdateFlagged(update_id=update_id) | UpdateUnflagged(update_id=update_id):
                hands.flagged[update_id] = recorded.actor
            case UpdatePinned() | UpdateUnpinned():
                hands.pinned = recorded.actor
            case CoverageOpened(details=details) | CoverageRevised(details=details) if details is not None:
                hands.details.append(details)
                hands.own_details = details if is_own else hands.own_details
            case KeyPointsSet(points=points) if points is not None:
                hands.key_points.append(points)
                hands.own_key_points = points if is_own else hands.own_key_points
            case _:
                pass
    return hands


def _add_content(hands: Hands, update_id: UpdateId, content: UpdateContent | None, *, is_own: bool) -> None:
    if content is None:
        return
    hands.contents[update_id].append(content)
    if is_own:
        hands.own_contents[update_id] = content
