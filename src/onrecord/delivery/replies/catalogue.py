"""What there is to read besides streams: for each address the reply, which can be made and then is kept in memory."""

from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import NamedTuple

from onrecord import render
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.public_json import coverage_json
from onrecord.delivery.following.timeline import Moment
from onrecord.delivery.http import ANY_ORIGIN, EMBED_SECURITY, HTML, JSON, PAGE_CACHE, PAGE_SECURITY, Kind
from onrecord.delivery.places import Place
from onrecord.delivery.replies import assets, feeds, pages, segments
from onrecord.delivery.replies.index import Index
from onrecord.delivery.replies.outlets import Outlets
from onrecord.delivery.replies.snapshot import Snapshot, Snapshots
from onrecord.delivery.streams.gate import Pace
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.log import Head, Mode
from onrecord.render.assets import ASSETS

_PAGE = Kind(HTML, PAGE_CACHE, PAGE_SECURITY)
_EMBED = Kind(HTML, PAGE_CACHE, EMBED_SECURITY)
# Aggregators come every few minutes at best; a takedown is out of every cache within a minute.
_FEED_CACHE = b"public, max-age=30, stale-while-revalidate=30"
_FEEDS = {
    "rss": Kind(b"application/rss+xml; charset=utf-8", _FEED_CACHE, (ANY_ORIGIN,)),
    "atom": Kind(b"application/atom+xml; charset=utf-8", _FEED_CACHE, (ANY_ORIGIN,)),
    "json": Kind(b"application/feed+json", _FEED_CACHE, (ANY_ORIGIN,)),
}
_JSON = Kind(JSON, PAGE_CACHE, (ANY_ORIGIN,))
_SEGMENT = Kind(JSON, segments.CLOSED_CACHE, (ANY_ORIGIN,))
_NOT_FOUND = Kind(HTML, b"public, max-age=1", PAGE_SECURITY, status=404)


@lru_cache(maxsize=256)
def _kept(kind: Kind, pace: Pace) -> Kind:
    """The same, kept by caches for as long as this pace allows."""
    return kind._replace(cache_control=b"public, max-age=%d" % pace.cached_seconds)


class Reply(NamedTuple):
    """The reply at `key` while `state` stands, and what is said with it."""

    snapshots: Snapshots
    key: Hashable
    state: Hashable
    make: Callable[[], bytes]
    kind: Kind
    since: Hashable = None
    # Whether it is one of many of which each has few readers: then it takes its turn before it is made.
    is_for_few: bool = False

    def at_hand(self, encoding: str) -> Snapshot | None:
        """The reply if it has been made."""
        return self.snapshots.at_hand(self.key, self.state, encoding)

    def last_good(self, encoding: str) -> Snapshot | None:
        """The reply as it was made before, if nothing has been withdrawn since."""
        return self.snapshots.last_good(self.key, self.since, encoding)

    async def snapshot(self, encoding: str) -> Snapshot:
        """The reply, made if need be."""
        return await self.snapshots.get(self.key, self.state, encoding, self.make, self.since)


class _Address(NamedTuple):
    """What stands at one address, in whichever coverage: where it is kept, under which name, what is said with it."""

    snapshots: Snapshots
    name: tuple[Hashable, ...]
    kind: Kind


class Catalogue:
    """Belongs to the event loop. Replies made of the log's own words, `lists`, must not keep pages from being made."""

    def __init__(
        self,
        snapshots: Snapshots,
        lists: Snapshots,
        index: Index,
        moves: Callable[[], int],
        outlets: Outlets,
        pace: Callable[[CoverageId | None], Pace],
    ) -> None:
        self._pace = pace
        self._outlets = outlets
        self._snapshots = snapshots
        self._lists = lists
        self._index = index
        self._moves = moves

    @property
    def site(self) -> str:
        """The site's own address."""
        return self._outlets.site

    def of_coverage(self, asked: Place, live: LiveCoverage) -> Reply | None:
        """The reply at an address of this coverage, None where nothing is."""
        moment = live.moment
        at = self._address(asked)
        if at is None or not _is_there(at.name, asked, moment):
            return None
        pace = self._pace(live.id)
        state: Hashable = moment.generation if asked.kind == "segment" else moment.head
        kind = at.kind
        if asked.kind == "latest" or (pace.mode is Mode.STATIC and kind.cache_control == PAGE_CACHE):
            state, kind = (state, pace), _kept(kind, pace)
        make = partial(self._made, at.name, live, moment, pace)
        # What cannot be made is sent as it last was, but never with words that were withdrawn since.
        return Reply(
            at.snapshots, (live.id, *at.name), state, make, kind, moment.generation, _is_for_few(at.name, moment)
        )

    def last_good(self, asked: Place, head: Head, encoding: str) -> tuple[Snapshot, Kind] | None:
        """The reply at an address of a coverage that cannot be read just now, as it last was.

        None where it was not made, or something has happened since: that may have been a withdrawal.
        """
        at = self._address(asked)
        if at is None:
            return None
        state = head.seq
        if asked.kind == "segment":
            # Its address names the withdrawals that it knows of; that none came since, only a reply of the head does.
            state = int(asked.words["generation"])
            newest = (self._snapshots.since((head.coverage_id, name), head.seq) for name in ("latest", "page"))
            if state not in newest:
                return None
        snapshot = at.snapshots.last((head.coverage_id, *at.name), state, encoding)
        return None if snapshot is None else (snapshot, at.kind)

    def _address(self, asked: Place) -> _Address | None:
        """The one table of what a coverage's addresses mean; None for those at which nothing is kept."""
        match asked.kind:
            case "page":
                return _Address(self._snapshots, ("page",), _PAGE)
            case "latest":
                return _Address(self._snapshots, ("latest",), _JSON)
            case "segment":
                return _Address(self._snapshots, ("segment", int(asked.words["segment"])), _SEGMENT)
            case "update":
                return _Address(self._snapshots, ("update", asked.words["update"]), _PAGE)
            case "archive":
                return _Address(self._snapshots, ("archive", int(asked.words["number"])), _PAGE)
            case "json":
                return _Address(self._lists, ("json",), _JSON)
            case "embed":
                return _Address(self._snapshots, ("embed",), _EMBED)
            case "feed" | "archived-feed" if (suffix := asked.words["suffix"]) in self._outlets.feeds:
                return _Address(self._lists, ("feed", suffix, int(asked.words.get("number", 0))), _FEEDS[suffix])
            case _:
                return None

    def _made(self, name: tuple[Hashable, ...], live: LiveCoverage, moment: Moment, pace: Pace) -> bytes:
        """What stands at this address at this moment. May take a while; for any thread."""
        outlets = self._outlets
        match name:
            case ("page",):
                return pages.front_page(live, moment, outlets)
            case ("latest",):
                return segments.latest(live, moment, pace)
            case ("segment", int(segment)):
                return segments.closed_segment(live, moment, segment)
            case ("update", str(update_id)):
                return pages.update_page(live, moment, UpdateId(update_id), outlets)
            case ("archive", int(number)):
                return pages.archive_page(live, moment, number, outlets)
            case ("json",):
                return coverage_json(moment.coverage, live.pieces)
            case ("embed",):
                return pages.embed_page(live, moment, outlets)
            case ("feed", str(suffix), 0):
                return feeds.feed(live, moment, outlets.feeds[suffix], outlets.site)
            case ("feed", str(suffix), int(number)):
                return feeds.archived_feed(live, moment, number, outlets.feeds[suffix], outlets.site)
            case _:
                raise LookupError(name)

    def of_site(self, asked: Place) -> Reply | None:
        """The reply at an address that belongs to no coverage, None where nothing is."""
        match asked.kind:
            case "index":
                pace = self._pace(None)
                kind = _kept(_PAGE, pace) if pace.mode is Mode.STATIC else _PAGE
                return Reply(self._lists, "index", (self._moves(), kind), self._index.page, kind)
            case "asset":
                return self._asset(asked.words["name"])
            case _:
                return None

    def not_found(self) -> Reply:
        return Reply(self._snapshots, "not found", 0, pages.not_found_page, _NOT_FOUND)

    def _asset(self, name: str) -> Reply | None:
        file = assets.asset_file(ASSETS, name)
        if file is None:
            return None
        kind = Kind(assets.asset_type(name), assets.asset_cache(name), (ANY_ORIGIN,))
        return Reply(self._snapshots, ("asset", name), file.stat().st_mtime_ns, file.read_bytes, kind)


def _is_for_few(name: tuple[Hashable, ...], moment: Moment) -> bool:
    """Whether not everybody asks for this whenever something has happened."""
    match name:
        case ("page",) | ("latest",) | ("embed",):
            return False
        case ("segment", int(segment)):
            # Who polls has missed the end of the newest closed one at most.
            return segment < segments.open_segment(moment) - 1
        case _:
            return True


def _is_there(name: tuple[Hashable, ...], asked: Place, moment: Moment) -> bool:
    """Whether the coverage has at this moment what its addresses may name."""
    match name:
        case ("segment", int(segment)):
            return segments.is_closed(moment, int(asked.words["generation"]), segment)
        case ("update", str(update_id)):
            return UpdateId(update_id) in moment.coverage.updates
        case ("archive", int(number)) | ("feed", _, int(number)):
            return number <= render.archive_count(moment.coverage)
        case _:
            return True
