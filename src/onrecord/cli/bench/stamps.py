"""When an event says that it was made: the field that servers most often put it in."""

import json
from datetime import UTC, datetime

_FIELDS = ("at", "time", "timestamp", "ts", "published_at", "sent_at", "created_at", "date")
# Later than 2001 and earlier than 2286, in seconds; a thousand, a million and a thousand million times as many are
# milli-, micro- and nanoseconds.
_SECONDS = (1e9, 1e10)


def stamp(data: bytes) -> float | None:
    """Seconds of the epoch, None where there is no telling."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if isinstance(said, dict):
        said = next((said[field] for field in _FIELDS if field in said), None)
    if isinstance(said, str):
        return _read(said)
    return _number(said) if isinstance(said, int | float) and not isinstance(said, bool) else None


def _read(said: str) -> float | None:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        try:
            return _number(float(said))
        except ValueError:
            return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return None


def _number(said: float) -> float | None:
    for part in (1, 1e3, 1e6, 1e9):
        if _SECONDS[0] <= said / part < _SECONDS[1]:
            return said / part
    return None
