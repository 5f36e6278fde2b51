"""The front door: whole, plain requests answered from memory, before any framework has seen them.

What it answers, it answers as the ordinary path would; whatever it does not know, it leaves to it.
"""

import os
from functools import lru_cache, partial
from http import HTTPStatus

from onrecord.delivery import encodings
from onrecord.delivery.door.remembered import Answer, Remembered
from onrecord.delivery.door.request_head import RequestHead, request_head
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import Shelf
from onrecord.delivery.http import Header
from onrecord.delivery.limits.addresses import Proxies
from onrecord.delivery.places import Place, place
from onrecord.delivery.replies import assets
from onrecord.delivery.replies.catalogue import Catalogue, Reply
from onrecord.delivery.replies.sending import has_it, snapshot_head
from onrecord.delivery.streams.arrivals import Arrivals, say_and_close
from onrecord.delivery.streams.descriptors import LAST_CHUNK, DescriptorHub, beginning
from onrecord.delivery.streams.gate import Gate
from onrecord.delivery.streams.lines import Line
from onrecord.delivery.streams.opening import Opening, stream_headers
from onrecord.delivery.tally import Served

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
        self._remembered = Remembered(shelf, gate)

    def answers(self, line: Line, data: bytes, always: bytes) -> bool:
        """Whether these bytes, all that the client has said on an idle connection, have been answered here.

        Then the line may be closing, or be another's. `always` are the header lines of
        every reply, which the server makes.
        """
        known = self._remembered.answer(data, always)
        if known is not None:
            self._send(known.parts, known.served, known.body_size, line, is_last=False)
            return True
        asked = request_head(data)
        where = None if asked is None else _place(asked.path)
        if asked is None or where is None or line.is_closing():
            return False
        if "slug" not in where.words:
            return self._answer(self._of_site(where), where, asked, line, always) is not None
        if where.kind == "stream" and self._shelf.knows(where.slug):
            return self._stream(where.slug, asked, line, always)
        live = self._shelf.at_hand(where.slug)
        if live is None:
            return False
        # Taken down first: what the reply is made of may be newer, never older.
        moment, pace = live.moment, self._gate.pace(live.id)
        said = self._answer(self._catalogue.of_coverage(where, live), where, asked, line, always)
        if said is None:
            return False
        if asked.keeps_alive:
            self._remembered.keep(data, Answer(*said, where.slug, live, moment, pace))
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

    def _answer(
        self, reply: Reply | None, where: Place, asked: RequestHead, line: Line, always: bytes
    ) -> tuple[list[bytes], int, Served] | None:
        """What has been said, how much of it was the body, and where it is counted; None where it is not at hand."""
        snapshot = None if reply is None else reply.at_hand(encodings.preferred(asked.accept_encoding))
        if reply is None or snapshot is None:
            return None
        is_known = has_it(asked.if_none_match, snapshot.etag)
        head = snapshot.heads.get(is_known)
        if head is None:
            status, headers = snapshot_head(snapshot, reply.kind, asked.if_none_match)
            served = self._hub.tally.served(where.kind, status)
            head = snapshot.heads[is_known] = (*_prepared(status, headers), served)
        first, rest, served = head
        parts = [b"".join((first, always, rest, b"\r\n" if asked.keeps_alive else _CLOSE + b"\r\n"))]
        body = b"" if is_known or asked.is_head else snapshot.body
        if body:
            parts.append(body)
        self._send(parts, served, len(body), line, is_last=not asked.keeps_alive)
        return parts, len(body), served

    def _send(self, parts: list[bytes], served: Served, body_size: int, line: Line, *, is_last: bool) -> None:
        served.replies += 1
        served.bytes += body_size
        self._hub.tally.from_memory += 1
        line.say(parts, is_last=is_last)

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
