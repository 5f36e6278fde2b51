"""Frames: what is sent for an event. Made of what stands now, so no withdrawn word is in any of them."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from onrecord import render
from onrecord.delivery.following.fragments import Fragments
from onrecord.delivery.following.packing import GZIP, IDENTITY, packed
from onrecord.delivery.following.timeline import Moment, Timeline
from onrecord.domain.updates import Standing

# More behind than this and a page is cheaper to load anew than to mend.
FARTHEST_BEHIND = 2000
_KEPT_BYTES = 8 * 1024 * 1024
# Made once: `json.dumps` makes one for each call that is not the plainest, and each reader is greeted.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


@dataclass(slots=True)
class _Kept:
    """A frame in its chunks, and what it was made of; packed only once somebody has asked for that."""

    made_of: tuple[object, ...]
    chunk: bytes
    packed: bytes | None = None

    @property
    def size(self) -> int:
        return len(self.chunk) + len(self.packed or b"")


class Frames:
    """The frames of one coverage as bytes of its stream, each made once while what it says stands; for any thread.

    They are kept as HTTP/1.1 puts them on the line, in chunks, so that nothing is left to do for each reader.
    """

    def __init__(self, timeline: Timeline, fragments: Fragments) -> None:
        self._timeline = timeline
        self._fragments = fragments
        self._lock = Lock()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._kept_bytes = 0
        # Whether somebody has come who takes gzip: from then on frames are packed before readers are told of them.
        self.are_packed = False

    def make(self, moment: Moment, seq: int) -> None:
        """Make the frame at `seq` in every coding that is asked for here."""
        self.chunk(moment, seq, GZIP if self.are_packed else IDENTITY)

    def event(self, moment: Moment, seq: int) -> bytes:
        """The frame at `seq` as an event of the stream."""
        return unchunked(self.chunk(moment, seq))

    def chunk(self, moment: Moment, seq: int, coding: str = IDENTITY) -> bytes:
        """The frame at `seq` as an event of the stream in this coding, in a chunk of its own."""
        made = self.kept(moment, seq, coding)
        if made is not None:
            return made
        plain = self.kept(moment, seq) or self._keep(moment, seq)
        return plain if coding == IDENTITY else self._pack(seq, plain)

    def kept(self, moment: Moment, seq: int, coding: str = IDENTITY) -> bytes | None:
        """The same, if it has been made already and still stands."""
        with self._lock:
            kept = self._kept.get(seq)
            if kept is None or kept.made_of != self._made_of(moment, seq):
                return None
            self._kept.move_to_end(seq)
            return kept.chunk if coding == IDENTITY else kept.packed

    def frame(self, moment: Moment, seq: int) -> bytes:
        """The frame at `seq` as JSON."""
        event = self.event(moment, seq)
        return event[event.index(b"data: ") + 6 : -2]

    def forget(self, seqs: Iterable[int]) -> None:
        """Let these frames go from memory, because they no longer say what stands."""
        with self._lock:
            for seq in seqs:
                self._drop(seq)

    def __iter__(self) -> Iterator[bytes]:
        """The events that are in memory, in their chunks."""
        with self._lock:
            return iter([kept.chunk for kept in self._kept.values()])

    def _keep(self, moment: Moment, seq: int) -> bytes:
        made_of = self._made_of(moment, seq)
        chunk = chunked(sse_event("change", seq, self._frame(moment, seq)))
        with self._lock:
            self._drop(seq)
            self._kept[seq] = _Kept(made_of, chunk)
            self._kept_bytes += len(chunk)
            self._make_room()
        return chunk

    def _pack(self, seq: int, plain: bytes) -> bytes:
        chunk = chunked(packed(unchunked(plain)))
        with self._lock:
            kept = self._kept.get(seq)
            # Its words may have been withdrawn meanwhile: what is kept is packed of what stands, and goes with it.
            if kept is not None and kept.chunk is plain and kept.packed is None:
                kept.packed = chunk
                self._kept_bytes += len(chunk)
                self._make_room()
        return chunk

    def _make_room(self) -> None:
        while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, seq: int) -> None:
        dropped = self._kept.pop(seq, None)
        if dropped is not None:
            self._kept_bytes -= dropped.size

    def _made_of(self, moment: Moment, seq: int) -> tuple[object, ...]:
        """Changes when, and only when, the frame would say something else: its elements have newer versions now."""
        ordinal = self._timeline.ordinal(seq)
        names_update = bool(ordinal) and moment.coverage.updates.at(ordinal).version == seq
        parts = tuple(name for name in render.PARTS if moment.part_versions[name] == seq)
        return moment.coverage.details_seq, names_update, parts, moment.reload_version == seq

    def _frame(self, moment: Moment, seq: int) -> dict[str, Any]:
        ops = [{"op": "reload"}] if moment.reload_version == seq else list(self._ops(moment, seq))
        at = self._timeline.at(seq).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        return {"seq": seq, "at": at, "ops": ops}

    def _ops(self, moment: Moment, seq: int) -> Iterator[dict[str, Any]]:
        """What the event at `seq` was the newest to concern; the rest stands in the frames of later ones."""
        ordinal = self._timeline.ordinal(seq)
        if ordinal:
            update = moment.coverage.updates.at(ordinal)
            element = f"u-{update.id}"
            if update.version == seq and update.standing is Standing.HELD:
                yield {"op": "remove", "id": element, "version": seq}
            elif update.version == seq:
                html = self._fragments.update(moment.coverage, update)
                yield {"op": "put", "id": element, "order": ordinal, "version": seq, "html": html}
        for name in render.PARTS:
            if moment.part_versions[name] == seq:
                yield {"op": "part", "id": name, "version": seq, "html": self._fragments.part(moment, name)}


def to_json(value: object) -> bytes:
    """Compact JSON; a character that has no UTF-8 becomes a question mark rather than a failure."""
    return _encode(value).encode("utf-8", "replace")


def sse_event(name: str, seq: int, data: object, retry_ms: int | None = None) -> bytes:
    """One event of a stream: JSON has no raw line ends, so its data is one line."""
    retry = b"" if retry_ms is None else b"retry: %d\n" % retry_ms
    return b"id: %d\nevent: %s\n%sdata: %s\n\n" % (seq, name.encode(), retry, to_json(data))


def chunked(event: bytes) -> bytes:
    """The event in a chunk of its own."""
    return b"%x\r\n%b\r\n" % (len(event), event)


def unchunked(chunk: bytes) -> bytes:
    """The event in a chunk."""
    return chunk[chunk.index(b"\n") + 1 : -2]
