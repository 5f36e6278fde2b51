"""The HTML of a coverage's updates and parts, made once and kept while it stands."""

from collections import OrderedDict
from threading import Lock

from onrecord import render
from onrecord.delivery.timeline import Moment
from onrecord.domain.coverage import Coverage
from onrecord.domain.updates import Update

# Some ten pages: what readers look at again and again. Each is one to four kilobytes.
_KEPT = 320


class Fragments:
    """What render made of the updates and parts of one coverage lately; for any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._updates: OrderedDict[int, tuple[tuple[int, int], str | None]] = OrderedDict()
        self._parts: dict[str, tuple[tuple[int, int], str]] = {}

    def update(self, coverage: Coverage, update: Update) -> str | None:
        """The update's element, None while it is held."""
        made_of = (update.version, coverage.details_seq)
        with self._lock:
            kept = self._updates.get(update.ordinal)
            if kept is not None and kept[0] == made_of:
                self._updates.move_to_end(update.ordinal)
                return kept[1]
        html = render.render_update(coverage, update)
        with self._lock:
            # Words that were withdrawn leave the memory here, too: the same ordinal is written over.
            self._updates[update.ordinal] = (made_of, html)
            self._updates.move_to_end(update.ordinal)
            if len(self._updates) > _KEPT:
                self._updates.popitem(last=False)
        return html

    def part(self, moment: Moment, name: str) -> str:
        """The element of a part of the page."""
        version = moment.part_versions[name]
        made_of = (version, moment.reload_version)
        kept = self._parts.get(name)
        if kept is not None and kept[0] == made_of:
            return kept[1]
        html = render.render_part(name, moment.coverage, version)
        self._parts[name] = (made_of, html)
        return html
