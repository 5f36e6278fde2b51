"""Where log lines go: everybody's, ours and the libraries', through one door to standard error."""

import logging
import sys

from onrecord.site import environment
from onrecord.site.environment import BadSetting
from onrecord.site.logs import strangers
from onrecord.site.logs.formats import Json, Text

_FORMATS: dict[str, type[logging.Formatter]] = {"text": Text, "json": Json}
# What they say at a level below has its own place: answers are counted, and what fails is logged where it fails.
_QUIETER = {"django.request": logging.ERROR, "httpx": logging.WARNING, "asyncio": logging.WARNING}


class _Door(logging.StreamHandler):  # type: ignore[type-arg] # sys.stderr is whatever it is when a line is written
    """Standard error as it is now, which tests and daemons exchange."""

    @property
    def stream(self):  # type: ignore[no-untyped-def] # as above
        return sys.stderr

    @stream.setter
    def stream(self, value: object) -> None:
        pass


def configure() -> None:
    """Let every logger speak through one handler, as ONRECORD_LOG says; may be called again. Raises BadSetting."""
    word = (environment.text("ONRECORD_LOG") or "text").lower()
    if (made := _FORMATS.get(word)) is None:
        raise BadSetting(f"ONRECORD_LOG is {word!r:.40}; write text or json")
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Door)]:
        root.removeHandler(handler)
    door = _Door()
    door.setFormatter(made())
    root.addHandler(door)
    # A root above INFO hides what operators ask for by name; below it, libraries say more than anybody reads.
    root.setLevel(logging.WARNING)
    for name in ("onrecord", "django", "uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("onrecord").setLevel(logging.INFO)
    for name, level in _QUIETER.items():
        logging.getLogger(name).setLevel(level)
    strangers.quieten()
