"""A record as one line; whatever is in it, it cannot begin another or steer a terminal."""

import json
import logging
import os
import re
from datetime import UTC, datetime

from onrecord.site.logs import context

# What a line may say of the request; anything else that a library attaches stays out, for it may be personal.
_FIELDS = ("method", "path", "kind", "status", "seconds")
_LONGEST = 16_000
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _about(record: logging.LogRecord) -> dict[str, object]:
    told = {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
    known = {"request_id": context.request_id.get(), "coverage": context.coverage.get()}
    known["worker"] = os.environ.get("ONRECORD_WORKER", "").strip() or None
    return {**told, **{name: value for name, value in known.items() if value is not None}}


class Json(logging.Formatter):
    """One JSON object a line, ASCII throughout."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST],
            **_about(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)[-_LONGEST:]
        return json.dumps(line, default=str)


class Text(logging.Formatter):
    """For a terminal: time, level, logger, message, and what is known of the request; a traceback below, indented."""

    def format(self, record: logging.LogRecord) -> str:
        about = " ".join(f"{name}={_visible(str(value))}" for name, value in _about(record).items())
        line = f"{_moment(record)} {record.levelname:<7} {record.name}: {_visible(record.getMessage()[:_LONGEST])}"
        if about:
            line += f"  [{about}]"
        if record.exc_info:
            told = self.formatException(record.exc_info)[-_LONGEST:].splitlines()
            line += "".join(f"\n    {_visible(each)}" for each in told)
        return line


def _visible(text: str) -> str:
    return _UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape", "backslashreplace").decode(), text)
