"""Durations as people write them: 90s, 10m, 2h30m."""

import re
from datetime import timedelta

import click

_PATTERN = re.compile(r"(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7}(?:\.\d{1,3})?)s?)?", re.ASCII)


class Duration(click.ParamType[timedelta]):
    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = _PATTERN.fullmatch(str(value).strip())
        if match is None or not any(match.groups()):
            self.fail(f"{value!r:.40} is not a duration; write 10s, 5m or 2h30m", param, ctx)
        hours, minutes, seconds = (float(part or 0) for part in match.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)


DURATION = Duration()
