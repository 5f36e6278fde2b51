"""The public site as an ASGI application: every address that readers have, answered from memory."""

from collections.abc import Awaitable, Callable, Hashable
from functools import partial

from onrecord import render
from onrecord.delivery import assets, encodings, pages, segments
from onrecord.delivery.health import trouble
from onrecord.delivery.index import Index
from onrecord.delivery.live import LiveCoverage
from onrecord.delivery.places import Place, place
from onrecord.delivery.public_json import coverage_json
from onrecord.delivery.replies import (
    ANY_ORIGIN,
    HTML,
    JSON,
    PAGE_CACHE,
    PAGE_SECURITY,
    TEXT,
    Header,
    Receive,
    Scope,
    Send,
    answer,
    answer_snapshot,
    header,
    redirect,
)
from onrecord.delivery.shelf import NotReady, Shelf
from onrecord.delivery.snapshot import Snapshots
from onrecord.delivery.stream import Streams
from onrecord.delivery.tail import Tail
from onrecord.domain.ids import UpdateId
from onrecord.log import LogError
from onrecord.render.assets import ASSETS

_NO_STORE: Header = (b"cache-control", b"no-store")
_METHODS: Header = (b"allow", b"GET, HEAD, OPTIONS")
# What a page of another site may send to us; a long Last-Event-ID makes a browser ask first.
_PREFLIGHT: tuple[Header, ...] = (
    ANY_ORIGIN,
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"Last-Event-ID, If-None-Match, Cache-Control"),
    (b"access-control-max-age", b"86400"),
)
_PUBLIC: tuple[Header, ...] = (ANY_ORIGIN,)


class Router:
    """Answers each request; never touches the log for a coverage that is in memory."""

    def __init__(
        self,
        shelf: Shelf,
        snapshots: Snapshots,
        lists: Snapshots,
        streams: Streams,
        index: Index,
        tail: Tail,
        look: Callable[[], Awaitable[None]],
    ) -> None:
        self._shelf = shelf
        self._snapshots = snapshots
        self._lists = lists
        self._streams = streams
        self._index = index
        self._tail = tail
        self._look = look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _other_method(scope, send)
            return
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        asked = place(path)
        try:
            if asked is None:
                await self._not_found(scope, send)
            elif "slug" not in asked.words:
                await self._of_site(asked, scope, send)
            elif asked.kind == "slash":
                await redirect(scope, send, path.rstrip("/").encode())
            elif (live := await self._found(asked.slug)) is None:
                await self._not_found(scope, send)
            else:
                await self._of_coverage(asked, live, scope, receive, send)
        except (LogError, NotReady):
            headers = ((b"retry-after", b"2"), _NO_STORE)
            await answer(scope, send, 503, b"The log cannot be read just now; try again.\n", TEXT, headers)

    async def _found(self, slug: str) -> LiveCoverage | None:
        """The coverage at this slug; one that nobody knows may have been opened just now in another process."""
        if not self._shelf.knows(slug):
            await self._look()
        return await self._shelf.find(slug)

    async def _of_coverage(self, asked: Place, live: LiveCoverage, scope: Scope, receive: Receive, send: Send) -> None:
        moment = live.moment
        reply = partial(self._reply, scope, send)
        match asked.kind:
            case "stream":
                await self._streams(live, scope, receive, send)
            case "page":
                make = partial(pages.front_page, live, moment)
                await reply((live.id, "page"), moment.head, make, HTML, PAGE_CACHE, PAGE_SECURITY)
            case "latest":
                make = partial(segments.latest, live, moment)
                await reply((live.id, "latest"), moment.head, make, JSON, segments.LATEST_CACHE, _PUBLIC)
            case "segment" if segments.is_closed(
                moment, int(asked.words["generation"]), segment := int(asked.words["segment"])
            ):
                make = partial(segments.closed_segment, live, moment, segment)
                key = (live.id, "segment", segment)
                await reply(key, moment.generation, make, JSON, segments.CLOSED_CACHE, _PUBLIC)
            case "update" if (update_id := UpdateId(asked.words["update"])) in moment.coverage.updates:
                make = partial(pages.update_page, live, moment, update_id)
                await reply((live.id, "update", update_id), moment.head, make, HTML, PAGE_CACHE, PAGE_SECURITY)
            case "archive" if (number := int(asked.words["number"])) <= render.archive_count(moment.coverage):
                make = partial(pages.archive_page, live, moment, number)
                await reply((live.id, "archive", number), moment.head, make, HTML, PAGE_CACHE, PAGE_SECURITY)
            case "json":
                make = partial(coverage_json, moment.coverage)
                await reply((live.id, "json"), moment.head, make, JSON, PAGE_CACHE, _PUBLIC)
            case _:
                await self._not_found(scope, send)

    async def _of_site(self, asked: Place, scope: Scope, send: Send) -> None:
        match asked.kind:
            case "index":
                encoding = _encoding(scope)
                snapshot = await self._lists.get("index", self._shelf.moves, encoding, self._index.page)
                await answer_snapshot(scope, send, snapshot, HTML, PAGE_CACHE, PAGE_SECURITY)
            case "asset":
                await self._asset(asked.words["name"], scope, send)
            case "health":
                why = trouble(self._tail)
                body = b"ok\n" if why is None else f"{why}\n".encode()
                await answer(scope, send, 200 if why is None else 503, body, TEXT, (_NO_STORE,))
            case "icon":
                await answer(scope, send, 200, assets.ICON, b"image/svg+xml", ((b"cache-control", assets.FOR_AN_HOUR),))
            case "robots":
                await answer(scope, send, 200, assets.ROBOTS, TEXT, ((b"cache-control", assets.FOR_AN_HOUR),))
            case _:
                await self._not_found(scope, send)

    async def _asset(self, name: str, scope: Scope, send: Send) -> None:
        file = assets.asset_file(ASSETS, name)
        if file is None:
            await self._not_found(scope, send)
            return
        state = file.stat().st_mtime_ns
        reply = partial(self._reply, scope, send, ("asset", name), state, file.read_bytes)
        await reply(assets.asset_type(name), assets.asset_cache(name), _PUBLIC)

    async def _not_found(self, scope: Scope, send: Send) -> None:
        await self._reply(
            scope, send, "not found", 0, pages.not_found_page, HTML, b"public, max-age=1", PAGE_SECURITY, 404
        )

    async def _reply(
        self,
        scope: Scope,
        send: Send,
        key: Hashable,
        state: Hashable,
        make: Callable[[], bytes],
        content_type: bytes,
        cache_control: bytes,
        headers: tuple[Header, ...],
        status: int = 200,
    ) -> None:
        snapshot = await self._snapshots.get(key, state, _encoding(scope), make)
        await answer_snapshot(scope, send, snapshot, content_type, cache_control, headers, status)


def _encoding(scope: Scope) -> str:
    return encodings.preferred(header(scope, b"accept-encoding") or b"")


async def _other_method(scope: Scope, send: Send) -> None:
    if scope["method"] == "OPTIONS":
        await send({"type": "http.response.start", "status": 204, "headers": [_METHODS, *_PREFLIGHT]})
        await send({"type": "http.response.body", "body": b""})
        return
    await answer(scope, send, 405, b"Only GET and HEAD work here.\n", TEXT, (_METHODS, _NO_STORE))
