"""A list."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block
from onrecord.domain.blocks.text import plain_text


@dataclass(frozen=True, kw_only=True, slots=True)
class ListBlock(Block):
    """A bulleted or numbered list; each item is inline HTML of the same subset as a paragraph's."""

    kind: ClassVar[str] = "list"

    items: tuple[str, ...]
    ordered: bool = False

    @property
    def words(self) -> str:
        return "\n".join(plain_text(item) for item in self.items)
