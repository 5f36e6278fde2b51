"""Live blogs as a research corpus keeps them: title, url, summary and documents (id, title, paragraphs, flags, time).

The words are as the corpus has them, lower-cased and cut into tokens by its makers. A time is a list of year, month,
day, hour and minute, or a time of day alone. The list becomes a full time only where the editors' summary that the
corpus keeps beside it names the zone ("3.29pm GMT"); a time of day never does.
"""

from datetime import datetime, tzinfo
from typing import Any

from onrecord.domain.blocks import Block, Text
from onrecord.formats.drafts import CoverageDraft, ImportRefused, UpdateDraft
from onrecord.formats.html import dates
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import blank_page
from onrecord.formats.html.words import folded, line, scrubbed


def is_like(document: Any) -> bool:
    """Whether a JSON document is of this format."""
    if not isinstance(document, dict) or not isinstance(document.get("documents"), list):
        return False
    return any(isinstance(each, dict) and ("block_id" in each or "text" in each) for each in document["documents"])


def read(document: Any, *, url: str | None = None) -> CoverageDraft:
    """The coverage in such a document; raises ImportRefused where it has no documents."""
    if not is_like(document):
        raise ImportRefused('This JSON has no "documents" with texts, as a live blog of the corpus has.')
    cleaner = Cleaner(blank_page(None))
    entries = [each for each in document["documents"] if isinstance(each, dict)]
    zone = dates.zone_named(_shown_times(document.get("summary_block")))
    updates = [_update(each, cleaner, zone) for each in entries]
    warnings = []
    if zone is not None:
        warnings.append("The zone of the times is the one that the editors' key events name.")
    if unset := sum(
        bool(each.get("time")) and update.published_at is None for each, update in zip(entries, updates, strict=True)
    ):
        warnings.append(
            f"{unset} updates have a time without a zone or without a day; it was not made into a full time."
        )
    return CoverageDraft(
        format="corpus",
        headline=line(_text(document.get("title")) or ""),
        key_points=_lines(document.get("summary")),
        url=_text(document.get("url")) or url,
        warnings=warnings,
        updates=updates,
    )


def _update(entry: dict[str, Any], cleaner: Cleaner, zone: tzinfo | None) -> UpdateDraft:
    identifier = entry.get("block_id")
    blocks: list[Block] = [Text(html=html) for words in _lines(entry.get("text")) if (html := cleaner.inline([words]))]
    return UpdateDraft(
        source_id=str(identifier) if isinstance(identifier, str | int) and identifier != "" else None,
        heading=line(_text(entry.get("title")) or "") or None,
        published_at=_moment(entry.get("time"), zone),
        contributors=_lines(entry.get("author")),
        is_key_event=entry.get("is_key_event") is True,
        blocks=tuple(blocks),
    )


def _moment(value: Any, zone: tzinfo | None) -> datetime | None:
    if not isinstance(value, list):
        return dates.moment(value) if isinstance(value, str) else None
    parts = [part for part in value if isinstance(part, int) and not isinstance(part, bool)]
    if zone is None or len(parts) != len(value) or not 5 <= len(parts) <= 6:
        return None
    year, month, day, hour, minute, second = (*parts, 0)[:6]
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _shown_times(summary: Any) -> str:
    """The words of the editors' key events, each of which begins with the time that the page showed."""
    events = summary.get("key_events") if isinstance(summary, dict) else None
    texts = [_text(each.get("text")) for each in events if isinstance(each, dict)] if isinstance(events, list) else []
    return "\n".join(text for text in texts if text is not None)


def _lines(value: Any) -> list[str]:
    lines = value if isinstance(value, list) else [value]
    return [words for each in lines if isinstance(each, str) and (words := folded(scrubbed(each)))]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
