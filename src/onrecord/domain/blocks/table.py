"""A table."""

from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Block):
    """Rows of plain-text cells; `header` names the columns where there is one."""

    kind: ClassVar[str] = "table"

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    caption: str = ""

    @property
    def words(self) -> str:
        lines = (self.header, *self.rows) if self.header else self.rows
        return "\n".join((*((self.caption,) if self.caption else ()), *("\t".join(line) for line in lines)))
