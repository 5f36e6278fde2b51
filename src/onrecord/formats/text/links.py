"""Lines that were links: a call to go and read something, whose address the scrape has lost."""

import re
from urllib.parse import urlsplit

from onrecord.domain.blocks import Block, Embed, LinkCard
from onrecord.formats.text.sentences import OPENERS, sentences, width
from onrecord.formats.text.words import any_of, phrases

_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,2000}")
_ARROWS = "→➜➔►▶»›>☛👉⇒ "
_WIDEST = 110
_WIDEST_WITHOUT_STOP = 70  # longer ones are headings more often than calls
_WIDEST_CLICK = 220
_WIDEST_WEAK = 50

_EXACT = phrases("whole_call")
_CLICK_RE = re.compile(any_of("click"))
_START_RE = re.compile(any_of("call"))
_END_RE = re.compile(rf"(?:{any_of('click')}|{any_of('closing_call')})$")
_WEAK_END_RE = re.compile(rf"{any_of('weak_closing_call')}$")
# "... here" after a verb that takes a reader there: phrases with a gap, in the languages that part them.
_HERE = re.compile(
    r"(?:read|find|see|follow|click|look|take a look|view|listen|check|more|get|catch)\b.*\bhere"
    r"|(?:for|you can|our|the full|a full|all)\b.*\b(?:click|read|see|find|watch|view|look|found|available)\b.*\bhere"
    r"|(?:lire|lisez|retrouvez|voir|consultez|plus|pour)\b.*\bici"
    r"|(?:lea|lee|leer|vea|ver|consulte|consulta|más|para)\b.*\baquí"
    r"|(?:leggi|vedi|scopri|per)\b.*\bqui"
)
_PROVIDERS = {
    "facebook.com": "facebook",
    "fb.watch": "facebook",
    "instagram.com": "instagram",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "tiktok.com": "tiktok",
    "twitter.com": "x",
    "vimeo.com": "vimeo",
    "x.com": "x",
    "youtu.be": "youtube",
    "youtube.com": "youtube",
    "bsky.app": "bluesky",
    "soundcloud.com": "soundcloud",
}


def is_address(line: str) -> bool:
    """True where a line is one web address and nothing else."""
    return _ADDRESS.fullmatch(line) is not None


def is_link(line: str, *, is_stopped: bool) -> bool:
    """True where a line is a call to read on: one short sentence that opens or closes with such a call."""
    columns = width(line)
    if columns > _WIDEST_CLICK or line[0] in OPENERS:
        return False
    if line[0] in _ARROWS and columns <= _WIDEST:
        return len(line) > 1
    words = line.casefold().replace("\xa0", " ").rstrip(".!…。।»›→>➜►▶ ").lstrip("¡- ").rstrip()
    if _CLICK_RE.match(words):
        return sentences(line) == 1
    if columns > _WIDEST or sentences(line) > 1:
        return False
    if words.rstrip(":： ") in _EXACT:
        return True
    if start := _START_RE.match(words):
        return is_stopped or columns <= _WIDEST_WITHOUT_STOP or ":" in words[start.end() - 1 : start.end() + 30]
    if not is_stopped and columns > _WIDEST_WITHOUT_STOP:
        return False
    is_weak_end = columns <= _WIDEST_WEAK and _WEAK_END_RE.search(words) is not None
    return is_weak_end or _END_RE.search(words) is not None or _HERE.fullmatch(words) is not None


def referenced(address: str) -> Block:
    """A reference to a bare address: an embed where a known provider shows posts or films there, else a link."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return LinkCard(text=address)
    for domain, provider in _PROVIDERS.items():
        if host == domain or host.endswith(f".{domain}"):
            return Embed(url=address, provider=provider)
    return LinkCard(text=address, url=address)
