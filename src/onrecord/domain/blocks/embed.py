"""Something that another site shows."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class Embed(Block):
    """A post, a video or a chart of another site: its address and the provider's name (`youtube`, `x`, ...).

    Nothing of the provider's is loaded before the reader asks. `text` holds the words that stand in its place,
    such as those of a quoted post.
    """

    kind: ClassVar[str] = "embed"

    url: str
    provider: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        return self.text or self.url
