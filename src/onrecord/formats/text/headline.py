"""The page's headline: its first line, without the names of section and site that browsers' titles carry."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from onrecord.formats.text import furniture, times
from onrecord.formats.text.lines import Line
from onrecord.formats.text.sentences import is_open, is_stopped, sentences, width
from onrecord.formats.text.words import any_of

_PARTS = re.compile(r"\s+(?:\||»|::|•|·|¦|｜|/)\s+|\s*｜\s*")
_DASHES = re.compile(r"\s+[-–—]\s+")
_WIDEST = 220
_LEAST_MENU = 4
_LONGEST_MENU = 60
_SITE = re.compile(
    rf"{any_of('site')}$|\.(?:com|org|net|info|de|fr|ua|es|it|pl|nl|at|ch|ie|in|jp|co\.uk)$", re.IGNORECASE
)


@dataclass(slots=True)
class Title:
    """What stands at the top: the headline, a kicker where one was given, and what was left out on the way."""

    headline: str
    kicker: str | None = None
    dropped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def take(lines: list[Line], url: str | None) -> tuple[Title, list[Line]]:
    """The title and the lines below it; where prose comes first its opening sentence stands in, with a warning."""
    start = 0
    while start < min(len(lines) - 1, 8) and _is_above_headline(lines[start].text):
        start += 1
    start = _below_menu(lines, start)
    skipped, kicker = [line.text for line in lines[:start]], None
    if _is_above_kicker(lines, start):
        kicker = lines[start].text
        skipped += [line.text for line in lines[start + 1 : start + 2]]
        start += 2
    elif _is_kicker(lines, start):
        kicker = lines[start].text
        start += 1
    first, below = lines[start].text.removeprefix("# "), lines[start + 1 :]
    if first.startswith("++") and first.endswith("++"):
        first = first.strip("+ \xa0") or first
    if sentences(first) == 1 and width(first) <= _WIDEST:
        title = _without_site(first, url)
        if is_stopped(title.headline):
            title.warnings.append("the text gives no headline of its own: its first sentence stands in; check it")
    else:
        title = Title(_opening(first), warnings=["the text gives no headline: its opening words stand in; check them"])
        below = lines[start:]
    title.kicker = title.kicker or kicker
    if skipped:
        title.warnings.append(f"left out above the headline: {_named(skipped)}")
    while below and below[0].text.casefold() in {title.headline.casefold(), first.casefold()}:
        title.warnings.append(f"left out the headline where it stands a second time: “{below[0].text}”")
        below = below[1:]
    return title, below


def _is_above_headline(line: str) -> bool:
    return (
        furniture.is_furniture(line)
        or furniture.is_legal(line)
        or times.is_time(line)
        or times.is_day(line)
        or (width(line) <= 80 and len(re.findall(r"\s[>›»]\s", line)) > 1)
    )


def _below_menu(lines: list[Line], start: int) -> int:
    """Where the page begins below a menu: four or more labels of a word or two each, one below the other."""
    end = start
    while end < min(len(lines) - 1, _LONGEST_MENU) and (
        _is_above_headline(lines[end].text)
        or (width(lines[end].text) <= 25 and len(lines[end].text.split()) <= 2 and not is_stopped(lines[end].text))
    ):
        end += 1
    is_menu = end >= _LEAST_MENU and end < len(lines) - 1 and width(lines[end].text) > 25
    return end if is_menu else start


def _is_above_kicker(lines: list[Line], at: int) -> bool:
    """A section's name with a label of the page's kind below it ("Live"), above the headline."""
    if at + 3 >= len(lines):
        return False
    label, furnished, headline = (line.text for line in lines[at : at + 3])
    is_label = width(label) <= 25 and len(label.split()) <= 2 and not is_stopped(label)
    return is_label and furniture.is_furniture(furnished) and width(headline) > width(label)


def _is_kicker(lines: list[Line], at: int) -> bool:
    """A label of a word or three above a headline that is longer and that prose follows."""
    if at + 2 >= len(lines):
        return False
    label, headline, after = (line.text for line in lines[at : at + 3])
    return (
        width(label) <= 30
        and len(label.split()) <= 3
        and not (is_stopped(label) or is_open(label) or is_stopped(headline) or is_open(headline))
        and width(headline) > max(2 * width(label), 30)
        and sentences(headline) == 1
        and width(headline) <= _WIDEST
        and is_stopped(after)
        and width(after) > width(headline)
    )


def _without_site(line: str, url: str | None) -> Title:
    # A closing guillemet is a bar between parts only where none is opened.
    parts = [part.strip() for part in (_PARTS.split(line) if "«" not in line else [line]) if part.strip()]
    kicker = None
    if len(parts) > 1:
        if re.search("[|｜]", line) and width(parts[0]) * 3 < width(parts[1]) and len(parts[0].split()) <= 2:
            kicker, *parts = parts
        headline, dropped = parts[0], parts[1:]
        # "Headline / more of it": a slash or a dot parts sections only where what follows is shorter than the headline.
        if dropped and "|" not in line and "｜" not in line and width(" ".join(dropped)) >= width(headline):
            return Title(line)
        title = Title(headline, kicker)
        if dropped:
            _drop(title, dropped)
        return title
    dashes = list(_DASHES.finditer(line))
    if dashes:
        headline, site = line[: dashes[-1].start()], line[dashes[-1].end() :]
        if width(site) <= 30 and width(headline) > width(site) and (_SITE.search(site) or _is_host(site, url)):
            title = Title(headline)
            _drop(title, [site])
            return title
    return Title(line)


def _drop(title: Title, names: list[str]) -> None:
    title.dropped += names
    title.warnings.append(f"left out after the headline: {_named(names)} (the site's section or name)")


def _is_host(site: str, url: str | None) -> bool:
    try:
        host = (urlsplit(url or "").hostname or "").replace("-", "")
    except ValueError:
        return False
    squeezed = re.sub(r"\W", "", site.casefold())
    return len(squeezed) > 2 and squeezed in host


def _opening(prose: str) -> str:
    end = next(
        (
            found.end()
            for found in re.finditer(r"[.?!؟।۔][\"'”’»)]{0,2}(?=\s)|[。？！]", prose[:_WIDEST])
            if found.end() > 20
        ),
        0,
    )
    if end:
        return prose[:end]
    cut = prose[:120]
    return cut if len(prose) <= 120 or " " not in cut else cut.rsplit(" ", 1)[0]


def _named(texts: list[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)
