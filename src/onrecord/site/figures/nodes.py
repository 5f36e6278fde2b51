"""What the machines of one site tell each other of their readers, through the database that they share."""

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
# Machines' clocks may differ by some of it; and a machine that was taken away an hour ago is missed by nobody.
_FRESH_BY_THEIR_CLOCK = timedelta(minutes=2)
_FORGOTTEN = timedelta(hours=1)


class Nodes:
    """Writes for its own machine when `report` gives something, and reads what the others wrote."""

    def __init__(self, name: str, report: Callable[[], NodeReport | None]) -> None:
        self._name = name
        self._report = report
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onrecord-nodes", daemon=True)
        self._writes_from = 0.0
        # When each row last changed, by this machine's own clock.
        self._changed: dict[str, tuple[datetime, float]] = {}
        self.reports: dict[str, NodeReport] = {}
        self.silent: list[str] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def look(self) -> None:
        """Write and read once. Raises DatabaseError where it cannot be read."""
        connections["default"].close_if_unusable_or_obsolete()
        report = self._report()
        if report is not None and time.monotonic() >= self._writes_from:
            self._write(report)
        now, here = datetime.now(UTC), time.monotonic()
        reports, silent = {}, []
        for row in NodeRow.objects.exclude(name=self._name).filter(at__gt=now - _FORGOTTEN)[:1000]:
            if (known := self._changed.get(row.name)) is None or known[0] != row.at:
                self._changed[row.name] = known = (row.at, here)
            if here - known[1] > _FRESH_SECONDS or now - row.at > _FRESH_BY_THEIR_CLOCK:
                silent.append(row.name)
            else:
                reports[row.name] = read_report(row.says)
        self.reports, self.silent = reports, silent

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
                    self.reports = {}
        finally:
            with suppress(DatabaseError):
                connections.close_all()
