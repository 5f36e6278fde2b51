"""A reader of a stream, who comes back when the line is cut, as a browser does."""

import json
import random
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from onrecord.cli.bench.event_stream import Decoder, Event, NotAStream
from onrecord.cli.bench.line import Head, Line

if TYPE_CHECKING:
    from onrecord.cli.bench.crowd import Crowd

# Words of the stream that are no news, here and with most others.
_NO_NEWS = frozenset({"beat", "poll", "drain", "reset", "ping", "heartbeat", "keepalive", "keep-alive"})
_ORDERS = frozenset({"poll", "drain", "reset"})
_RETRY_SECONDS = (1.0, 3.0)


class StreamReader(Line):
    """Hears events until the crowd sends it away."""

    __slots__ = ("_connecting_at", "_decoder", "_last_id", "crowd", "is_gone", "is_open", "record", "was_open")

    def __init__(self, crowd: "Crowd", number: int, *, is_stalled: bool) -> None:
        super().__init__(crowd.plan.address, crowd, number, is_stalled=is_stalled)
        self.crowd = crowd
        self.record = None if is_stalled else crowd.streams.join()
        self.is_gone = self.is_open = self.was_open = False
        self._last_id: str | None = None
        self._decoder: Decoder | None = None
        self._connecting_at = 0.0

    def come(self) -> None:
        """Connect, for the first time or again."""
        if self.is_gone:
            return
        self._connecting_at = time.monotonic()
        again = () if self._last_id is None else (f"Last-Event-ID: {self._last_id}",)
        try:
            self.connect(self.crowd.tls, self.crowd.request(self.address.path, "text/event-stream", *again))
        except OSError as error:
            self.ended(error.strerror or str(error))

    def leave(self) -> None:
        """Go for good."""
        self.is_gone = True
        self.crowd.away.discard(self)
        self.close()
        if self.record is not None:
            self.crowd.streams.leave(self.record)

    def answered(self, head: Head) -> bool:
        kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
        if head.status != 200:
            self._refused(f"status {head.status}")
        elif kind != "text/event-stream":
            self._refused(f"not an event stream but {kind or 'nothing named'}")
        else:
            self._opened(is_chunked="chunked" in head.headers.get("transfer-encoding", "").lower())
            return not self.is_stalled
        return False

    def take(self, piece: bytes) -> None:
        now = time.monotonic()
        if self._decoder is None or self.record is None:
            return
        try:
            events = self._decoder.feed(piece)
        except NotAStream as error:
            self.close()
            self.ended(str(error))
            return
        for event in events:
            if event.id is not None:
                self._last_id = event.id
            if event.kind not in _NO_NEWS:
                self.crowd.streams.note(self.record, event.id, event.data, now)
            elif event.kind in _ORDERS:
                self._told(event)
                return

    def ended(self, reason: str) -> None:
        crowd = self.crowd
        if not self.was_open:
            self._give_up(reason)
        elif self.is_stalled:
            crowd.stalled_ended += 1
        else:
            if self.is_open:
                crowd.cut += 1
            self._come_back(random.uniform(*_RETRY_SECONDS))  # noqa: S311 - spreads load, guards nothing

    def _opened(self, *, is_chunked: bool) -> None:
        crowd = self.crowd
        self._decoder = Decoder(crowd.known, is_chunked=is_chunked)
        self.is_open = True
        if self.was_open:
            crowd.came_back += 1
            crowd.away.discard(self)
        else:
            self.was_open = True
            crowd.has_opened(self, time.monotonic() - self._connecting_at)
        if self.is_stalled:
            crowd.watch(self, 0)

    def _told(self, event: Event) -> None:
        """What the server asks of a reader: to poll, to take the page anew, or to come back later."""
        crowd = self.crowd
        self.close()
        crowd.told[event.kind] += 1
        if event.kind == "poll":
            crowd.opened -= 1
            crowd.refused["told to poll instead"] += 1
            self.leave()
        elif event.kind == "reset":
            # The page that is taken then has what was missed.
            if self.record is not None:
                crowd.streams.leave(self.record)
            self.record = crowd.streams.join()
            self._come_back(0.0)
        else:
            self._come_back(_seconds(event.data))

    def _refused(self, reason: str) -> None:
        self.close()
        if self.was_open:
            self.crowd.refused[reason] += 1
            self._come_back(_RETRY_SECONDS[1])
        else:
            self._give_up(reason)

    def _give_up(self, reason: str) -> None:
        if self.record is not None:
            self.crowd.streams.forget(self.record)
        self.crowd.gave_up(reason)

    def _come_back(self, seconds: float) -> None:
        self.is_open = False
        self.crowd.away.add(self)
        self.crowd.later(seconds, self.come)


def _seconds(data: bytes) -> float:
    """How long a word of the stream says to wait."""
    with suppress(ValueError, KeyError, TypeError):
        return min(max(float(json.loads(data)["retry_ms"]) / 1000, 0.0), 60.0)
    return _RETRY_SECONDS[1]
