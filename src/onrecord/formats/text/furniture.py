"""What stands on a page around the news: buttons, advertisements, newsletters, notes on cookies and copyright."""

import re

from onrecord.formats.text.sentences import width
from onrecord.formats.text.words import any_of, phrases

_EXACT = phrases("furniture")
_SECTIONS = phrases("related")
_FLAGS = phrases("flag")
_EMBED_NOTICE = re.compile(any_of("embed_notice"), re.IGNORECASE)
_SUMMARIES = phrases("summary")
_SOURCED = re.compile(rf"{any_of('sources')}\s?[:：]", re.IGNORECASE)
_RIGHTS = re.compile(rf"©\s?\d{{4}}|{any_of('rights')}", re.IGNORECASE)
_COOKIES = re.compile(any_of("cookies"), re.IGNORECASE)
_NEWSLETTER = re.compile(any_of("newsletter"), re.IGNORECASE)
_MAILING = re.compile(any_of("mailing"), re.IGNORECASE)
_LIVE = re.compile("|".join(sorted(map(re.escape, phrases("live")))), re.IGNORECASE)


def _bare(line: str) -> str:
    return line.casefold().strip(" .:：…!|»›→>[]()•·-–—+")


def is_furniture(line: str) -> bool:
    """True where a whole line is a label that sites put around their texts."""
    return len(line) <= 60 and _bare(line) in _EXACT


def is_flag(line: str) -> bool:
    """True where a whole line only says that the news is new or important."""
    return len(line) <= 30 and _bare(line) in _FLAGS


def is_embed_notice(line: str) -> bool:
    """True where a line stands in place of an embed: only asked of lines that are no update's own first words."""
    return width(line) <= 500 and _EMBED_NOTICE.search(line) is not None


def opens_related(line: str) -> bool:
    """True where a line is the title of a list of other articles."""
    return len(line) <= 60 and _bare(line) in _SECTIONS


def opens_summary(line: str) -> bool:
    """True where a line is the title of a list of points."""
    return len(line) <= 60 and _bare(line) in _SUMMARIES


def opens_newsletter(line: str) -> bool:
    """True where a short line asks to sign up for a newsletter."""
    return width(line) <= 120 and _NEWSLETTER.search(line) is not None and _MAILING.search(line) is not None


def is_mailing(line: str) -> bool:
    """True where a line goes on about signing up: only asked of lines that follow such a call."""
    return width(line) <= 400 and _MAILING.search(line) is not None


def is_closing(line: str) -> bool:
    """True where a line at the very end of a text is about sources, rights or cookies."""
    return is_legal(line) or (width(line) <= 160 and _SOURCED.match(line) is not None)


def is_legal(line: str) -> bool:
    """True where a line is about rights or cookies; only asked near the ends of a text."""
    return width(line) <= 300 and (_RIGHTS.search(line) is not None or _COOKIES.search(line) is not None)


def names_updates(line: str) -> bool:
    """True where a line speaks of live coverage or of the newest updates, in one of many languages."""
    return _LIVE.search(line) is not None
