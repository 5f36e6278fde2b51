"""oEmbed: what a publishing system puts in its page when somebody pastes the address of a coverage."""

from html import escape
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from onrecord.delivery.following.frames import to_json
from onrecord.delivery.places import place
from onrecord.domain.coverage import Coverage

# A column of text, and somewhat less than the height of a laptop's window.
_WIDTH, _HEIGHT = 640, 720
_LEAST = 120
_LONGEST_QUERY = 2000
# What is answered is an address, which does not change; the headline in it may.
CACHE = b"public, max-age=300"


class Asked(NamedTuple):
    """Which coverage, and how large its frame may be."""

    slug: str
    width: int
    height: int
    is_json: bool


def asked(query: bytes, site: str) -> Asked | None:
    """What the query asks for, None where it names no address of this site's coverages."""
    if len(query) > _LONGEST_QUERY:
        return None
    try:
        given = parse_qs(query.decode("ascii"), max_num_fields=20)
        address = urlsplit(given.get("url", [""])[0])
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or address.netloc.lower() != urlsplit(site).netloc:
        return None
    found = place(address.path.rstrip("/"))
    if found is None or found.kind not in ("page", "embed", "update", "archive"):
        return None
    width, height = (_size(given, name) for name in ("maxwidth", "maxheight"))
    is_json = given.get("format", ["json"])[0] == "json"
    return Asked(found.slug, min(width or _WIDTH, _WIDTH), min(height or _HEIGHT, _HEIGHT), is_json)


def oembed_json(coverage: Coverage, site: str, asked: Asked) -> bytes:
    """The reply, with the frame as HTML."""
    title = " ".join(coverage.details.headline.split()) or coverage.slug
    address = f"{site}/{quote(coverage.slug, safe='')}/embed"
    html = (
        f'<iframe src="{address}" title="{escape(title)}" width="{asked.width}" height="{asked.height}" '
        'style="border:0;max-width:100%" loading="lazy"></iframe>'
    )
    return to_json(
        {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": urlsplit(site).hostname,
            "provider_url": f"{site}/",
            "cache_age": 300,
            "width": asked.width,
            "height": asked.height,
            "html": html,
        }
    )


def _size(given: dict[str, list[str]], name: str) -> int | None:
    """A size that was asked for, None where there is none that a frame can have."""
    text = given.get(name, [""])[0]
    return max(int(text), _LEAST) if text.isascii() and text.isdecimal() and len(text) < 6 else None
