"""What the machines of one site tell each other of themselves, through the database that they share."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connections

from onrecord.log.models import NodeRow
from onrecord.site.figures.node_report import NodeReport, read_report

_logger = logging.getLogger(__name__)
_EVERY = 3.0
# An account that may only read will not be allowed to write in a moment either.
_PAUSE_AFTER_REFUSAL = 60.0
_FRESH_SECONDS = 15.0
# Machines' clocks may differ by some of it.
_FRESH_BY_THEIR_CLOCK = timedelta(minutes=2)
# The readers of a machine that broke an hour ago have gone elsewhere. One that is cut off may still show to some what
# was taken down; and one that is switched off takes its row away.
_MISSED = timedelta(hours=1)
_FORGOTTEN = timedelta(days=1)
_LONGEST_FAREWELL = 2.0


class Nodes:
    """Writes for its own machine when `report` gives something, and reads what the others wrote."""

    def __init__(
        self, name: str, report: Callable[[], NodeReport | None], is_last: Callable[[], bool] = lambda: True
    ) -> None:
        """`is_last` says when this process ends whether others of its machine go on."""
        self._name = name
        self._report = report
        self._is_last = is_last
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onrecord-nodes", daemon=True)
        self._writes_from = 0.0
        self._reading = threading.Lock()
        # When each row last changed, by this machine's own clock.
        self._changed: dict[str, tuple[datetime, float]] = {}
        # What the others said, and when by their clock; and since when those are silent who should say something.
        self.told: dict[str, tuple[datetime, NodeReport]] = {}
        self.silent: dict[str, datetime] = {}

    @property
    def is_any_missed(self) -> bool:
        """Whether a machine is silent that told of readers lately."""
        since = datetime.now(UTC) - _MISSED
        return any(at > since for at in list(self.silent.values()))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when the others will not miss this machine, or after two seconds."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_LONGEST_FAREWELL)

    def look(self) -> None:
        """Write and read once. Raises DatabaseError where it cannot be read."""
        connections["default"].close_if_unusable_or_obsolete()
        report = self._report()
        if report is not None and time.monotonic() >= self._writes_from:
            self._write(report)
        self.read()

    def read(self) -> None:
        """Read what the others say now; from any thread. Raises DatabaseError."""
        with self._reading:
            now, here = datetime.now(UTC), time.monotonic()
            told, silent, changed = {}, {}, {}
            for row in NodeRow.objects.exclude(name=self._name).filter(at__gt=now - _FORGOTTEN)[:1000]:
                if (known := self._changed.get(row.name)) is None or known[0] != row.at:
                    known = (row.at, here)
                changed[row.name] = known
                if here - known[1] > _FRESH_SECONDS or now - row.at > _FRESH_BY_THEIR_CLOCK:
                    silent[row.name] = row.at
                else:
                    told[row.name] = (row.at, read_report(row.says))
            self.told, self.silent, self._changed = told, silent, changed

    def _write(self, report: NodeReport) -> None:
        row = {"at": datetime.now(UTC), "says": report.as_text()}
        try:
            NodeRow.objects.update_or_create(name=self._name, defaults=row)
        except DatabaseError as error:
            self._writes_from = time.monotonic() + _PAUSE_AFTER_REFUSAL
            _logger.debug("this machine's readers are not told to the others: %s", error)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(_EVERY):
                try:
                    self.look()
                except (DatabaseError, OSError):
                    # Whoever follows the log says loudly enough that the database is away.
                    self.told = {}
            if self._is_last():
                with suppress(DatabaseError):
                    NodeRow.objects.filter(name=self._name).delete()
        finally:
            with suppress(DatabaseError):
                connections.close_all()
