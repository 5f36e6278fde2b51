"""What an importer returns: a coverage as another system wrote it, before anything of it is in the log.

Text is the source's words exactly, cleaned of everything executable; what was left out is named in `warnings`;
what the source does not say (a time, a title) is None and stays None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from onrecord.domain.blocks import Block, Divider, Embed, Heading, Image, LinkCard, ListBlock, Quote, Table, Text


class ImportRefused(Exception):
    """The source was not understood; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class UpdateDraft:
    """One update as the source has it; `source_id` is the source's own id, times are aware.

    `is_retracted` says that the source took the update down: its words are known, and must not be published.
    """

    source_id: str | None = None
    heading: str | None = None
    published_at: datetime | None = None
    revised_at: datetime | None = None
    contributors: Sequence[str] = ()
    is_key_event: bool = False
    is_pinned: bool = False
    is_retracted: bool = False
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, kw_only=True)
class CoverageDraft:
    """A whole live page as the source has it; `updates` in the order in which they stand there.

    `standfirst` holds paragraphs of plain text; `key_points` the editors' summary, where the source has one.
    """

    format: str
    headline: str
    kicker: str | None = None
    standfirst: Sequence[str] = ()
    key_points: Sequence[str] = ()
    language: str | None = None
    url: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    warnings: Sequence[str] = ()
    updates: Sequence[UpdateDraft] = field(default_factory=tuple)

    def report(self) -> dict[str, Any]:
        """The JSON that `onrecord import --dry-run --json` prints; its shape is a contract (docs/contracts.md)."""
        return {
            "format": self.format,
            "headline": self.headline,
            "kicker": self.kicker,
            "standfirst": list(self.standfirst),
            "key_points": list(self.key_points),
            "language": self.language,
            "url": self.url,
            "started_at": _iso(self.started_at),
            "ended_at": _iso(self.ended_at),
            "warnings": list(self.warnings),
            "updates": [_update(update) for update in self.updates],
        }


def _update(update: UpdateDraft) -> dict[str, Any]:
    return {
        "source_id": update.source_id,
        "heading": update.heading,
        "published_at": _iso(update.published_at),
        "revised_at": _iso(update.revised_at),
        "contributors": list(update.contributors),
        "is_key_event": update.is_key_event,
        "is_pinned": update.is_pinned,
        "is_retracted": update.is_retracted,
        "blocks": [_block(block) for block in update.blocks],
    }


def _block(block: Block) -> Mapping[str, Any]:
    match block:
        case Text(html=html):
            fields: dict[str, Any] = {"text": block.words, "html": html}
        case ListBlock(items=items, ordered=ordered):
            fields = {"text": block.words, "items": list(items), "ordered": ordered}
        case Heading(text=text, level=level):
            fields = {"text": text, "level": level}
        case Quote(text=text, attribution=attribution):
            fields = {"text": text, "attribution": attribution}
        case Image():
            fields = {"url": block.url, "alt": block.alt, "caption": block.caption, "credit": block.credit_line}
        case Embed(url=url, provider=provider, text=text):
            fields = {"url": url, "provider": provider, "text": text}
        case LinkCard(text=text, url=url):
            fields = {"text": text, "url": url}
        case Table(rows=rows, header=header, caption=caption):
            fields = {"header": list(header), "rows": [list(row) for row in rows], "caption": caption}
        case Divider():
            fields = {}
        case _:
            raise NotImplementedError(f"blocks of kind {block.kind!r} have no place in the import report yet")
    return {"type": block.kind, **fields}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
