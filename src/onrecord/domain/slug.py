"""Slugs: the part of a public address that names a coverage."""

import re
import unicodedata

from onrecord.domain.errors import BadSlug

# Words that stand first in other addresses of the site.
RESERVED = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "assets",
        "changes",
        "desk",
        "embed",
        "favicon",
        "feed",
        "health",
        "healthz",
        "i18n",
        "media",
        "metrics",
        "oembed",
        "readyz",
        "robots",
        "search",
        "sitemap",
        "static",
        "stream",
        "u",
        "well-known",
    }
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST = 80


def check_slug(slug: str) -> str:
    """The slug itself, if it can be an address; raises BadSlug."""
    if len(slug) > _LONGEST or not _SLUG.fullmatch(slug) or slug in RESERVED:
        raise BadSlug
    return slug


def slugify(words: str, fallback: str = "coverage") -> str:
    """A slug made of the Latin letters and digits in `words`, cut between words; `fallback` where there are none."""
    ascii_words = unicodedata.normalize("NFKD", words[:1000]).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", ascii_words.replace("'", "")):
        longer = f"{slug}-{word}" if slug else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        slug = longer
    if not slug:
        slug = fallback
    return f"{slug[: _LONGEST - 9]}-coverage" if slug in RESERVED else slug
