"""A coverage of another system, taken over; and taken over again when it has gone on there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onrecord.domain import Coverage
from onrecord.domain.content import CoverageDetails, KeyPoint
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import CoverageId
from onrecord.log import LogUnavailable, SeqConflict
from onrecord.newsroom.clean import clean_content, clean_details, clean_points
from onrecord.newsroom.items import IngestItem, oldest_first
from onrecord.newsroom.newsroom import ATTEMPTS, Newsroom
from onrecord.newsroom.source_ids import stable_ids
from onrecord.newsroom.take_over import Arrival, TakeOver, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestReport:
    """What an import did: numbers of updates, and what somebody should look at."""

    coverage_id: CoverageId
    slug: str
    published: int
    revised: int
    unchanged: int
    skipped: int
    warnings: tuple[str, ...]


def ingest(
    newsroom: Newsroom,
    coverage_id: CoverageId | None,
    details: CoverageDetails | None,
    items: Sequence[IngestItem],
    *,
    actor: str,
    key_points: Sequence[KeyPoint] = (),
    slug: str | None = None,
    revision_kind: RevisionKind = RevisionKind.MINOR,
    note: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> IngestReport:
    """Bring a coverage to where its source stands; with `coverage_id` None, open it first (then `details` are needed).

    `items` stand in the source's order. What is new is published, oldest first; what changed is revised; what stands
    so already is left; what was retracted or redacted here stays so. What somebody else than `actor` has changed here
    stays as they left it, until the source says something that it has not said before. Doing it again changes nothing,
    also after a LogUnavailable half way: each chunk that was recorded is found again by its ids.
    """
    cleaned = _cleaned(items)
    if coverage_id is None:
        if details is None:
            raise ValueError("a coverage that is opened needs its details")
        coverage_id = newsroom.open_coverage(details, slug, actor=actor).id
    source_ids = stable_ids((item.source_id, item.content) for item in cleaned)
    arrivals = [Arrival(source_id=each, item=item) for each, item in zip(source_ids, cleaned, strict=True)]
    tally = Tally()
    for _ in range(ATTEMPTS):
        attempt = TakeOver(
            newsroom=newsroom,
            coverage=newsroom.load(coverage_id),
            actor=actor,
            tally=tally,
            progress=on_progress or (lambda _done, _all: None),
            revision_kind=revision_kind,
            note=note,
        )
        try:
            attempt.run(None if details is None else clean_details(details), arrivals, clean_points(key_points))
        except SeqConflict:
            continue
        return _report(attempt.coverage, tally, len(arrivals))
    raise LogUnavailable("others kept writing to this coverage first; import it again")


def _cleaned(items: Sequence[IngestItem]) -> list[IngestItem]:
    return [replace(item, content=clean_content(item.content)) for item in oldest_first(items)]


def _report(coverage: Coverage, tally: Tally, items: int) -> IngestReport:
    published, revised = len(tally.published), len(tally.revised - tally.published)
    return IngestReport(
        coverage_id=coverage.id,
        slug=coverage.slug,
        published=published,
        revised=revised,
        unchanged=items - published - revised - tally.skipped,
        skipped=tally.skipped,
        warnings=tuple(tally.warnings),
    )
