"""What may reach a reader's browser: words without control characters, a small HTML subset, addresses that are safe.

Every function is idempotent, so that what was cleaned on its way in can be cleaned again on its way out.
"""

import re
from html import escape
from urllib.parse import urlsplit

import nh3

from onrecord.domain.blocks import plain_text

_TAGS = {"a", "b", "strong", "i", "em", "s", "sub", "sup", "code", "br"}
# The HTML algorithm looks back through all open elements for each new one, and the cleaner's time grows with the square
# of the entities too. No paragraph has so many; words that come with more are shown without any markup rather than let
# one paragraph hold the server up.
_MOST_TAGS = 2_000
_MOST_ENTITIES = 20_000
_LONGEST_URL = 4096
# C0 and C1 except tab and line feed, lone surrogates, noncharacters, and the two overrides (LRO, RLO), which make
# words read as they are not written and have no use that embeddings and isolates do not serve.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_FORMATTING = re.compile("[\u202a-\u202c\u2066-\u2069]")
_UNSAFE_IN_URL = re.compile('[\x00-\x20\x7f-\xa0\\\\<>"`{}|^\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]')
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")


def clean_words(text: str) -> str:
    """`text` without control characters, lone surrogates, and direction marks that would reach beyond its end."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
    return text + _closers(text) if _FORMATTING.search(text) else text


def clean_url(url: str) -> str | None:
    """The address if it is an absolute http or https one that a browser reads as it stands, otherwise None."""
    return _checked(url, ("http", "https"))


def clean_href(url: str) -> str | None:
    """As `clean_url`; `mailto` is allowed as well."""
    return _checked(url, ("http", "https", "mailto"))


def clean_src(url: str) -> str | None:
    """As `clean_url`; an address on this site, beginning with one slash, is allowed as well."""
    stripped = url.strip()
    if stripped.startswith("/") and not stripped.startswith("//"):
        return None if len(stripped) > _LONGEST_URL or _UNSAFE_IN_URL.search(stripped) else stripped
    return clean_url(url)


def clean_inline(html: str) -> str:
    """`html` reduced to the subset of `blocks.Text`, well formed, every link checked."""
    html = clean_words(html)
    tags, entities = html.count("<"), html.count("&")
    if not tags and not entities:
        return html.replace(">", "&gt;")
    if tags > _MOST_TAGS or entities > _MOST_ENTITIES:
        return escape(clean_words(plain_text(html)), quote=False)
    # The words once more, for what entities had hidden; the space as it was, for an entity is longer and says no more.
    return clean_words(_cleaner.clean(html).replace("&nbsp;", "\xa0"))


def _checked(url: str, schemes: tuple[str, ...]) -> str | None:
    url = url.strip().replace(" ", "%20")
    if len(url) > _LONGEST_URL or _UNSAFE_IN_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in schemes:
        return None
    if parts.scheme == "mailto":
        return url if "@" in parts.path else None
    # An address with a user's name before the host is made to be misread.
    return url if parts.hostname and "@" not in parts.netloc else None


def _closers(text: str) -> str:
    opened: list[str] = []
    for mark in _FORMATTING.findall(text):
        if mark in _OPENING:
            opened.append(_OPENING[mark])
        elif opened and opened[-1] == mark:
            opened.pop()
        elif mark == "\u2069" and mark in opened:  # an isolate's end ends the embeddings within it too
            while opened.pop() != mark:
                pass
    return "".join(reversed(opened))


def _only_safe_links(_tag: str, _href: str, value: str) -> str | None:
    return clean_href(value)


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}},
    attribute_filter=_only_safe_links,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,  # no link opens a window of its own, so none has an opener to hide
)
