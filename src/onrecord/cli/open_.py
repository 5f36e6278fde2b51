"""`onrecord open`: a new coverage."""

import json

import click

from onrecord.cli.installation import actor, database_trouble, open_newsroom
from onrecord.domain.content import CoverageDetails


@click.command("open", epilog='Example:\n\n  onrecord open "Storm closes in on the coast" --slug storm')
@click.argument("headline")
@click.option("--slug", help="Its part of the public address. Default: made of the headline.")
@click.option("--kicker", help="The label above the headline.")
@click.option("--language", default="en", show_default=True, help="A BCP 47 tag such as ar or pt-BR.")
@click.option("--time-zone", default="UTC", show_default=True, help="An IANA name such as Europe/Lisbon.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(headline: str, slug: str | None, kicker: str | None, language: str, time_zone: str, as_json: bool) -> None:
    """Open a coverage with this HEADLINE, and print its slug."""
    details = CoverageDetails(headline=headline, kicker=kicker, language=language, time_zone=time_zone)
    newsroom = open_newsroom()
    with database_trouble():
        coverage = newsroom.open_coverage(details, slug, actor=actor())
    report = {"coverage_id": coverage.id, "slug": coverage.slug, "seq": coverage.head}
    click.echo(json.dumps(report) if as_json else coverage.slug)
