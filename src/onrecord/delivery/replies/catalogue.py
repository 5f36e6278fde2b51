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
from onrecord.delivery.replies.outlets import FeedWriter, Outlets
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

    def at_hand(self, encoding: str) -> Snapshot | None:
        """The reply if it has been made."""
        return self.snapshots.at_hand(self.key, self.state, encoding)

    async def snapshot(self, encoding: str) -> Snapshot:
        """The reply, made if need be."""
        return await self.snapshots.get(self.key, self.state, encoding, self.make, self.since)


class Catalogue:
    """Belongs to the event loop. Replies made of the log's own words, `lists`, must not keep pages from being made."""

    def __init__(
        self,
        snapshots: Snapshots,
        lists: Snapshots,
        index: Index,
        moves: Callable[[], int],
        outlets: Outlets,
        pace: Callable[[CoverageId], Pace],
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
        pace = self._pace(live.id)
        reply = self._of_coverage(asked, live, pace)
        # What cannot be made is sent as it last was, but never with words that were withdrawn since.
        reply = None if reply is None else reply._replace(since=live.moment.generation)
        if pace.mode is not Mode.STATIC or reply is None or reply.kind.cache_control != PAGE_CACHE:
            return reply
        return reply._replace(state=(reply.state, pace), kind=_kept(reply.kind, pace))

    def last_good(self, asked: Place, head: Head, encoding: str) -> tuple[Snapshot, Kind] | None:
        """The reply at an address of a coverage that cannot be read just now, as it last was.

        None where it was not made, or something has happened since: that may have been a withdrawal.
        """
        about: tuple[Hashable, ...] = ()
        kind = _PAGE
        match asked.kind:
            case "page":
                pass
            case "latest" | "json":
                kind = _JSON
            case "embed":
                kind = _EMBED
            case "update":
                about = (UpdateId(asked.words["update"]),)
            case "archive":
                about = (int(asked.words["number"]),)
            case "feed" | "archived-feed" if (suffix := asked.words["suffix"]) in _FEEDS:
                about, kind = (suffix, int(asked.words.get("number", 0))), _FEEDS[suffix]
            case _:
                return None
        name = "feed" if asked.kind == "archived-feed" else asked.kind
        snapshots = self._lists if name in ("feed", "json") else self._snapshots
        snapshot = snapshots.last((head.coverage_id, name, *about), head.seq, encoding)
        return None if snapshot is None else (snapshot, kind)

    def _of_coverage(self, asked: Place, live: LiveCoverage, pace: Pace) -> Reply | None:
        moment = live.moment
        match asked.kind:
            case "page":
                make = partial(pages.front_page, live, moment, self._outlets)
                return Reply(self._snapshots, (live.id, "page"), moment.head, make, _PAGE)
            case "latest":
                make = partial(segments.latest, live, moment, pace)
                return Reply(self._snapshots, (live.id, "latest"), (moment.head, pace), make, _kept(_JSON, pace))
            case "segment" if segments.is_closed(
                moment, int(asked.words["generation"]), segment := int(asked.words["segment"])
            ):
                make = partial(segments.closed_segment, live, moment, segment)
                return Reply(self._snapshots, (live.id, "segment", segment), moment.generation, make, _SEGMENT)
            case "update" if (update_id := UpdateId(asked.words["update"])) in moment.coverage.updates:
                make = partial(pages.update_page, live, moment, update_id, self._outlets)
                return Reply(self._snapshots, (live.id, "update", update_id), moment.head, make, _PAGE)
            case "archive" if (number := int(asked.words["number"])) <= render.archive_count(moment.coverage):
                make = partial(pages.archive_page, live, moment, number, self._outlets)
                return Reply(self._snapshots, (live.id, "archive", number), moment.head, make, _PAGE)
            case "json":
                make = partial(coverage_json, moment.coverage, live.pieces)
                return Reply(self._lists, (live.id, "json"), moment.head, make, _JSON)
            case "embed":
                make = partial(pages.embed_page, live, moment, self._outlets)
                return Reply(self._snapshots, (live.id, "embed"), moment.head, make, _EMBED)
            case "feed" | "archived-feed" if (suffix := asked.words["suffix"]) in self._outlets.feeds:
                return self._feed(asked, live, moment, suffix, self._outlets.feeds[suffix])
            case _:
                return None

    def _feed(self, asked: Place, live: LiveCoverage, moment: Moment, suffix: str, write: FeedWriter) -> Reply | None:
        number = int(asked.words.get("number", 0))
        if number > render.archive_count(moment.coverage):
            return None
        site = self._outlets.site
        if number:
            make = partial(feeds.archived_feed, live, moment, number, write, site)
        else:
            make = partial(feeds.feed, live, moment, write, site)
        return Reply(self._lists, (live.id, "feed", suffix, number), moment.head, make, _FEEDS[suffix])

    def of_site(self, asked: Place) -> Reply | None:
        """The reply at an address that belongs to no coverage, None where nothing is."""
        match asked.kind:
            case "index":
                return Reply(self._lists, "index", self._moves(), self._index.page, _PAGE)
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
