"""Tells each second how this process stands: to the board, and to whoever else joined."""

import asyncio
import logging
import os
import threading
import time

from onrecord.delivery import Delivery
from onrecord.delivery.health import trouble
from onrecord.site.figures.noticeboard import Notice, Noticeboard
from onrecord.site.figures.samples import BEGAN_AT, Sampler
from onrecord.site.waiting_room import WaitingRoom

_logger = logging.getLogger(__name__)
_EVERY = 1.0
# The desk asks for what was published just now.
_REACHED_SECONDS = 120.0
_MOST_REACHED = 64


class Reporter:
    """`start` and `stop` in the event loop. What takes long is done in a thread: a slow disk holds up no reader."""

    def __init__(self, delivery: Delivery, board: Noticeboard) -> None:
        self.board = board
        self.delivery = delivery
        self._sampler = Sampler(delivery)
        self._sampling = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onrecord-figures", daemon=True)
        self._timer: asyncio.TimerHandle | None = None
        # What the other processes of this machine said a second ago, so that whoever asks reads no files.
        self.others: list[Notice] = []
        self.silent: list[Notice] = []
        self._newest: Notice | None = None

    def look_into(self, waiting_room: WaitingRoom, takers: WaitingRoom) -> None:
        """From now on tell of the connections that wait there, and of those that are waited for."""
        self._sampler.waiting_room, self._sampler.takers = waiting_room, takers

    def start(self) -> None:
        self._tick(asyncio.get_running_loop())
        self._thread.start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._stopping.set()
        self.board.take_down()

    @property
    def newest(self) -> Notice:
        """How this process stood a second ago at most, for whoever need not know it closer; from any thread."""
        return self._newest or self.now()

    def now(self) -> Notice:
        """How this process stands; from any thread."""
        delivery = self.delivery
        since = time.monotonic() - _REACHED_SECONDS
        reached: dict[str, dict[str, tuple[int, float]]] = {}
        in_memory = delivery.shelf.all_in_memory()
        for live in in_memory:
            newest = sorted(live.reach.newest(since).items())[-_MOST_REACHED:]
            if newest:
                reached[str(live.id)] = {str(seq): (sent.readers, live.waited(seq, sent)) for seq, sent in newest}
        # In this order: what is read in between is lacking, or shown.
        position = sum(head.seq for head in delivery.shelf.heads())
        owed = ((head, delivery.shelf.in_memory(head.coverage_id)) for head in delivery.tail.owed)
        lacking = {str(live.id): live.timeline.head for head, live in owed if live and live.timeline.head < head.seq}
        with self._sampling:
            samples, readers = self._sampler.samples(), self._sampler.readers()
        return Notice(
            worker=self.board.worker,
            pid=os.getpid(),
            at=time.monotonic(),
            began_at=BEGAN_AT,
            trouble=trouble(delivery.tail, delivery.hub),
            samples=samples,
            readers=readers,
            reached=reached,
            position=position,
            lacking=lacking,
        )

    def look(self) -> None:
        """Read what the others say now."""
        self.others, self.silent = self.board.others(), self.board.silent()

    def _tick(self, loop: asyncio.AbstractEventLoop, due: float | None = None) -> None:
        """In the event loop: what only there can be counted."""
        now = loop.time()
        if due is not None:
            self.delivery.tally.loop_lag.note(now - due)
        self.delivery.tally.settle()
        self._timer = loop.call_at(now + _EVERY, self._tick, loop, now + _EVERY)

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY):
            try:
                self._newest = self.now()
                self.board.post(self._newest)
                self.look()
                self.board.is_trouble_told = False
            except Exception:
                # Figures must never take the site down, nor fill its log: once is enough until it works again.
                if not self.board.is_trouble_told:
                    _logger.exception("this process's figures cannot be told to the others")
                self.board.is_trouble_told = True
        self.board.take_down()
