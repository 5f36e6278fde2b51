"""Public addresses: what a path asks for."""

import re
from dataclasses import dataclass

from onrecord.domain.slug import RESERVED

# Nothing else can be a slug, so nothing else is looked for.
_SLUG = r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)"
_NUMBER = r"[1-9][0-9]{0,8}"
_ROUTES = tuple(
    (name, re.compile(pattern, re.ASCII))
    for name, pattern in (
        ("index", r"/"),
        ("health", r"/healthz"),
        ("ready", r"/readyz"),
        ("icon", r"/favicon\.ico"),
        ("robots", r"/robots\.txt"),
        ("oembed", r"/oembed"),
        ("asset", r"/assets/(?P<name>.{1,210})"),
        ("page", rf"/{_SLUG}"),
        ("stream", rf"/{_SLUG}/stream"),
        ("latest", rf"/{_SLUG}/changes/latest"),
        ("segment", rf"/{_SLUG}/changes/(?P<generation>0|{_NUMBER})/(?P<segment>0|{_NUMBER})"),
        ("update", rf"/{_SLUG}/u/(?P<update>[^/]{{1,200}})"),
        ("archive", rf"/{_SLUG}/page/(?P<number>{_NUMBER})"),
        ("json", rf"/{_SLUG}\.json"),
        ("embed", rf"/{_SLUG}/embed"),
        ("feed", rf"/{_SLUG}/feed\.(?P<suffix>rss|atom|json)"),
        ("archived-feed", rf"/{_SLUG}/page/(?P<number>{_NUMBER})/feed\.(?P<suffix>rss|atom|json)"),
        ("slash", rf"/{_SLUG}(?:/(?:stream|embed|changes/latest|page/{_NUMBER}|u/[A-Za-z0-9-]{{1,100}}))?/"),
    )
)
_LONGEST = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A kind of address, and the words that were filled in."""

    kind: str
    words: dict[str, str]

    @property
    def slug(self) -> str:
        return self.words["slug"]


def place(path: str) -> Place | None:
    """What this path asks for, None if it is no address of ours."""
    if len(path) > _LONGEST:
        return None
    for kind, pattern in _ROUTES:
        match = pattern.fullmatch(path)
        if match is not None:
            words = match.groupdict()
            return None if words.get("slug") in RESERVED else Place(kind=kind, words=words)
    return None
