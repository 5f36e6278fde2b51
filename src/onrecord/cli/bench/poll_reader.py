"""A reader who asks for the changes, at the pace that the server sets."""

import json
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.cli.bench.line import Head, Line

if TYPE_CHECKING:
    from onrecord.cli.bench.crowd import Crowd

# With more closed segments to fetch than these, a page is taken anew (docs/protocol.md).
_MOST_SEGMENTS = 20
_LONGEST_BODY = 32 * 1024 * 1024
_JITTER = (0.9, 1.1)
_AFTER_TROUBLE = 3.0


@dataclass(frozen=True, slots=True)
class Said:
    """What a body says; made once for all who are sent the same."""

    head: int
    generation: int
    segment_size: int
    segment: int
    interval: float
    frames: tuple[tuple[int, bytes], ...]


class PollReader(Line):
    """Keeps a connection, a place and an ETag."""

    __slots__ = (
        *("_asked_at", "_body", "_etag", "_is_latest", "_length", "_position", "_segments"),
        *("crowd", "record", "was_open"),
    )

    def __init__(self, crowd: "Crowd", number: int) -> None:
        super().__init__(crowd.plan.address, crowd, number)
        self.crowd = crowd
        self.record = crowd.polls.join()
        self.was_open = False
        self._position = -1
        self._etag = ""
        self._segments: list[str] = []
        self._is_latest = True
        self._body = b""
        self._length = 0
        self._asked_at = 0.0

    def come(self) -> None:
        """Ask for the newest."""
        self._segments = []
        self._ask("latest")

    def leave(self) -> None:
        self.close()
        self.crowd.polls.leave(self.record)

    def answered(self, head: Head) -> bool:
        self._body = b""
        length = head.headers.get("content-length", "0" if head.status == 304 else "")
        if not length.isdigit() or int(length) > _LONGEST_BODY:
            self._trouble("a reply without its length")
            return False
        self._length = 0 if head.status == 304 else int(length)
        if not self._length:
            self._whole()
        return True

    def take(self, piece: bytes) -> None:
        self._body += piece
        if self._length and len(self._body) >= self._length:
            self._whole()

    def ended(self, reason: str) -> None:
        if reason != "hung up" or self._asked_at:
            self._trouble(reason)

    def _ask(self, what: str) -> None:
        self._is_latest = what == "latest"
        self._asked_at = time.monotonic()
        etag = (f"If-None-Match: {self._etag}",) if self._is_latest and self._etag else ()
        request = self.crowd.request(f"{self.crowd.plan.polling_path}/{what}", "application/json", *etag)
        try:
            if self.fd < 0:
                self.connect(self.crowd.tls, request)
            else:
                self.say(request)
        except OSError as error:
            self.close()
            self._trouble(error.strerror or str(error))

    def _whole(self) -> None:
        head, self._length = self.head, 0
        if head is None:
            return
        self.crowd.polled(head.status)
        seconds, self._asked_at = time.monotonic() - self._asked_at, 0.0
        if head.headers.get("connection", "").lower() == "close":
            self.close()
        if head.status == 304:
            self._rest(_AFTER_TROUBLE if self._position < 0 else self.crowd.interval)
        elif head.status == 404 and not self._is_latest:
            self.come()
        elif head.status != 200:
            self._trouble(f"status {head.status}")
        else:
            self._read(head, seconds)

    def _read(self, head: Head, seconds: float) -> None:
        said = self.crowd.said.get(self._body)
        if said is None:
            try:
                said = _said(json.loads(self._body))
            except (ValueError, KeyError, TypeError, RecursionError):
                self._trouble("a reply that is no changes")
                return
            self.crowd.remember(self._body, said)
        if not self.was_open:
            self.was_open = True
            self.crowd.has_opened(self, seconds)
        if not self._is_latest:
            self._take(said)
        elif self._position < 0 or said.head < self._position:
            self._etag, self._position = head.headers.get("etag", ""), said.head
        else:
            self._etag = head.headers.get("etag", "")
            self.crowd.interval = said.interval
            first = self._position // said.segment_size
            if said.segment - first > _MOST_SEGMENTS:
                self.crowd.told["page anew"] += 1
                self._position = said.head
            elif first < said.segment:
                self._etag = ""
                self._segments = [f"{said.generation}/{number}" for number in range(first, said.segment)]
            else:
                self._take(said)
        if self._segments:
            self._ask(self._segments.pop(0))
        elif not self._is_latest:
            self._ask("latest")
        else:
            self._rest(said.interval)

    def _take(self, said: Said) -> None:
        now = time.monotonic()
        for seq, frame in said.frames:
            if seq > self._position:
                self._position = seq
                self.crowd.polls.note(self.record, str(seq), frame, now)

    def _rest(self, seconds: float) -> None:
        self.crowd.later(seconds * random.uniform(*_JITTER), self.come)  # noqa: S311 - spreads load, guards nothing

    def _trouble(self, reason: str) -> None:
        self.close()
        self._asked_at = 0.0
        if self.was_open:
            self.crowd.refused[f"polling: {reason}"] += 1
            self._rest(_AFTER_TROUBLE)
        else:
            self.crowd.polls.forget(self.record)
            self.crowd.gave_up(f"polling: {reason}")


def _said(body: dict[str, Any]) -> Said:
    frames = tuple((int(frame["seq"]), json.dumps({"at": frame["at"]}).encode()) for frame in body["frames"])
    return Said(
        head=int(body.get("head", 0)),
        generation=int(body["generation"]),
        segment_size=int(body.get("segment_size", 32)) or 32,
        segment=int(body["segment"]),
        interval=max(int(body.get("interval_ms", 3000)), 100) / 1000,
        frames=frames,
    )
