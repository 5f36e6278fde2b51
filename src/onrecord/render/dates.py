"""Moments as readers see them: in the coverage's zone, which is named, and in UTC for the client to rewrite."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.formats import get_format

from onrecord.render.language import known_language, speaking

# Django's English is American; everywhere else an English date begins with the day and has a 24-hour clock.
_AMERICAN = frozenset({"en-us", "en-ca", "en-ph"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One moment: `iso` in UTC, the others as printed in the coverage's zone and language."""

    iso: str
    day: str
    time: str
    date: str
    both: str

    def __getitem__(self, name: str) -> str:
        """The same by name: templates ask so first, and each time that fails costs as much as all else they do."""
        value: str = getattr(self, name)
        return value


def moment(at: datetime | None, *, time_zone: str, language: str) -> Moment | None:
    """How a moment is shown; None for a time that nobody gave."""
    if at is None:
        return None
    utc, local = _in_zones(at, _zone(time_zone))
    # Nothing is printed of the seconds, and nothing of the zone but its name.
    date, clock, between = _printed(local.replace(second=0, microsecond=0, tzinfo=UTC), language)
    time = f"{clock} {_zone_name(local)}"
    return Moment(
        iso=f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z",
        day=local.date().isoformat(),
        time=time,
        date=date,
        both=f"{date}{between}{time}",
    )


@lru_cache(maxsize=1024)
def _printed(minute: datetime, language: str) -> tuple[str, str, str]:
    """The date, the time and what stands between them; most moments that are shown lie in the last few minutes."""
    date_format, time_format, between = _formats(language)
    with speaking(language):
        return dateformat.format(minute, date_format), dateformat.format(minute, time_format), between


def _in_zones(at: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The moment in UTC and in `zone`, in UTC twice at the two ends of the calendar."""
    try:
        utc = at.astimezone(UTC)
        return utc, utc.astimezone(zone)
    except (OverflowError, ValueError):
        utc = at.replace(tzinfo=UTC)
        return utc, utc


@lru_cache(maxsize=512)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


@lru_cache(maxsize=512)
def _formats(language: str) -> tuple[str, str, str]:
    known = known_language(language)
    if language.lower() in _AMERICAN:
        return "M j, Y", "g:i a", ", "
    if known.split("-")[0] == "en":
        return "j M Y", "H:i", ", "
    return str(get_format("DATE_FORMAT", lang=known)), str(get_format("TIME_FORMAT", lang=known)), " "


def _zone_name(local: datetime) -> str:
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:5]  # zones without letters of their own: "-03", "+0545"
    return f"UTC{'−' if name[0] == '-' else '+'}{hours}{':' + minutes if minutes else ''}"
