"""One command to one coverage, from the terminal: carried out, and told in the same way by every subcommand."""

import json

import click

from onrecord.cli.installation import actor, coverage_at, database_trouble, open_newsroom
from onrecord.domain.commands import Command
from onrecord.domain.ids import UpdateId


def carry_out(slug: str, order: Command, *, update_id: UpdateId, as_json: bool) -> None:
    """Have the newsroom do it, and print the update's id and the seq that the log gave the event."""
    newsroom = open_newsroom()
    with database_trouble():
        seq = newsroom.execute(coverage_at(newsroom, slug).id, order, actor=actor())[-1].seq
    told(slug, update_id, seq, as_json=as_json)


def told(slug: str, update_id: UpdateId, seq: int, *, as_json: bool, **more: object) -> None:
    """Print what was acknowledged."""
    click.echo(json.dumps({"id": update_id, "seq": seq, "slug": slug, **more}) if as_json else f"{update_id} {seq}")
