"""How a process stays current: it asks which coverages have moved, and is woken when some may have."""

import os
import select
import time
from contextlib import suppress
from threading import Lock

from onrecord.domain.ids import CoverageId
from onrecord.log.log import Head, Log, LogUnavailable


class Follower:
    """Tells one thread which coverages have moved since it last asked.

    Hints only wake it; what it reports it has read from the log, so a lost hint costs time and never news.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._watch = log.watch()
        self._seen: dict[CoverageId, int] = {}
        self._must_look = True
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        os.set_blocking(self._write_end, False)
        self._is_closed = False
        self._lock = Lock()
        self._end_hints = log.on_append(lambda _: self.wake())

    def advance(self) -> list[Head]:
        """Where every coverage now stands that has moved since the last call; at first all. Raises LogUnavailable."""
        self._must_look |= self._drained()
        # Asked first, and each time: what is appended after this look shows in the next one.
        self._must_look |= self._watch.has_moved()
        if not self._must_look:
            return []
        try:
            heads = self._log.heads(self._watch.named())
        except LogUnavailable:
            # What it named is forgotten with it.
            self._watch.close()
            raise
        moved = [head for head in heads if self._seen.get(head.coverage_id) != head.seq]
        self._seen.update((head.coverage_id, head.seq) for head in moved)
        self._must_look = False
        return moved

    def wait(self, timeout: float) -> None:
        """Return once something may have moved, `wake` was called, or `timeout` seconds have passed."""
        deadline = time.monotonic() + timeout
        while not self._must_look and (left := deadline - time.monotonic()) > 0:
            handles = [self._read_end, *(handle for handle in (self._watch.fileno(),) if handle is not None)]
            # Not `select`, which knows no descriptor above 1,023: with a crowd of readers, all new ones are.
            waiting = select.poll()
            for handle in handles:
                waiting.register(handle, select.POLLIN)
            ready = waiting.poll(min(left, self._watch.interval) * 1000)
            try:
                self._must_look = bool(ready) or self._watch.has_moved()
            except LogUnavailable:
                continue  # `advance` says so; until then this is a pause, not a loop that runs hot

    def wake(self) -> None:
        """End a wait; from any thread."""
        with self._lock:
            if self._is_closed:
                return
            with suppress(BlockingIOError):  # raised when the pipe is full of wake-ups already
                os.write(self._write_end, b"!")

    def close(self) -> None:
        """Let go of the log's connection; the follower is not used afterwards."""
        self._end_hints()
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            self._watch.close()
            os.close(self._read_end)
            os.close(self._write_end)

    def _drained(self) -> bool:
        try:
            return bool(os.read(self._read_end, 65536))
        except BlockingIOError:
            return False
