"""Who in this process wants to hear of an append."""

import logging
from collections.abc import Callable
from threading import Lock

from onrecord.log.log import Head

_logger = logging.getLogger(__name__)
Listener = Callable[[Head], None]


class Hints:
    """Listeners, told of each append in turn; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[object, Listener] = {}

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` from now on; returns what ends that, which may be called twice."""
        key = object()
        with self._lock:
            self._listeners[key] = listener

        def end() -> None:
            with self._lock:
                self._listeners.pop(key, None)

        return end

    def tell(self, head: Head) -> None:
        """Tell all of them; one that fails costs time only, for followers also look by themselves."""
        with self._lock:
            listeners = list(self._listeners.values())
        for listener in listeners:
            try:
                listener(head)
            except Exception:
                _logger.exception("a listener failed on %s reaching %s", head.slug, head.seq)
