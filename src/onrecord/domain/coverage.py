"""A coverage as the log has made it so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.domain.updates import Standing, Update, Updates


class CoverageState(StrEnum):
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """One live blog, from opening to archive.

    Everything in it may be shown to readers, save `withheld` and `withheld_notes`: the words of held updates, and the
    notes on their revisions, kept for their release.
    `head` is the seq of the newest event; `updated_at` the time of the newest one that readers would call news.
    """

    id: CoverageId
    slug: str
    details: CoverageDetails
    details_seq: int
    state: CoverageState
    head: int
    opened_at: datetime
    updated_at: datetime
    updates: Updates = field(default_factory=Updates)
    pinned_update_id: UpdateId | None = None
    key_points: tuple[KeyPoint, ...] = ()
    key_points_seq: int | None = None
    key_event_ids: tuple[UpdateId, ...] = ()
    withheld: Mapping[UpdateId, UpdateContent] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    withheld_notes: Mapping[UpdateId, tuple[str | None, ...]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    @property
    def pinned(self) -> Update | None:
        """The pinned update, unless it is hidden or withdrawn."""
        update = None if self.pinned_update_id is None else self.updates[self.pinned_update_id]
        return update if update is not None and update.standing is Standing.PUBLISHED else None

    @property
    def key_events(self) -> Iterator[Update]:
        """The key events that readers may see, newest first."""
        flagged = (self.updates[update_id] for update_id in reversed(self.key_event_ids))
        return (update for update in flagged if update.standing is Standing.PUBLISHED)
