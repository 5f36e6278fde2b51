"""What an importer hands over, and the order in which it is to be published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import NaiveTime


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestItem:
    """One update as its source has it; times are aware, or None where the source gives none."""

    content: UpdateContent
    source_id: str | None = None
    published_at: datetime | None = None
    revised_at: datetime | None = None
    is_key_event: bool = False
    is_pinned: bool = False


def oldest_first(items: Sequence[IngestItem]) -> list[IngestItem]:
    """The items in the order in which they are to be published, so that readers meet them in the source's order.

    A source lists the newest first unless its times say that it does not. A pinned item stands on top of its source
    whatever its age, so its own time places it.
    """
    if any(at is not None and at.utcoffset() is None for item in items for at in (item.published_at, item.revised_at)):
        raise NaiveTime
    stream = [item for item in items if not item.is_pinned or item.published_at is None]
    ordered = stream if _is_rising(stream) else stream[::-1]
    for item in items:
        if item.is_pinned and item.published_at is not None:
            ordered.insert(_place(ordered, item.published_at), item)
    return ordered


def _is_rising(items: Iterable[IngestItem]) -> bool:
    times = [item.published_at for item in items if item.published_at is not None]
    rising = sum(earlier < later for earlier, later in pairwise(times))
    falling = sum(earlier > later for earlier, later in pairwise(times))
    return rising > falling


def _place(ordered: Sequence[IngestItem], at: datetime) -> int:
    """Behind the newest item that is not younger."""
    return max((n + 1 for n, item in enumerate(ordered) if item.published_at and item.published_at <= at), default=0)
