"""Moments as people type them: a clock on a wall, in the coverage's time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from onrecord.domain.errors import Refusal


class UnreadableMoment(Refusal):
    """A moment is a date and a time, such as 2026-02-16 14:05."""


class NoSuchMoment(Refusal):
    """The clocks skip that time on that day; choose an earlier or a later one."""


HELP = _("In the coverage’s time zone.")


def read_moment(text: str, time_zone: str) -> datetime | None:
    """The moment in UTC, None for nothing typed; of a time that comes twice, when clocks go back, the first."""
    if not text.strip():
        return None
    try:
        typed = datetime.fromisoformat(text.strip())
        zone = ZoneInfo(time_zone)
        aware = typed if typed.utcoffset() is not None else typed.replace(tzinfo=zone)
        moment = aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableMoment from error
    if typed.utcoffset() is None and moment.astimezone(zone).replace(tzinfo=None) != typed:
        raise NoSuchMoment
    return moment


def write_moment(moment: datetime | None, time_zone: str) -> str:
    """The moment as a browser's field for it holds it."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%dT%H:%M:%S")
