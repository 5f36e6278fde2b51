"""`onrecord replay`: a coverage or a file, once more, as if it happened now."""

import json
import threading
from datetime import timedelta

import click

from onrecord.cli.durations import DURATION
from onrecord.cli.importing import details_of, items_of, key_points_of
from onrecord.cli.installation import database_trouble, open_newsroom
from onrecord.cli.playing import Pace, play
from onrecord.cli.progress import progress
from onrecord.cli.refused import Refused
from onrecord.cli.steps import Script, from_events, from_items
from onrecord.domain.errors import NoSuchCoverage, SlugTaken
from onrecord.domain.slug import check_slug, slugify
from onrecord.log.codec import decode
from onrecord.log.records import whole_coverage
from onrecord.newsroom import Newsroom

ACTOR = "replay"


@click.command(epilog="Example:\n\n  onrecord replay storm --speed 120 --max-gap 5s")
@click.argument("source", metavar="COVERAGE-SLUG|FILE")
@click.option(
    "--speed",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="How many times as fast as it was.",
)
@click.option("--slug", help="The slug of the new coverage. Default: one made of the old one's.")
@click.option(
    "--from",
    "begin",
    type=DURATION,
    default="0s",
    metavar="DURATION",
    help="Publish what came before this at once, dated back; 2h30m.",
)
@click.option(
    "--max-gap",
    type=DURATION,
    default="10s",
    show_default=True,
    metavar="DURATION",
    help="Wait no longer than this between two events.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(source: str, speed: float, slug: str | None, begin: timedelta, max_gap: timedelta, as_json: bool) -> None:
    """Publish a coverage once more into a new one, as if it happened now, corrections and retractions included.

    The source is a coverage's slug, or anything that `onrecord import` reads; `sample` is the sample coverage. Where a
    source gives no times, its updates are spread evenly.
    """
    if slug is not None:
        check_slug(slug)
    newsroom = open_newsroom()
    with database_trouble():
        name, script = _script(newsroom, source)
        if slug is not None and newsroom.log.find(slug) is not None:
            raise SlugTaken
        coverage = newsroom.open_coverage(script.details, slug or _free_slug(newsroom, name), actor=ACTOR)
        click.echo(f"Replaying into /{coverage.slug}", err=True)
        with progress("Replaying events:") as tell:
            played = play(
                newsroom,
                coverage.id,
                script.steps,
                actor=ACTOR,
                pace=Pace(speed=speed, longest_wait=max_gap),
                begin=begin,
                wait=threading.Event().wait,
                tell=tell,
            )
    for reason in played.refused:
        click.echo(f"onrecord: passed over: {reason}", err=True)
    if as_json:
        report = {
            "coverage_id": coverage.id,
            "slug": coverage.slug,
            "replayed": played.done,
            "refused": list(played.refused),
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo(f"/{coverage.slug}: {played.done} of {len(script.steps)} events replayed")
    if played.refused:
        raise SystemExit(1)


def _script(newsroom: Newsroom, source: str) -> tuple[str, Script]:
    """The script, and what its coverage may be called."""
    try:
        coverage = newsroom.find(source)
    except NoSuchCoverage:
        pass
    else:
        return source, from_events(newsroom.log.read(coverage.id))
    if source == "sample":
        from onrecord.cli.sample import sample_script, sample_slug

        return sample_slug(), sample_script()
    from onrecord.cli.documents import read_document

    try:
        document = read_document(source)
    except Refused as refused:
        raise Refused(f"There is no coverage {source} here. {refused}") from refused
    if document.draft is None:
        whole_coverage(document.records)
        script = from_events(decode(record) for record in document.records)
    else:
        draft = document.draft
        script = from_items(details_of(draft), items_of(draft.updates), key_points_of(draft))
    return slugify(script.details.headline), script


def _free_slug(newsroom: Newsroom, name: str) -> str:
    base = f"{name[:65].rstrip('-')}-replay"
    number, slug = 1, base
    while newsroom.log.find(slug) is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug
