"""What delivery is given to speak in other formats: it knows none of them, and the site hands the writers in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from onrecord.domain.coverage import Coverage
from onrecord.domain.updates import Update


class FeedWriter(Protocol):
    """Writes updates, each with the words for its title and its HTML, as a feed.

    `number` is that of an older page of the feed, None for the feed itself; `count` is how many older pages there are.
    """

    def __call__(
        self,
        coverage: Coverage,
        entries: Sequence[tuple[Update, str, str]],
        *,
        site: str,
        number: int | None = None,
        count: int = 0,
    ) -> bytes: ...


class LinkedDataWriter(Protocol):
    """Writes updates, each with the words for its title, as what a page's head says to search engines."""

    def __call__(self, coverage: Coverage, entries: Sequence[tuple[Update, str]], *, site: str) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlets:
    """The site's own address, without a slash at its end, and the writers: of feeds by the suffix of their address."""

    site: str = "http://localhost:8000"
    feeds: Mapping[str, FeedWriter] = field(default_factory=dict)
    linked_data: LinkedDataWriter | None = None
