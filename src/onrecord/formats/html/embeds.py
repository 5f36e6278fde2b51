"""Whose post, video or chart an address shows."""

from urllib.parse import parse_qsl, urlsplit

_PROVIDERS = {
    "x": "twitter.com x.com platform.twitter.com",
    "youtube": "youtube.com youtu.be youtube-nocookie.com",
    "instagram": "instagram.com instagr.am",
    "tiktok": "tiktok.com",
    "facebook": "facebook.com fb.watch fb.com",
    "vimeo": "vimeo.com",
    "datawrapper": "datawrapper.dwcdn.net datawrapper.de dwcdn.net",
    "flourish": "flourish.studio flo.uri.sh",
    "infogram": "infogram.com",
    "spotify": "spotify.com",
    "soundcloud": "soundcloud.com",
    "reddit": "reddit.com redditmedia.com",
    "bluesky": "bsky.app",
    "telegram": "t.me telegram.org telegram.me",
    "threads": "threads.net threads.com",
    "dailymotion": "dailymotion.com dai.ly",
    "twitch": "twitch.tv",
    "giphy": "giphy.com",
    "google-maps": "maps.google.com",
    "jwplayer": "jwplayer.com jwplatform.com",
    "brightcove": "brightcove.net brightcove.com",
    "scribd": "scribd.com",
    "documentcloud": "documentcloud.org",
    "tumblr": "tumblr.com",
    "pinterest": "pinterest.com",
    "linkedin": "linkedin.com",
    "vk": "vk.com",
    "streamable": "streamable.com",
    "acast": "acast.com",
    "audioboom": "audioboom.com",
}
_BY_HOST = {host: provider for provider, hosts in _PROVIDERS.items() for host in hosts.split()}
# Frames that show nothing to a reader: advertisements, counters, consent.
_NOT_SHOWN = (
    "doubleclick",
    "googletagmanager",
    "googlesyndication",
    "google-analytics",
    "adservice",
    "recaptcha",
    "outbrain",
    "taboola",
)
# The class of the quotation that stands for a post until the provider's script has replaced it.
_QUOTED = {
    "twitter-tweet": "x",
    "twitter-video": "x",
    "instagram-media": "instagram",
    "tiktok-embed": "tiktok",
    "reddit-card": "reddit",
    "reddit-embed-bq": "reddit",
    "bluesky-embed": "bluesky",
    "fb-post": "facebook",
    "fb-video": "facebook",
    "text-post-media": "threads",
    "telegram-post": "telegram",
}


def provider(address: str) -> str:
    """The provider's name (`youtube`, `x`, ...); the host where it is not a known one; empty for no web address."""
    host = _host(address)
    parts = host.split(".")
    for start in range(len(parts)):
        if known := _BY_HOST.get(".".join(parts[start:])):
            return known
    return host.removeprefix("www.")


def is_known(address: str) -> bool:
    """Whether the address is one of a provider whose posts newsrooms embed."""
    return provider(address) in _PROVIDERS


def is_post(address: str) -> bool:
    """Whether the address is that of one post, video or chart of a known provider, not of its front page."""
    return is_known(address) and len(urlsplit(address).path.strip("/")) > 0


def is_shown(address: str) -> bool:
    """Whether a frame of this address would show a reader something: it is on the web and no advertisement."""
    host = _host(address)
    return bool(host) and not any(part in host for part in _NOT_SHOWN)


def quoted_provider(classes: str) -> str | None:
    """The provider whose post a quotation with this class attribute stands for."""
    return next((name for token in classes.split() if (name := _QUOTED.get(token.lower()))), None)


def plain(address: str) -> str:
    """The address of the thing itself where a player's address wraps it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if provider(address) == "facebook" and parts.path.startswith("/plugins/"):
        return next(
            (value for name, value in parse_qsl(parts.query) if name == "href" and value.startswith("http")), address
        )
    return address


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
