"""A quotation set apart."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote(Block):
    """Somebody's words set apart; plain text, paragraphs parted by a blank line, and who said them where given."""

    kind: ClassVar[str] = "quote"

    text: str
    attribution: str | None = None

    @property
    def words(self) -> str:
        return self.text if self.attribution is None else f"{self.text}\n{self.attribution}"
