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
    """The actors who last changed each thing of a coverage, and all that its words have ever been."""

    revised: dict[UpdateId, str] = field(default_factory=dict)
    flagged: dict[UpdateId, str] = field(default_factory=dict)
    contents: dict[UpdateId, list[UpdateContent]] = field(default_factory=dict)
    pinned: str | None = None
    details_actor: str | None = None
    details: list[CoverageDetails] = field(default_factory=list)
    key_points: list[tuple[KeyPoint, ...]] = field(default_factory=list)


def read_hands(events: Iterable[RecordedEvent], *, until: int) -> Hands:
    """Who has changed what in the events up to seq `until`."""
    hands = Hands()
    for recorded in events:
        if recorded.seq > until:
            break
        match recorded.event:
            case UpdatePublished(update_id=update_id, content=content):
                hands.revised[update_id] = hands.flagged[update_id] = recorded.actor
                hands.contents[update_id] = [] if content is None else [content]
            case UpdateRevised(update_id=update_id, content=content):
                hands.revised[update_id] = recorded.actor
                if content is not None:
                    hands.contents[update_id].append(content)
            case UpdateFlagged(update_id=update_id) | UpdateUnflagged(update_id=update_id):
                hands.flagged[update_id] = recorded.actor
            case UpdatePinned() | UpdateUnpinned():
                hands.pinned = recorded.actor
            case CoverageOpened(details=details) | CoverageRevised(details=details):
                hands.details_actor = recorded.actor
                if details is not None:
                    hands.details.append(details)
            case KeyPointsSet(points=points) if points is not None:
                hands.key_points.append(points)
            case _:
                pass
    return hands
