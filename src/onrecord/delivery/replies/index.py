"""The page that lists the coverages."""

from dataclasses import replace
from types import MappingProxyType

from onrecord import render
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import Shelf
from onrecord.domain.coverage import Coverage
from onrecord.domain.ids import CoverageId
from onrecord.domain.updates import Updates
from onrecord.log import Head, Log, LogError

# Each has to be read from the log once after a start; a list that is longer is an archive and needs a search.
_LISTED = 50


class Index:
    """Keeps the heads of the newest coverages, so that the list does not need the coverages themselves."""

    def __init__(self, log: Log, shelf: Shelf, site: str) -> None:
        self._log = log
        self._shelf = shelf
        self._site = site
        self._entries: dict[CoverageId, Coverage] = {}

    def page(self) -> bytes:
        """The list as HTML; reads the log for coverages that are not in memory. Raises LogError."""
        listed = self._shelf.heads()[-_LISTED:]
        entries = {head.coverage_id: self._entry(head) for head in listed}
        self._entries = entries
        return render.render_index(entries.values(), self._site).encode("utf-8", "replace")

    def _entry(self, head: Head) -> Coverage:
        live = self._shelf.in_memory(head.coverage_id)
        if live is not None:
            return _head_alone(live.moment.coverage)
        known = self._entries.get(head.coverage_id)
        if known is not None and known.head >= head.seq:
            return known
        read = LiveCoverage(head.coverage_id)
        try:
            read.catch_up(self._log, is_read=False)
        except LogError:
            if known is None:
                raise
            return known
        return _head_alone(read.moment.coverage)


def _head_alone(coverage: Coverage) -> Coverage:
    return replace(
        coverage,
        updates=Updates(),
        pinned_update_id=None,
        key_points=(),
        key_event_ids=(),
        withheld=MappingProxyType({}),
    )
