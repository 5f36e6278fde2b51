"""Time labels: "12.31 Uhr: ...", "14:05 GMT" on a line of its own, a day above a stretch of updates.

A moment is given only where day, time and zone all stand in the label; a time of day alone is never turned into one.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from onrecord.formats.text.words import any_of, by_language, phrases

_MONTH_OF = {name: int(number) for number, names in by_language("month").items() for name in names}
_LONG_ZONES = {
    "greenwich mean time": 0,
    "coordinated universal time": 0,
    "british summer time": 1,
    "central european time": 1,
    "central european summer time": 2,
}
_OFFSETS = {
    **dict.fromkeys(("gmt", "utc", "z", "wet"), 0),
    **dict.fromkeys(("cet", "mez", "west"), 1),
    **dict.fromkeys(("cest", "mesz", "eet"), 2),
    **dict.fromkeys(("eest",), 3),
}
# Zones whose letters stand for more than one offset are part of a label, and too little for a moment.
_ZONES = frozenset((*_OFFSETS, "bst", "est", "edt", "et", "pst", "pdt", "pt", "cst", "cdt", "ct")) | frozenset(
    ("msk", "мск", "ist", "jst", "kst", "aest", "aedt", "nzdt")
)
_FILLERS = phrases("time_filler")
_AGO = phrases("ago")
_AGO_WHOLE = phrases("ago_whole")
_WEEKDAYS = phrases("weekday")
_CLOCK = (
    r"(?:(?:[01]?\d|2[0-4])[:：][0-5]\d(?::[0-5]\d)?(?:\.\d+)?(?:\s?[ap]\.?m\b\.?)?"
    r"|(?:[01]?\d|2[0-4])\.[0-5]\d(?:\s?Uhr\b|\s?[ap]\.?m\b\.?|\s?h\b)"
    r"|(?:[01]?\d|2[0-4])\s?[hH]\s?[0-5]\d\b"
    r"|(?:[01]?\d|2[0-4])\s?(?:Uhr|बजे)"
    r"|(?:kl\.?|klo|ore|alle|om)\s(?:[01]?\d|2[0-4])[.:][0-5]\d"
    r"|(?:오전|오후)?\s?(?:[01]?\d|2[0-4])시(?:\s?[0-5]?\d분)?"
    r"|(?:[01]?\d|2[0-4])[時时点](?:[0-5]?\d分)?"
    r"|(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?"
    r"|\d{1,3}(?:\s?\+\s?\d{1,2})?['’′](?![\w'’]))"
)
_DAY = (
    r"(?:\d{4}-\d{2}-\d{2}T?|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2}(?![\d.:]))?|\d{1,2}/\d{1,2}(?:/\d{4}|/\d{2})?"
    r"|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日)"
)
_ZONE = (
    r"(?:(?:GMT|UTC|CES?T|MESZ|MEZ|WES?T|EES?T|BST|E[SD]?T|P[SD]?T|C[SD]?T|MSK|МСК|IST|JST|KST|AE[SD]T|NZDT)"
    r"(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|Z|[+-]\d{2}:?\d{2}|Uhr|Ortszeit)"
)
_CLOCK_RE = re.compile(_CLOCK, re.IGNORECASE)
_DAY_RE = re.compile(_DAY)
_FRONT = re.compile(
    rf"[\[(]?(?:{_DAY}[,\s|·–—-]*)?{_CLOCK}(?:\s?{_ZONE}(?=[\s\])|:：.,–—-]|$))?[\])]?(?P<mark>\s*[:：|•·–—-]+\s*|[.,]?\s+)(?=\S)"
)
_BARE_DOT = re.compile(r"^(?:[01]?\d|2[0-4])\.[0-5]\d$")
_OFFSET = re.compile(r"(?:GMT|UTC|(?<=\d))\s?([+-])(\d{1,2})(?::?(\d{2}))?(?!\d)")
_NAMED_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?\.?\s(?:de\s|of\s)?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(\d{4})")
_NAMED_DAY_US = re.compile(r"([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})")
_NUMERIC_DAY = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})|(\d{4})年(\d{1,2})月(\d{1,2})日"
)
_POSTED = re.compile(any_of("posted"), re.IGNORECASE)
_REVISED = re.compile(rf"{any_of('revised')}\s?[:：]?", re.IGNORECASE)
_BACK = re.compile(
    rf"(?:\s*[|•·]\s*|\s+[-–—]\s+|(?<=[^\s\d:.,/-]))(?P<label>(?:{_DAY}[,\s]*)?{_CLOCK}(?:\s?{_ZONE})?)$"
)
_PLACE_TIME = re.compile(rf"(?:[^\W\d_]{{2,20}})?{any_of('place_time')}(?:[^\W\d_]{{2,20}})?", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"\d{1,3}\s?(?:秒|分|時間|分鐘|小時|小时|分钟|초|분|시간|일)\s?(?:前|전)")
_LASTS = re.compile(r"\d{1,3}\s?(?:hrs?|h|mins?|m|sec|s|d|std|хв|год|мин|ч|分|分钟|시간|분)\.?")
_LONGEST_BACK = 30
LONGEST = 70  # letters of "Wednesday, 16 February 2022, 14:05 Central European Summer Time", and little more


def is_time(line: str) -> bool:
    """True where a line is a time and nothing else: of day, with or without its day, or "2 hours ago"."""
    if len(line) > LONGEST:
        return False
    if not any(sign.isdigit() for sign in line):
        return line.casefold() in _AGO_WHOLE
    if _BARE_DOT.match(line) or _LASTS.fullmatch(line) or _RUN_TOGETHER.fullmatch(line):
        return True
    without_clock, clocks = _CLOCK_RE.subn(" ", line)
    words = _leftover(_PLACE_TIME.sub(" ", without_clock) if clocks else without_clock)
    said = _words(line)
    is_ago = any(word in _AGO for word in said) and not any(word in _MONTH_OF and word not in _AGO for word in said)
    return not words and (clocks > 0 or is_ago)


def is_day(line: str) -> bool:
    """True where a line is a date and nothing else; a weekday alone is no date."""
    if len(line) > LONGEST or not any(sign.isdigit() for sign in line):
        return False
    if _CLOCK_RE.search(line) or _leftover(line):
        return False
    return bool(_DAY_RE.search(line)) or any(word in _MONTH_OF for word in _words(line))


def front(line: str) -> tuple[str, str]:
    """The time at the front of a line and the rest of it; an empty time where there is none."""
    found = _FRONT.match(line)
    if found is None:
        return _said_front(line)
    label = line[: found.start("mark")]
    return label, line[found.end() :]


def _said_front(line: str) -> tuple[str, str]:
    """The time in "Update, Friday (12 March), 9.20: ...", which words stand around."""
    for found in re.finditer(r"[:：]\s+(?=\S)", line[:LONGEST]):
        if is_time(line[: found.start()]):
            return line[: found.start()], line[found.end() :]
    return "", line


def posted(line: str) -> tuple[str, str]:
    """The words of a line, and "published at ..." where it ends so; an empty time where it does not."""
    start = max(0, len(line) - LONGEST - 20)
    for found in _POSTED.finditer(line, start):
        if found.start() and is_time(line[found.start() :]):
            return line[: found.start()].rstrip(" |•·,–—-"), line[found.start() :]
    return line, ""


def back(line: str) -> tuple[str, str]:
    """The words of a line, and the time that a bar or a dash sets behind them or that was run together with them."""
    found = _BACK.search(line, max(0, len(line) - _LONGEST_BACK))
    return (line[: found.start()], found["label"]) if found and found.start() else (line, "")


def is_revision(line: str) -> bool:
    """True where a line that is a time says that it is one of a change."""
    return _REVISED.match(line) is not None


def moment(label: str) -> datetime | None:
    """The moment that a label names, None unless it gives the day, the time of day and an unmistakable zone."""
    clock = re.search(
        r"(?<!\d)(\d{1,2})[:：.](\d{2})(?::(\d{2}))?(?:\s?([ap])\.?m)?", _NUMERIC_DAY.sub(" ", label.replace("T", " "))
    )
    day = _day(label)
    zone = _zone(label)
    if clock is None or day is None or zone is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] == "p" else 0)
    try:
        return datetime(*day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(label: str) -> tuple[int, int, int] | None:
    if found := _NUMERIC_DAY.search(label):
        numbers = [int(group) for group in found.groups() if group]
        return (numbers[2], numbers[1], numbers[0]) if found[4] else (numbers[0], numbers[1], numbers[2])
    if (found := _NAMED_DAY.search(label)) and found[2].casefold() in _MONTH_OF:
        return int(found[3]), _MONTH_OF[found[2].casefold()], int(found[1])
    if (found := _NAMED_DAY_US.search(label)) and found[1].casefold() in _MONTH_OF:
        return int(found[3]), _MONTH_OF[found[1].casefold()], int(found[2])
    return None


def _zone(label: str) -> timezone | None:
    if found := _OFFSET.search(_NUMERIC_DAY.sub(" ", label)):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(hours=24) else None
    if re.search(r"\dZ\b", label):
        return UTC
    long = [offset for name, offset in _LONG_ZONES.items() if name in label.casefold()]
    if len(long) == 1:
        return timezone(timedelta(hours=long[0]))
    named = {word for word in _words(label) if word in _ZONES}
    if len(named) != 1 or not named <= _OFFSETS.keys():
        return None
    return timezone(timedelta(hours=_OFFSETS[named.pop()]))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.split(r"[\s,()\[\]|·•–—:/-]+", text) if word]


def _leftover(text: str) -> list[str]:
    """The words of a line that are no part of a date or a time."""
    rest = _OFFSET.sub(" ", _DAY_RE.sub(" ", text))
    known = (_ZONES, _FILLERS, _WEEKDAYS, _MONTH_OF)
    return [
        word
        for word in (word.strip(".+") for word in _words(rest))
        if word
        and not any(word in names for names in known)
        and not re.fullmatch(r"\d{1,4}(?:st|nd|rd|th|er|h|hrs?|m|mins?|s|d|ч|г)?", word)
    ]
