"""A subheading inside an update."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading(Block):
    """A subheading inside an update's body; plain text, `level` 3 or 4 (1 and 2 belong to the page)."""

    kind: ClassVar[str] = "heading"

    text: str
    level: int = 3

    @property
    def words(self) -> str:
        return self.text
