"""What one source (JSON-LD, microdata, markup) says of one update, before the sources are joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onrecord.domain.blocks import Block

_PREFIXES = ("post-", "block-", "entry-", "update-", "live-", "liveblog-", "lb-", "item-")


def bare_anchor(anchor: str) -> str:
    """An anchor without what templates put in front of an id: `post-17` and `17` name the same update."""
    for prefix in _PREFIXES:
        if anchor.startswith(prefix) and len(anchor) > len(prefix) + 1:
            return anchor[len(prefix) :]
    return anchor


@dataclass(frozen=True, kw_only=True)
class Found:
    """One update as one source has it; `anchors` are the ids and fragments by which another source may name it.

    `clock` is the time of day that the page shows where it gives no more: it is for matching, never published.
    """

    source_id: str | None = None
    anchors: frozenset[str] = frozenset()
    heading: str | None = None
    published_at: datetime | None = None
    revised_at: datetime | None = None
    local_at: datetime | None = None
    clock: str | None = None
    contributors: Sequence[str] = ()
    is_key_event: bool = False
    is_pinned: bool = False
    blocks: Sequence[Block] = ()

    @property
    def words(self) -> str:
        """The words of the whole body, for comparing."""
        return "\n".join(block.words for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class Source:
    """All updates of one source, and its name in the report."""

    name: str
    updates: Sequence[Found]
