"""A line across."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class Divider(Block):
    """A break between two parts of a body."""

    kind: ClassVar[str] = "divider"
