"""Lines that anybody can have written, as often as they send something: of each there is one a minute."""

import logging
import time

_EVERY = 60.0
# Which of a logger's lines; None is all of them.
_LINES = {
    "django.security.DisallowedHost": None,
    "django.security.csrf": None,
    "uvicorn.error": "Invalid HTTP request received.",
}


class Seldom(logging.Filter):
    """Lets a line through that others like it were not written before, without where in a library it arose."""

    def __init__(self, words: str | None) -> None:
        super().__init__()
        self._words = words
        self._due_at = float("-inf")
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        if self._words is not None and record.msg != self._words:
            return True
        now = time.monotonic()
        if now < self._due_at:
            self._left_out += 1
            return False
        if self._left_out:
            record.msg = f"{record.getMessage()} ({self._left_out} more like it before)"
            record.args = None
        record.exc_info = record.exc_text = None
        self._due_at, self._left_out = now + _EVERY, 0
        return True


def quieten() -> None:
    """From now on no stranger fills the log; may be called again."""
    for name, words in _LINES.items():
        logger = logging.getLogger(name)
        for old in [old for old in logger.filters if isinstance(old, Seldom)]:
            logger.removeFilter(old)
        logger.addFilter(Seldom(words))
