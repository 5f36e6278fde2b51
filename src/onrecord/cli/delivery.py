"""`onrecord delivery`: streams off, polling slower, or caches alone."""

import json

import click

from onrecord.cli.installation import actor, coverage_at, database_trouble, open_newsroom

_MODES = ("live", "poll", "static")


@click.command(
    epilog="Example:\n\n  onrecord delivery poll --interval 30\n\n  onrecord delivery live\n\n  onrecord delivery",
)
@click.argument("mode", type=click.Choice(_MODES), required=False)
@click.option(
    "--interval",
    type=click.IntRange(1, 300),
    metavar="SECONDS",
    help="How long readers who poll wait between two looks, 1 to 300; without it 3, 10 or 60, by mode.",
)
@click.option("--coverage", "slug", metavar="SLUG", help="For this coverage alone; without it, for all of them.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(mode: str | None, interval: int | None, slug: str | None, as_json: bool) -> None:
    """Say what readers get, or switch it: live (streams), poll (no streams) or static (no streams, caches answer).

    Every process of every machine follows within two seconds, and open pages by themselves. Of the switch of a coverage
    and that of all, the calmer holds.
    """
    newsroom = open_newsroom()
    from onrecord.log import Mode, Switch, in_force
    from onrecord.newsroom.switches import spelt, switch_delivery, switched

    with database_trouble():
        coverage_id = None if slug is None else coverage_at(newsroom, slug).id
        if mode is None and interval is None:
            switch = switched(newsroom.log, coverage_id)
        else:
            known = switched(newsroom.log, coverage_id)
            switch = Switch(mode=known.mode if mode is None else Mode(mode), interval_seconds=interval)
            switch_delivery(newsroom.log, switch, actor=actor(), coverage_id=coverage_id)
        holds = switch if coverage_id is None else in_force(newsroom.log.switches(), coverage_id)
    where = slug or "all coverages"
    if as_json:
        click.echo(json.dumps({"coverage": slug, "mode": holds.mode.value, "interval_seconds": holds.seconds}))
    else:
        click.echo(f"{where}: {spelt(holds)}")
