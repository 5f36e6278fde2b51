"""A picture."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendition:
    """One stored form of a picture: `url`, `media_type` such as `image/avif`, `width` and `height` in pixels."""

    url: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FocalPoint:
    """The place that a crop must keep: `x` and `y` in whole percent, from the left and from the top."""

    x: int
    y: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Image(Block):
    """A picture; `url` is None where only its words are known (a plain-text scrape).

    `alt` describes it to those who cannot see it, `caption` is printed beneath it, `credit_line` is owed to its maker
    (IPTC Credit Line). Width and height are in pixels where known. `card` is a crop for link previews.
    """

    kind: ClassVar[str] = "image"
    later: ClassVar[frozenset[str]] = frozenset({"focal_point", "card"})

    url: str | None = None
    alt: str = ""
    caption: str = ""
    credit_line: str = ""
    width: int | None = None
    height: int | None = None
    renditions: tuple[Rendition, ...] = ()
    focal_point: FocalPoint | None = None
    card: Rendition | None = None

    @property
    def words(self) -> str:
        return "\n".join(part for part in (self.alt, self.caption, self.credit_line) if part)
