"""`onrecord import`: a live page of another system, or one of our own exports, into a coverage."""

import json
from functools import partial
from typing import Any

import click

from onrecord.cli.documents import read_document
from onrecord.cli.ended import close_if_ended, reopen_what_import_closed
from onrecord.cli.importing import details_of, draft_of, items_of, key_points_of
from onrecord.cli.installation import database_trouble, open_newsroom
from onrecord.cli.main import printable
from onrecord.cli.progress import progress
from onrecord.cli.refused import Refused
from onrecord.domain import Coverage, fold
from onrecord.domain.commands import RetractUpdate
from onrecord.domain.content import CoverageDetails
from onrecord.domain.errors import CoverageNotLive, NoSuchCoverage
from onrecord.domain.slug import check_slug, slugify
from onrecord.domain.updates import Standing
from onrecord.formats.drafts import CoverageDraft
from onrecord.log import LogRecord
from onrecord.log.codec import decode
from onrecord.log.records import whole_coverage
from onrecord.newsroom import Newsroom, ingest

# Always the same, whoever calls: what another actor changed is the desk's, and is left as the desk left it.
ACTOR = "import"
WITHDRAWN = "The source has withdrawn this update."


@click.command(
    "import",
    epilog="Example:\n\n  onrecord import https://news.example/live/storm --slug storm",
)
@click.argument("source", metavar="FILE-OR-URL")
@click.option(
    "--slug", help="The coverage to open, or to bring up to date. Default: found by address, or made of the headline."
)
@click.option("--headline", help="Use this headline instead of the source's.")
@click.option("--language", help="A BCP 47 tag such as de or pt-BR, where the source names none or a wrong one.")
@click.option("--dry-run", is_flag=True, help="Only say what was understood; nothing is recorded.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(
    source: str, slug: str | None, headline: str | None, language: str | None, dry_run: bool, as_json: bool
) -> None:
    """Take a live page over into a coverage: HTML, JSON, plain text scraped from a page, or an export of our own.

    FILE-OR-URL may be - for standard input. Importing the same source again changes nothing; a later version of it
    publishes what is new and revises what changed. What was retracted or edited here stays so.
    """
    if slug is not None:
        check_slug(slug)
    document = read_document(source)
    if document.draft is None:
        if slug or headline or language:
            raise click.UsageError("an export is restored as it was: it takes no --slug, --headline or --language")
        _restore(document.records, dry_run=dry_run, as_json=as_json)
    elif dry_run:
        _report(document.draft.report(), document.draft, as_json=as_json)
    else:
        _ingest(document.draft, details_of(document.draft, headline=headline, language=language), slug, as_json=as_json)


def _ingest(draft: CoverageDraft, details: CoverageDetails, slug: str | None, *, as_json: bool) -> None:
    if not details.headline.strip():
        raise Refused("The source gives the coverage no headline; give it one with --headline.")
    newsroom = open_newsroom()
    with database_trouble(), progress("Importing updates:") as tell:
        coverage = _find(newsroom, details, slug)
        retracted = 0 if coverage is None else _retract_what_the_source_retracted(newsroom, coverage, draft)
        take_over = partial(
            ingest,
            newsroom,
            None if coverage is None else coverage.id,
            details,
            items_of(draft.updates),
            actor=ACTOR,
            key_points=key_points_of(draft),
            slug=slug,
            on_progress=tell,
        )
        try:
            report = take_over()
        except CoverageNotLive:
            if coverage is None:
                raise
            reopen_what_import_closed(newsroom, coverage.id, actor=ACTOR)
            report = take_over()
        close_if_ended(newsroom, report.coverage_id, actor=ACTOR)
    warnings = [*draft.warnings, *report.warnings]
    if as_json:
        _print_json(
            {
                "coverage_id": report.coverage_id,
                "slug": report.slug,
                "format": draft.format,
                "published": report.published,
                "revised": report.revised,
                "unchanged": report.unchanged,
                "retracted": retracted,
                "skipped": report.skipped,
                "warnings": warnings,
            }
        )
        return
    click.echo(
        f"/{report.slug}: {report.published} published, {report.revised} revised, {report.unchanged} unchanged, "
        f"{retracted} retracted, {report.skipped} left out ({draft.format})"
    )
    _print_warnings(warnings)


def _retract_what_the_source_retracted(newsroom: Newsroom, coverage: Coverage, draft: CoverageDraft) -> int:
    """How many updates were taken down here because the source has taken them down."""
    withdrawn = {update.source_id for update in draft.updates if update.is_retracted and update.source_id}
    standing = [
        update.id
        for update in coverage.updates.values()
        if update.source_id in withdrawn and update.standing in (Standing.PUBLISHED, Standing.HELD)
    ]
    for update_id in standing:
        newsroom.execute(coverage.id, RetractUpdate(update_id=update_id, reason=WITHDRAWN), actor=ACTOR)
    return len(standing)


def _find(newsroom: Newsroom, details: CoverageDetails, slug: str | None) -> Coverage | None:
    """The coverage that this source was imported into before, None if it is to be opened; raises Refused."""
    if slug is not None:
        try:
            coverage = newsroom.find(slug)
        except NoSuchCoverage:
            return None
        if not _is_same_source(coverage.details, details):
            raise Refused(f"The coverage {slug} was not imported from this source; choose another --slug.")
        return coverage
    assert details.source is not None  # noqa: S101 - source_of gives one
    if details.source.url is not None:
        return newsroom.find_source(details.source.url)
    return next(
        (
            coverage
            for coverage in newsroom.coverages()
            if coverage.details.source == details.source
            and slugify(coverage.details.headline) == slugify(details.headline)
        ),
        None,
    )


def _is_same_source(known: CoverageDetails, given: CoverageDetails) -> bool:
    if known.source is None or given.source is None:
        return False
    if known.source.url is not None and given.source.url is not None:
        return known.source.url == given.source.url
    return True


def _restore(records: tuple[LogRecord, ...], *, dry_run: bool, as_json: bool) -> None:
    coverage_id = whole_coverage(records)
    coverage = fold(decode(record) for record in records)
    assert coverage is not None  # noqa: S101 - whole_coverage has folded it
    if dry_run:
        _report(draft_of(coverage).report(), draft_of(coverage), as_json=as_json)
        return
    newsroom = open_newsroom()
    with database_trouble():
        is_new = newsroom.log.head(coverage_id) is None
        if is_new:
            newsroom.log.restore(records)
        elif list(newsroom.log.records(coverage_id)) != list(records):
            raise Refused(
                f"The coverage {coverage.slug} is here already, with other events than the export has. "
                "Restore it into an empty database."
            )
    if as_json:
        _print_json(
            {
                "coverage_id": coverage_id,
                "slug": coverage.slug,
                "format": "onrecord",
                "events": len(records),
                "restored": is_new,
            }
        )
    else:
        done = f"{len(records)} events restored" if is_new else "already here; nothing changed"
        click.echo(f"/{coverage.slug}: {done}")


def _report(report: dict[str, Any], draft: CoverageDraft, *, as_json: bool) -> None:
    if as_json:
        _print_json(report)
        return
    click.echo(printable(draft.headline))
    click.echo(f"{draft.format}: {len(draft.updates)} updates; nothing was recorded")
    for update in draft.updates:
        time = "no time" if update.published_at is None else update.published_at.isoformat()
        words = update.heading or next((block.words for block in update.blocks if block.words), "")
        click.echo(f"  {time}  {printable(words)[:80]}")
    _print_warnings(list(draft.warnings))


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_warnings(warnings: list[str]) -> None:
    for warning in warnings:
        click.echo(f"onrecord: {printable(warning)}", err=True)
