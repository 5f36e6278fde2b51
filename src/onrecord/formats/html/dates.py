"""Times as pages write them. A time without a day or a zone is not a full time and is never made into one."""

import email.utils
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"\s*(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![0-9:.])([01]?[0-9]|2[0-3])\s?[:.h]\s?([0-5][0-9])(?:[:.][0-5][0-9])?(?![0-9])\s*([ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
# Only abbreviations that mean one zone; CST and IST each mean several.
_ZONES = {"GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3} | {
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
_NAMED_ZONE = re.compile(rf"[0-9][:.][0-5][0-9]\s?(?:[ap]\.?m\.?)?\s+({'|'.join(_ZONES)})\b", re.IGNORECASE)
_MONTHS = (
    # one line a month: English, German, French, Spanish, Italian, Dutch, Portuguese, Nordic, Slavic, Turkish
    (
        "january januar jänner januari janvier enero gennaio janeiro "
        "styczeń stycznia leden ledna ocak tammikuu tammikuuta января"
    ),
    (
        "february februar februari février fevrier febrero febbraio fevereiro "
        "luty lutego únor února şubat helmikuu helmikuuta февраля"
    ),
    ("march märz maerz mars maart marzo março marco marzec marca březen března mart maaliskuu maaliskuuta марта"),
    ("april avril abril aprile kwiecień kwietnia duben dubna nisan huhtikuu huhtikuuta апреля"),
    ("may mai mei maj mayo maggio maio maja květen května mayıs toukokuu toukokuuta мая"),
    ("june juni juin junio giugno junho czerwiec czerwca červen června haziran kesäkuu kesäkuuta июня"),
    ("july juli juillet julio luglio julho lipiec lipca červenec července temmuz heinäkuu heinäkuuta июля"),
    ("august augustus août aout agosto augusti sierpień sierpnia srpen srpna ağustos elokuu elokuuta августа"),
    (
        "september septembre septiembre setiembre settembre setembro wrzesień września "
        "září eylül syyskuu syyskuuta сентября"
    ),
    (
        "october oktober octobre octubre ottobre outubro październik października "
        "říjen října ekim lokakuu lokakuuta октября"
    ),
    ("november novembre noviembre novembro listopad listopada listopadu kasım marraskuu marraskuuta ноября"),
    (
        "december dezember décembre decembre diciembre dicembre dezembro grudzień "
        "grudnia prosinec prosince aralık joulukuu joulukuuta декабря desember"
    ),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH |= {
    name[:3]: number for name, number in list(_MONTH.items()) if name.isascii() and name[:3] not in ("mar", "jui")
}
_MONTH |= {"mar": 3, "sept": 9, "mär": 3, "okt": 10, "dez": 12}
_DAY_FIRST = re.compile(
    r"(?<![0-9])([0-3]?[0-9])(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?([12][0-9]{3})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+([0-3]?[0-9])(?:st|nd|rd|th)?,?\s+([12][0-9]{3})")
_NUMERIC = re.compile(r"(?<![0-9])([0-3]?[0-9])\.([01]?[0-9])\.(20[0-9]{2})(?![0-9])")
_ISO_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})-([01][0-9])-([0-3][0-9])(?![0-9])")
_CJK = re.compile(r"(20[0-9]{2})年([01]?[0-9])月([0-3]?[0-9])日")


def moment(value: object) -> datetime | None:
    """The full time that this says, aware; None for anything without a day, a time of day and a zone."""
    found = _read(value)
    return found if found is not None and found.tzinfo is not None else None


def local(value: object) -> datetime | None:
    """The day and time of day that this says without naming a zone (a naive datetime); None for anything else."""
    found = _read(value)
    return found if found is not None and found.tzinfo is None else None


def clock(text: str) -> str | None:
    """The first time of day in a text, as `HH:MM`; None where there is none."""
    if (match := _CLOCK.search(text[:200])) is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}"


def day(text: str) -> datetime | None:
    """The one day that a short text names, as midnight without a zone; None where it names none, or several."""
    text = text[:200]
    found: set[tuple[int, int, int]] = set()
    for match in _DAY_FIRST.finditer(text):
        if number := _month(match[2]):
            found.add((int(match[3]), number, int(match[1])))
    for match in _MONTH_FIRST.finditer(text):
        if number := _month(match[1]):
            found.add((int(match[3]), number, int(match[2])))
    found |= {(int(m[3]), int(m[2]), int(m[1])) for m in _NUMERIC.finditer(text)}
    found |= {(int(m[1]), int(m[2]), int(m[3])) for pattern in (_ISO_DAY, _CJK) for m in pattern.finditer(text)}
    if len(found) != 1:
        return None
    year, month, number = found.pop()
    try:
        return datetime(year, month, number)  # noqa: DTZ001 - a day of the page, in the page's own unnamed zone
    except ValueError:
        return None


def zone_named(text: str) -> timezone | None:
    """The zone whose abbreviation stands behind the times of day in a text; None unless it is exactly one."""
    offsets = {_ZONES[name.upper()] for name in _NAMED_ZONE.findall(text[:100_000])}
    return timezone(timedelta(hours=offsets.pop())) if len(offsets) == 1 else None


def zone_on(when: datetime, evidence: Iterable[datetime]) -> timezone | None:
    """The zone that the page's own full times show for this day; None unless they show exactly one.

    Times in UTC are no evidence: machines write them on pages whose readers are shown other clocks.
    """
    offsets = set()
    for known in evidence:
        offset = known.utcoffset()
        if offset and abs((known.replace(tzinfo=None) - when).total_seconds()) <= 2 * 86_400:
            offsets.add(offset)
    return timezone(offsets.pop()) if len(offsets) == 1 else None


def _month(name: str) -> int | None:
    return _MONTH.get(name.casefold())


def _read(value: object) -> datetime | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str):
        return None
    text = value.strip()[:80]
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return _epoch(float(text))
    try:
        if match := _ISO.match(text):
            return _iso(match)
        if "," in text[:5]:
            return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return None


def _iso(match: re.Match[str]) -> datetime:
    year, month, number, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    micro = int((match[7] or "0").ljust(9, "0")[:6])
    zone = (match[8] or "").upper()
    tz: timezone | None = None
    if zone in ("Z", "UTC", "GMT"):
        tz = UTC
    elif zone:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        tz = timezone(-offset if zone[0] == "-" else offset)
    return datetime(year, month, number, hour, minute, second, micro, tzinfo=tz)


def _epoch(number: float) -> datetime | None:
    if number > 1e11:
        number /= 1000  # milliseconds, as JavaScript writes them
    if not 1e8 < number < 4e9:
        return None
    return datetime.fromtimestamp(number, UTC)
