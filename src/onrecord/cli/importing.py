"""From what an importer read to what the newsroom takes in; and back, for a report on an export."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from onrecord.domain.blocks import plain_text
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.coverage import Coverage
from onrecord.formats import native
from onrecord.formats.drafts import CoverageDraft, UpdateDraft
from onrecord.newsroom import IngestItem


def details_of(draft: CoverageDraft, *, headline: str | None = None, language: str | None = None) -> CoverageDetails:
    """The head of the coverage that a draft is to become; `headline` and `language` win over the draft's own."""
    return CoverageDetails(
        headline=headline or draft.headline,
        kicker=draft.kicker,
        standfirst=tuple(escape(paragraph, quote=False) for paragraph in draft.standfirst),
        language=language or draft.language or "en",
        started_at=draft.started_at,
        ended_at=draft.ended_at,
        source=source_of(draft),
    )


def source_of(draft: CoverageDraft) -> Source:
    """Where the draft was imported from: the host and the canonical address, or just the format."""
    host = None if draft.url is None else urlsplit(draft.url).hostname
    return Source(name=host or draft.format, url=draft.url)


def key_points_of(draft: CoverageDraft) -> list[KeyPoint]:
    return [KeyPoint(html=escape(point, quote=False)) for point in draft.key_points]


def items_of(updates: Sequence[UpdateDraft]) -> list[IngestItem]:
    """The updates as the newsroom takes them in, in the source's order, without those that the source has retracted."""
    return [
        IngestItem(
            content=UpdateContent(
                heading=update.heading,
                body=tuple(update.blocks),
                contributors=tuple(Contributor(name=name) for name in update.contributors),
            ),
            source_id=update.source_id,
            published_at=update.published_at,
            revised_at=update.revised_at,
            is_key_event=update.is_key_event,
            is_pinned=update.is_pinned,
        )
        for update in updates
        if not update.is_retracted
    ]


def draft_of(coverage: Coverage) -> CoverageDraft:
    """What the import report says of one of our own exports: the coverage as readers saw it, newest update first."""
    return CoverageDraft(
        format=native.FORMAT,
        headline=coverage.details.headline,
        kicker=coverage.details.kicker,
        standfirst=[plain_text(paragraph) for paragraph in coverage.details.standfirst],
        key_points=[plain_text(point.html) for point in coverage.key_points],
        language=coverage.details.language,
        url=None if coverage.details.source is None else coverage.details.source.url,
        started_at=coverage.details.started_at,
        ended_at=coverage.details.ended_at,
        updates=[
            UpdateDraft(
                source_id=update.id,
                heading=update.content.heading,
                published_at=update.published_at,
                revised_at=update.revised_at,
                contributors=[each.name for each in update.content.contributors],
                is_key_event=update.is_key_event,
                is_pinned=update.id == coverage.pinned_update_id,
                blocks=update.content.body,
            )
            for update in reversed(list(coverage.updates.values()))
            if update.content is not None
        ],
    )
