"""`onrecord publish`: one update, from a terminal or a script."""

import re
from datetime import datetime

import click

from onrecord.cli.installation import actor, coverage_at, database_trouble, open_newsroom
from onrecord.cli.orders import told
from onrecord.cli.words import paragraphs, read_words
from onrecord.domain.commands import PinUpdate, PublishUpdate
from onrecord.domain.content import Contributor, UpdateContent
from onrecord.domain.errors import NaiveTime, UpdateExists
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import new_update_id

# It stands in addresses and in the page's element ids.
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?", re.ASCII)


@click.command(epilog='Example:\n\n  onrecord publish storm --heading "Harbour closed" --body "No ship may leave."')
@click.argument("slug")
@click.option("--heading", help="The update's heading.")
@click.option("--body", help="Its text, paragraphs parted by blank lines; - reads standard input.")
@click.option("--by", multiple=True, metavar="NAME", help="Who wrote it; may be given more than once.")
@click.option("--key-event", is_flag=True, help="Flag it as a key event.")
@click.option("--pin", is_flag=True, help="Hold it above the stream, in place of any other.")
@click.option("--at", metavar="TIME", help="When it was published, if not now: ISO 8601 with a zone.")
@click.option(
    "--id", "wanted_id", metavar="ID", help="Its id. Publishing the same id again succeeds and changes nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(
    slug: str,
    heading: str | None,
    body: str | None,
    by: tuple[str, ...],
    key_event: bool,
    pin: bool,
    at: str | None,
    wanted_id: str | None,
    as_json: bool,
) -> None:
    """Publish an update in the coverage SLUG, and print its id and the seq that the log gave it."""
    if wanted_id is not None and not _ID.fullmatch(wanted_id):
        raise click.BadParameter("1 to 64 letters, digits, hyphens and underscores", param_hint="--id")
    content = UpdateContent(
        heading=heading,
        body=paragraphs(read_words(body or "")),
        contributors=tuple(Contributor(name=name) for name in by),
    )
    order = PublishUpdate(
        update_id=UpdateId(wanted_id) if wanted_id else new_update_id(),
        content=content,
        published_at=None if at is None else _time(at),
        is_key_event=key_event,
    )
    newsroom = open_newsroom()
    with database_trouble():
        coverage = coverage_at(newsroom, slug)
        is_new = True
        try:
            seq = newsroom.execute(coverage.id, order, actor=actor())[-1].seq
        except UpdateExists:
            if wanted_id is None:
                raise
            is_new, seq = False, newsroom.load(coverage.id).updates[order.update_id].seq
        if pin and is_new:
            newsroom.execute(coverage.id, PinUpdate(update_id=order.update_id), actor=actor())
    told(slug, order.update_id, seq, as_json=as_json, is_new=is_new)


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("write it like 2026-02-16T14:05:00+02:00", param_hint="--at") from error
    if at.utcoffset() is None:
        raise NaiveTime
    return at
