"""One coverage's bare descriptors, and how its frames are written to them."""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from functools import partial
from typing import Protocol

from onrecord.delivery.following.frames import chunked
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.packing import GZIP, IDENTITY, in_coding
from onrecord.delivery.following.timeline import Moment
from onrecord.delivery.streams.opening import TOO_FAR_BEHIND, beat, reset
from onrecord.delivery.streams.reader import GONE, Reader
from onrecord.delivery.streams.writing import write_to_all
from onrecord.delivery.tally import Tally

_logger = logging.getLogger(__name__)

# Two milliseconds of writes: between two slices the loop answers others.
SLICE = 200
# Readers who come back after a cut stand at as many places.
_PIECES = 256


class Descriptors(Protocol):
    """What a channel needs of the hub."""

    tally: Tally

    def watch_writable(self, reader: Reader) -> None:
        """Let `Channel.go_on` be called once the kernel takes more for this reader."""

    def close(self, reader: Reader, why: str = "gone") -> None:
        """Forget the reader and close the line."""

    def end(self, reader: Reader, event: bytes, why: str) -> None:
        """Say a last word, and close the line."""


class Channel:
    """Belongs to the event loop. A frame's bytes are made once, and shared by all to whom they are written.

    A reader has all up to `position`, or is blocked (`rest`), or waits for frames that are being made.
    """

    def __init__(self, live: LiveCoverage, descriptors: Descriptors, builds: Executor) -> None:
        self.live = live
        # In the order in which they came, so that what the kernel has of them is visited nearly as it lies in memory.
        self.readers: dict[Reader, None] = {}
        self.blocked: dict[Reader, float] = {}
        self._descriptors = descriptors
        self._tally = descriptors.tally
        self._builds = builds
        self._loop = asyncio.get_running_loop()
        self._pieces: dict[tuple[int, str], list[bytes]] = {}
        self._pieces_of: Moment | None = None
        self._waiting: dict[tuple[int, str], set[Reader]] = {}
        self._is_passing = False
        self._is_told = False

    def join(self, fd: int, position: int, coding: str, address: str | None) -> Reader:
        """A new reader, who has all up to `position`."""
        reader = Reader(self, fd, position, self.live.timeline.head, coding, address)
        self.readers[reader] = None
        return reader

    def leave(self, reader: Reader) -> None:
        """The reader has gone."""
        self.readers.pop(reader, None)
        self.blocked.pop(reader, None)
        reader.rest = None

    def tell(self) -> None:
        """Write what is new to all who can take it, slice after slice."""
        self._is_told = True
        if not self._is_passing:
            self._is_passing = True
            self._pass()

    def say(self, readers: Iterable[Reader]) -> None:
        """Give these readers a sign that the line is alive."""
        at: int = -1
        pieces: dict[str, list[bytes]] = {}
        for reader in readers:
            if reader.fd == GONE or reader.rest is not None:
                continue
            if reader.position != at:
                at, pieces = reader.position, {}
            piece = pieces.get(reader.coding)
            if piece is None:
                piece = pieces[reader.coding] = [chunked(in_coding(beat(at, self.live.moment.head), reader.coding))]
            self._tally.beats += 1
            self.give(reader, piece, 0)

    def give(self, reader: Reader, chunks: list[bytes], step: int) -> None:
        """Write to a reader who is not blocked; each whole chunk takes its position on by `step`."""
        try:
            written = os.writev(reader.fd, chunks)
        except BlockingIOError:
            written = 0
        except OSError:
            self._descriptors.close(reader)
            return
        before = reader.position
        self._tally.stream_bytes += written
        for chunk in chunks:
            if written < len(chunk):
                self._note(reader, before)
                self._block(reader, memoryview(chunk)[written:], reader.position + step)
                return
            written -= len(chunk)
            reader.position += step
        self._note(reader, before)

    def go_on(self, reader: Reader) -> None:
        """Write all that the reader lacks, as far as the kernel takes it."""
        if reader.rest is not None and not self._finish(reader, reader.rest):
            return
        while reader.fd != GONE and reader.rest is None and reader.position < self.live.timeline.head:
            if self.live.is_too_far_behind(reader.position):
                self._descriptors.end(reader, reset(self.live, TOO_FAR_BEHIND), "behind")
                return
            piece = self._piece(reader)
            if piece is None:
                return
            self.give(reader, piece, 1)

    def go_on_from(self, reader: Reader, rest: memoryview | None, upto: int) -> None:
        """The same, for a reader whose write of `rest` was begun by another process."""
        if rest is not None:
            self._block(reader, rest, upto)
        self.go_on(reader)

    def _finish(self, reader: Reader, rest: memoryview) -> bool:
        """Go on with a chunk that is on its way; says whether it has gone out whole."""
        try:
            written = os.write(reader.fd, rest)
        except BlockingIOError:
            return False
        except OSError:
            self._descriptors.close(reader)
            return False
        self._tally.stream_bytes += written
        if written < len(rest):
            self._block(reader, rest[written:], reader.upto)
            return False
        before, reader.position, reader.rest = reader.position, reader.upto, None
        del self.blocked[reader]
        self._note(reader, before)
        return True

    def _block(self, reader: Reader, rest: memoryview, upto: int) -> None:
        if reader.rest is None:
            self._tally.late += 1
        reader.rest, reader.upto = rest, upto
        self.blocked[reader] = time.monotonic()
        self._descriptors.watch_writable(reader)

    def _note(self, reader: Reader, before: int) -> None:
        if reader.position > before:
            self._tally.frames += reader.position - before
            if reader.position > reader.since:
                self._tally.sent(self.live, max(before, reader.since), reader.position)

    def _pass(self) -> None:
        self._is_told = False
        readers = list(self.readers)
        self._tally.queued += len(readers)
        in_slices(self._loop, readers, self._slice, self._end_pass)

    def _end_pass(self) -> None:
        if self._is_told:
            self._pass()
        else:
            self._is_passing = False

    def _slice(self, readers: list[Reader]) -> None:
        """What `go_on` does, for each; those who lack the newest frame alone, as most do, are written to at once."""
        self._tally.queued -= len(readers)
        head = self.live.timeline.head
        at = head - 1
        done = 0
        for coding in (GZIP, IDENTITY):
            alike = [
                reader
                for reader in readers
                if reader.coding == coding
                and reader.position == at
                and reader.since <= at
                and reader.rest is None
                and reader.fd != GONE
            ]
            piece = self._piece(alike[0]) if alike else None
            if piece is not None:
                self._give_all(alike, piece[0], head)
                done += len(alike)
        if done < len(readers):
            self._go_on(readers)

    def _give_all(self, readers: list[Reader], chunk: bytes, upto: int) -> None:
        """What `give` does, to readers at one place who were all there when the event happened."""
        size = len(chunk)
        taken = write_to_all([reader.fd for reader in readers], chunk)
        whole = taken.count(size)
        self._tally.stream_bytes += whole * size
        if whole:
            self._tally.frames += whole
            self._tally.sent(self.live, upto - 1, upto, whole)
        if whole == len(readers):
            for reader in readers:
                reader.position = upto
            return
        for reader, written in zip(readers, taken, strict=True):
            if written == size:
                reader.position = upto
            elif written == GONE:
                self._descriptors.close(reader)
            else:
                self._tally.stream_bytes += written
                self._block(reader, memoryview(chunk)[written:], upto)

    def _piece(self, reader: Reader) -> list[bytes] | None:
        """What follows on the reader's position; None if it has to be made first, and then the reader goes on."""
        moment = self.live.moment
        if moment is not self._pieces_of:
            # Words may have been withdrawn since: what is kept here is only what stands.
            self._pieces.clear()
            self._pieces_of = moment
        place = (reader.position, reader.coding)
        piece = self._pieces.get(place)
        if piece is None:
            piece = self.live.chunks(*place, may_make=False)
            if not piece:
                self._make(reader, moment)
                return None
            if len(self._pieces) < _PIECES:
                self._pieces[place] = piece
        return piece

    def _make(self, reader: Reader, moment: Moment) -> None:
        place = (reader.position, reader.coding)
        waiting = self._waiting.get(place)
        if waiting is None:
            waiting = self._waiting[place] = set()
            make = partial(self.live.chunks, *place, may_make=True)
            made = self._loop.run_in_executor(self._builds, make)
            made.add_done_callback(partial(self._has_made, place, moment))
        waiting.add(reader)

    def _has_made(self, place: tuple[int, str], moment: Moment, made: "asyncio.Future[list[bytes]]") -> None:
        waiting = self._waiting.pop(place)
        if made.cancelled():
            return
        error = made.exception()
        if error is not None:
            _logger.error("the frames after %d of %s cannot be made", place[0], self.live.id, exc_info=error)
            for reader in waiting:
                self._descriptors.close(reader, "failed")
            return
        if self.live.moment is moment and self._pieces_of is moment:
            self._pieces[place] = made.result()
        in_slices(self._loop, list(waiting), self._go_on, _nothing)

    def _go_on(self, readers: list[Reader]) -> None:
        head = self.live.timeline.head
        for reader in readers:
            if reader.position < head and reader.rest is None and reader.fd != GONE:
                self.go_on(reader)


def in_slices(
    loop: asyncio.AbstractEventLoop,
    readers: list[Reader],
    act: Callable[[list[Reader]], None],
    then: Callable[[], None],
    start: int = 0,
) -> None:
    """Act on slice after slice of the readers, with the loop's other work between; then the last call."""
    try:
        act(readers[start : start + SLICE])
    finally:
        # Whatever went wrong with one slice, the others are not kept waiting.
        if start + SLICE < len(readers):
            loop.call_soon(in_slices, loop, readers, act, then, start + SLICE)
        else:
            then()


def _nothing() -> None:
    pass
