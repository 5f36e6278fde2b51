"""The public site as an ASGI application: every address that readers have, answered from memory."""

from collections.abc import Awaitable, Callable
from functools import partial

from onrecord.delivery import encodings
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import NotReady, Shelf
from onrecord.delivery.following.tail import Tail
from onrecord.delivery.health import illness, trouble
from onrecord.delivery.http import (
    ANY_ORIGIN,
    JSON,
    NOT_READY,
    TEXT,
    Header,
    Kind,
    Receive,
    Scope,
    Send,
    answer,
    header,
    redirect,
)
from onrecord.delivery.places import Place, place
from onrecord.delivery.replies import assets, oembed
from onrecord.delivery.replies.catalogue import Catalogue, Reply
from onrecord.delivery.replies.counted import Counted
from onrecord.delivery.replies.sending import answer_snapshot
from onrecord.delivery.replies.snapshot import Snapshot
from onrecord.delivery.replies.turns import TooManyWait
from onrecord.delivery.streams.hub import Hub
from onrecord.delivery.streams.stream import Streams
from onrecord.log import LogError

_NO_STORE: Header = (b"cache-control", b"no-store")
_TOO_MANY = b"Too many pages are being made just now; try again.\n"
_METHODS: Header = (b"allow", b"GET, HEAD, OPTIONS")
# What a page of another site may send to us; a long Last-Event-ID makes a browser ask first.
_PREFLIGHT: tuple[Header, ...] = (
    ANY_ORIGIN,
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"Last-Event-ID, If-None-Match, Cache-Control"),
    (b"access-control-max-age", b"86400"),
)


class Router:
    """Answers each request; never touches the log for a coverage that is in memory."""

    def __init__(
        self,
        shelf: Shelf,
        catalogue: Catalogue,
        streams: Streams,
        tail: Tail,
        hub: Hub,
        look: Callable[[], Awaitable[None]],
    ) -> None:
        self._shelf = shelf
        self._catalogue = catalogue
        self._streams = streams
        self._tail = tail
        self._hub = hub
        self._look = look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        send = Counted(send, self._hub.tally, "other")
        if scope["method"] not in ("GET", "HEAD"):
            await _other_method(scope, send)
            return
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        asked = place(path)
        send.kind = "nothing" if asked is None else asked.kind
        try:
            if asked is None:
                await self._not_found(scope, send)
            elif "slug" not in asked.words:
                await self._of_site(asked, scope, send)
            elif asked.kind == "slash":
                await redirect(scope, send, path.rstrip("/").encode())
            elif (live := await self.found(asked.slug)) is None:
                await self._not_found(scope, send)
            else:
                await self._of_coverage(asked, live, scope, receive, send)
        except (LogError, NotReady):
            if asked is not None and await self._last_good(asked, scope, send):
                return
            headers = ((b"retry-after", b"2"), _NO_STORE)
            await answer(scope, send, 503, NOT_READY, TEXT, headers)
        except TooManyWait:
            await answer(scope, send, 503, _TOO_MANY, TEXT, ((b"retry-after", b"5"), _NO_STORE))

    async def found(self, slug: str) -> LiveCoverage | None:
        """The coverage at this slug; one that nobody knows may have been opened just now in another process."""
        if not self._shelf.knows(slug):
            await self._look()
        return await self._shelf.find(slug)

    async def _of_coverage(self, asked: Place, live: LiveCoverage, scope: Scope, receive: Receive, send: Send) -> None:
        if asked.kind == "stream":
            await self._streams(live, scope, receive, send)
        else:
            await self._reply(asked, live, scope, send)

    async def _reply(self, asked: Place, live: LiveCoverage, scope: Scope, send: Send) -> None:
        reply = self._catalogue.of_coverage(asked, live)
        coding = encodings.preferred(header(scope, b"accept-encoding") or b"")
        if reply is None or not reply.is_for_few or reply.at_hand(coding) is not None:
            await self._answer(reply, scope, send)
            return
        turns = reply.snapshots.turns
        try:
            made = await turns.of((asked.kind, *asked.words.values(), coding), partial(self._made, asked, coding))
        except TooManyWait:
            last = reply.last_good(coding)
            if last is None:
                raise
            made = last, reply.kind
        if made is None:
            await self._not_found(scope, send)
        else:
            await answer_snapshot(scope, send, *made)

    async def _made(self, asked: Place, coding: str) -> tuple[Snapshot, Kind] | None:
        """The reply as it is now; the coverage may have left the memory while it waited."""
        live = await self._shelf.find(asked.slug)
        reply = None if live is None else self._catalogue.of_coverage(asked, live)
        return None if reply is None else (await reply.snapshot(coding), reply.kind)

    async def _of_site(self, asked: Place, scope: Scope, send: Send) -> None:
        match asked.kind:
            case "health":
                await _tell(illness(self._tail), scope, send)
            case "ready":
                await _tell(trouble(self._tail, self._hub), scope, send)
            case "oembed":
                await self._oembed(scope, send)
            case "icon":
                await answer(scope, send, 200, assets.ICON, b"image/svg+xml", ((b"cache-control", assets.FOR_AN_HOUR),))
            case "robots":
                await answer(scope, send, 200, assets.ROBOTS, TEXT, ((b"cache-control", assets.FOR_AN_HOUR),))
            case _:
                await self._answer(self._catalogue.of_site(asked), scope, send)

    async def _oembed(self, scope: Scope, send: Send) -> None:
        site = self._catalogue.site
        wanted = oembed.asked(scope["query_string"], site)
        live = None if wanted is None else await self.found(wanted.slug)
        if wanted is None or live is None:
            await self._not_found(scope, send)
        elif not wanted.is_json:
            await answer(scope, send, 501, b"Ask for format=json; there is no other.\n", TEXT, (_NO_STORE,))
        else:
            body = oembed.oembed_json(live.moment.coverage, site, wanted)
            await answer(scope, send, 200, body, JSON, (ANY_ORIGIN, (b"cache-control", oembed.CACHE)))

    async def _last_good(self, asked: Place, scope: Scope, send: Send) -> bool:
        """Whether what was asked for could be sent as it last was."""
        head = self._shelf.head(asked.slug) if "slug" in asked.words else None
        coding = encodings.preferred(header(scope, b"accept-encoding") or b"")
        found = None if head is None else self._catalogue.last_good(asked, head, coding)
        if found is None:
            return False
        await answer_snapshot(scope, send, *found)
        return True

    async def _not_found(self, scope: Scope, send: Send) -> None:
        await self._answer(None, scope, send)

    async def _answer(self, reply: Reply | None, scope: Scope, send: Send) -> None:
        reply = reply or self._catalogue.not_found()
        snapshot = await reply.snapshot(encodings.preferred(header(scope, b"accept-encoding") or b""))
        await answer_snapshot(scope, send, snapshot, reply.kind)


async def _tell(why: str | None, scope: Scope, send: Send) -> None:
    body = b"ok\n" if why is None else f"{why}\n".encode()
    await answer(scope, send, 200 if why is None else 503, body, TEXT, (_NO_STORE,))


async def _other_method(scope: Scope, send: Send) -> None:
    if scope["method"] == "OPTIONS":
        await send({"type": "http.response.start", "status": 204, "headers": [_METHODS, *_PREFLIGHT]})
        await send({"type": "http.response.body", "body": b""})
        return
    await answer(scope, send, 405, b"Only GET and HEAD work here.\n", TEXT, (_METHODS, _NO_STORE))
