"""Which addresses of other sites can be shown within a page, once the reader asks.

An embed whose address is not listed here stays a plain link: a frame is only ever offered from these hosts, and they
are what the page's Content-Security-Policy has to allow (`FRAME_HOSTS`).
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from onrecord.render.sanitize import clean_url


@dataclass(frozen=True, slots=True)
class _Provider:
    name: str
    title: str
    hosts: frozenset[str]
    path: re.Pattern[str]
    frame: str
    is_video: bool = False


def _provider(name: str, title: str, hosts: str, path: str, frame: str, *, is_video: bool = False) -> _Provider:
    return _Provider(name, title, frozenset(hosts.split()), re.compile(path, re.ASCII), frame, is_video)


_PROVIDERS = (
    _provider(
        "youtube",
        "YouTube",
        "youtube.com m.youtube.com youtube-nocookie.com",
        r"/(?:watch\?(?:[^#]*&)?v=|embed/|live/|shorts/)([\w-]{6,20})",
        "https://www.youtube-nocookie.com/embed/{0}",
        is_video=True,
    ),
    _provider(
        "youtube",
        "YouTube",
        "youtu.be",
        r"/([\w-]{6,20})",
        "https://www.youtube-nocookie.com/embed/{0}",
        is_video=True,
    ),
    _provider(
        "vimeo",
        "Vimeo",
        "vimeo.com player.vimeo.com",
        r"/(?:video/)?(\d{4,15})",
        "https://player.vimeo.com/video/{0}?dnt=1",
        is_video=True,
    ),
    _provider(
        "x",
        "X",
        "x.com twitter.com mobile.twitter.com",
        r"/\w{1,20}/status/(\d{1,25})",
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={0}",
    ),
    _provider(
        "instagram",
        "Instagram",
        "instagram.com",
        r"/((?:p|reel|tv)/[\w-]{5,40})",
        "https://www.instagram.com/{0}/embed/",
    ),
    _provider(
        "tiktok", "TikTok", "tiktok.com", r"/@[\w.]{1,40}/video/(\d{5,25})", "https://www.tiktok.com/embed/v2/{0}"
    ),
    _provider("telegram", "Telegram", "t.me", r"/(?:s/)?(\w{3,40}/\d{1,12})", "https://t.me/{0}?embed=1"),
    _provider(
        "spotify",
        "Spotify",
        "open.spotify.com",
        r"/(?:embed/)?((?:track|episode|show|album|playlist)/\w{10,30})",
        "https://open.spotify.com/embed/{0}",
    ),
    _provider(
        "datawrapper",
        "Datawrapper",
        "datawrapper.de datawrapper.dwcdn.net",
        r"/(?:_/)?(\w{5}(?:/\d{1,5})?)(?:/|$)",
        "https://datawrapper.dwcdn.net/{0}/",
    ),
    _provider(
        "flourish",
        "Flourish",
        "public.flourish.studio flo.uri.sh",
        r"/((?:visualisation|story)/\d{3,12})",
        "https://flo.uri.sh/{0}/embed",
    ),
)
FRAME_HOSTS = tuple(sorted({urlsplit(provider.frame).netloc for provider in _PROVIDERS}))
_LONGEST_PROVIDER = 60


@dataclass(frozen=True, slots=True)
class EmbedView:
    """An embed as a page can show it: `url` its own page, `frame` what to load when the reader asks, if anything."""

    url: str | None
    frame: str | None
    provider: str
    title: str
    is_video: bool


def providers() -> list[dict[str, object]]:
    """What the desk needs to tell an address that can be embedded from one that is only a link."""
    return [
        {"name": each.name, "title": each.title, "hosts": sorted(each.hosts), "path": each.path.pattern}
        for each in _PROVIDERS
    ]


def embed_view(url: str, provider: str) -> EmbedView:
    """How the thing at `url` can be shown; `provider` is what the source called it."""
    checked = clean_url(url)
    parts = urlsplit(checked or "")
    host = (parts.hostname or "").removeprefix("www.")
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for known in _PROVIDERS:
        if host in known.hosts and (found := known.path.match(target)):
            frame = known.frame.format(quote(found[1], safe="/"))
            return EmbedView(checked, frame, known.name, known.title, known.is_video)
    title = provider.strip()[:_LONGEST_PROVIDER] or host[:_LONGEST_PROVIDER]
    named = next((known.title for known in _PROVIDERS if known.name == title.lower()), title)
    return EmbedView(checked, None, provider.strip()[:_LONGEST_PROVIDER], named, False)
