"""A link on a line of its own."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCard(Block):
    """A link that stands alone ("Read more here"); `url` is None where the source's link was lost on the way."""

    kind: ClassVar[str] = "link"

    text: str
    url: str | None = None

    @property
    def words(self) -> str:
        return self.text
