"""The HTML of a coverage's updates and parts, made once and kept while it stands."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from onrecord import render
from onrecord.delivery.following.timeline import Moment
from onrecord.domain.coverage import Coverage
from onrecord.domain.updates import Update
from onrecord.render import Entry

# Some ten pages: what readers look at again and again. Each is one to four kilobytes.
_KEPT = 320
_Made = TypeVar("_Made")


class Fragments:
    """What render made of the updates and parts of one coverage lately; for any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._updates: OrderedDict[int, tuple[tuple[int, int], str | None]] = OrderedDict()
        self._entries: OrderedDict[int, tuple[tuple[int, int], Entry | None]] = OrderedDict()
        self._key_events: OrderedDict[int, tuple[tuple[int, int], str]] = OrderedDict()
        self._parts: dict[str, tuple[tuple[int, int], str]] = {}

    def update(self, coverage: Coverage, update: Update) -> str | None:
        """The update's element, None while it is held."""
        return self._made(self._updates, coverage, update, lambda: render.render_update(coverage, update))

    def entry(self, coverage: Coverage, update: Update, site: str) -> Entry | None:
        """The update as feeds carry it, None while it is held; `site` is the same each time."""
        return self._made(self._entries, coverage, update, lambda: render.render_entry(coverage, update, site))

    def forget(self, ordinal: int) -> None:
        """Let an update go from memory, because something has happened to it."""
        with self._lock:
            self._updates.pop(ordinal, None)
            self._entries.pop(ordinal, None)
            self._key_events.pop(ordinal, None)

    def forget_part(self, name: str) -> None:
        """Let a part of the page go from memory, because it is another now."""
        self._parts.pop(name, None)

    def part(self, moment: Moment, name: str) -> str:
        """The element of a part of the page."""
        version = moment.part_versions[name]
        made_of = (version, moment.reload_version)
        kept = self._parts.get(name)
        if kept is not None and kept[0] == made_of:
            return kept[1]
        html = render.render_part(name, moment.coverage, version, self._key_event)
        self._parts[name] = (made_of, html)
        return html

    def _key_event(self, coverage: Coverage, update: Update) -> str:
        """The update's line in the list of key events: a hundred of them are not made again for one that is new."""
        return self._made(self._key_events, coverage, update, lambda: render.render_key_event(coverage, update))

    def _made(
        self,
        kept_ones: OrderedDict[int, tuple[tuple[int, int], _Made]],
        coverage: Coverage,
        update: Update,
        make: Callable[[], _Made],
    ) -> _Made:
        made_of = (update.version, coverage.details_seq)
        with self._lock:
            kept = kept_ones.get(update.ordinal)
            if kept is not None and kept[0] == made_of:
                kept_ones.move_to_end(update.ordinal)
                return kept[1]
        made = make()
        with self._lock:
            kept_ones[update.ordinal] = (made_of, made)
            kept_ones.move_to_end(update.ordinal)
            if len(kept_ones) > _KEPT:
                kept_ones.popitem(last=False)
        return made
