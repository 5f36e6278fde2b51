"""What operators have switched, as this process knows it."""

import logging
import time

from onrecord.log import Log, LogError, Switches

_logger = logging.getLogger(__name__)

# A rush of events makes the tail look fifty times a second; a hand at a switch is slower.
_EVERY = 0.5


class Switchboard:
    """Belongs to the tail's thread."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._known: Switches = {}
        self._asked_at = float("-inf")
        self._is_troubled = False

    def changed(self) -> Switches | None:
        """What is switched, if it is something else than at the last call. What cannot be read stays as it was: that
        must not keep readers from news."""
        now = time.monotonic()
        if now - self._asked_at < _EVERY:
            return None
        self._asked_at = now
        try:
            switches = self._log.switches()
        except (LogError, ValueError) as error:
            if not self._is_troubled:
                _logger.warning("the switches cannot be read and stay as they are: %s", error)
            self._is_troubled = True
            return None
        self._is_troubled = False
        if switches == self._known:
            return None
        self._known = switches
        return switches
