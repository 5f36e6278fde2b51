"""The front door: whole, plain requests answered from memory, before any framework has seen them.

What it answers, it answers as the ordinary path would; whatever it does not know, it leaves to it.
"""

import os
from functools import lru_cache, partial
from http import HTTPStatus

from onrecord.delivery import encodings
from onrecord.delivery.door.request_head import RequestHead, request_head
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import Shelf
from onrecord.delivery.http import Header, Kind
from onrecord.delivery.limits.addresses import Proxies
from onrecord.delivery.places import Place, place
from onrecord.delivery.replies import assets
from onrecord.delivery.replies.catalogue import Catalogue, Reply
from onrecord.delivery.replies.sending import has_it, snapshot_head
from onrecord.delivery.replies.snapshot import Snapshot
from onrecord.delivery.streams.arrivals import Arrivals, say_and_close
from onrecord.delivery.streams.descriptors import LAST_CHUNK, DescriptorHub, beginning
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.lines import Line
from onrecord.delivery.streams.opening import Opening, stream_headers

_CLOSE = b"connection: close\r\n"
_CHUNKED = b"transfer-encoding: chunked\r\n"
_place = lru_cache(maxsize=2048)(place)


class FrontDoor:
    """Belongs to the event loop."""

    def __init__(
        self,
        shelf: Shelf,
        catalogue: Catalogue,
        hub: DescriptorHub,
        gate: Gate,
        proxies: Proxies,
    ) -> None:
        self._gate = gate
        self._proxies = proxies
        self._shelf = shelf
        self._catalogue = catalogue
        self._hub = hub
        self._arrivals = Arrivals(shelf)
        self._assets: dict[str, Reply] = {}

    def answers(self, line: Line, data: bytes, always: bytes) -> bool:
        """Whether these bytes, all that the client has said on an idle connection, have been answered here.

        Then the line may be closing, or be another's. `always` are the header lines of
        every reply, which the server makes.
        """
        asked = request_head(data)
        where = None if asked is None else _place(asked.path)
        if asked is None or where is None or line.is_closing():
            return False
        if "slug" not in where.words:
            reply = self._of_site(where)
        elif where.kind == "stream" and self._shelf.knows(where.slug):
            return self._stream(where.slug, asked, line, always)
        elif (live := self._shelf.at_hand(where.slug)) is None:
            return False
        else:
            reply = self._catalogue.of_coverage(where, live)
        snapshot = None if reply is None else reply.at_hand(encodings.preferred(asked.accept_encoding))
        if reply is None or snapshot is None:
            return False
        self._send(snapshot, where.kind, reply.kind, asked, line, always)
        return True

    def _of_site(self, where: Place) -> Reply | None:
        if where.kind != "asset":
            return self._catalogue.of_site(where)
        name = where.words["name"]
        known = self._assets.get(name)
        if known is None:
            known = self._catalogue.of_site(where)
            # A name with a digest in it is looked for on the disk once.
            if known is not None and known.kind.cache_control == assets.FOREVER:
                self._assets[name] = known
        return known

    def _send(self, snapshot: Snapshot, what: str, kind: Kind, asked: RequestHead, line: Line, always: bytes) -> None:
        is_known = has_it(asked.if_none_match, snapshot.etag)
        head = snapshot.heads.get(is_known)
        if head is None:
            status, headers = snapshot_head(snapshot, kind, asked.if_none_match)
            served = self._hub.tally.served(what, status)
            head = snapshot.heads[is_known] = (*_prepared(status, headers), served)
        first, rest, served = head
        parts = [first, always, rest, b"\r\n" if asked.keeps_alive else _CLOSE + b"\r\n"]
        served.replies += 1
        self._hub.tally.from_memory += 1
        if not (is_known or asked.is_head):
            served.bytes += len(snapshot.body)
            parts.append(snapshot.body)
        line.say(parts, is_last=not asked.keeps_alive)

    def _stream(self, slug: str, asked: RequestHead, line: Line, always: bytes) -> bool:
        if asked.is_head or line.is_busy():
            return False
        address = self._proxies.told(line.peer, asked.forwarded_for)
        live = self._shelf.at_hand(slug)
        if live is None or not self._arrivals.may_enter():
            return self._arrivals.wait(slug, line, partial(self._begin_later, asked, address, always))
        begun, coding = self._opening(live, asked, address)
        if begun.is_over:
            self._note_opening(begun)
            parts = _whole(begun, coding, always, b"" if asked.keeps_alive else _CLOSE)
            line.say(parts, is_last=not asked.keeps_alive)
            return True
        head = _stream_begin(begun, coding, always)
        if not line.give(lambda fd: self._hub.take(live, fd, begun, head, coding, address)):
            return False
        self._note_opening(begun)
        return True

    def _begin_later(self, asked: RequestHead, address: str | None, always: bytes, live: LiveCoverage, fd: int) -> None:
        """The same for a connection that is a bare descriptor already."""
        begun, coding = self._opening(live, asked, address)
        self._note_opening(begun)
        if begun.is_over:
            say_and_close(fd, b"".join(_whole(begun, coding, always, _CLOSE)))
            return
        try:
            self._hub.take(live, fd, begun, _stream_begin(begun, coding, always), coding, address)
        except OSError:
            os.close(fd)

    def _opening(self, live: LiveCoverage, asked: RequestHead, address: str | None) -> tuple[Opening, str]:
        begun = self._gate.opening(live, asked.last_event_id, asked.query, address, self._hub)
        return begun, encodings.of_stream(asked.accept_encoding)

    def _note_opening(self, begun: Opening) -> None:
        self._hub.tally.openings[begun.outcome] += 1
        self._hub.tally.served("stream", 200).replies += 1


def _prepared(status: int, headers: "list[Header] | tuple[Header, ...]") -> tuple[bytes, bytes]:
    """The status line, and the header lines; the server's own stand between."""
    first = b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode())
    return first, b"".join(b"%b: %b\r\n" % header for header in headers)


def _stream_begin(begun: Opening, coding: str, always: bytes) -> bytes:
    """What HTTP says before a stream that goes on."""
    first, rest = _stream_head(coding, begun.cached_seconds)
    return b"".join([first, always, rest, _CLOSE, _CHUNKED, b"\r\n"])


def _whole(begun: Opening, coding: str, always: bytes, last: bytes) -> list[bytes]:
    """A stream that ends with its first event."""
    first, rest = _stream_head(coding, begun.cached_seconds)
    return [first, always, rest, _CHUNKED, last, b"\r\n", beginning(begun.event, coding), LAST_CHUNK]


@lru_cache(maxsize=64)
def _stream_head(coding: str, cached_seconds: int) -> tuple[bytes, bytes]:
    return _prepared(200, stream_headers(coding, cached_seconds))
