"""A paragraph."""

import html as _html
import re
from dataclasses import dataclass
from typing import ClassVar

from onrecord.domain.blocks.block import Block

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def plain_text(html: str) -> str:
    """The words of a piece of the small HTML subset: tags gone, `<br>` a line end, entities resolved."""
    return _html.unescape(_TAG.sub("", _BREAK.sub("\n", html)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Text(Block):
    """One paragraph in the small HTML subset: `a[href]`, `b`, `strong`, `i`, `em`, `s`, `sub`, `sup`, `code`, `br`.

    `html` is inline HTML without the surrounding `<p>`; whoever accepts it from outside has cleaned it first.
    """

    kind: ClassVar[str] = "text"

    html: str

    @property
    def words(self) -> str:
        return plain_text(self.html)
