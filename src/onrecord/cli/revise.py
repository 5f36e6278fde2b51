"""`onrecord revise`: new words for an update, as a correction where we were wrong."""

from dataclasses import replace

import click

from onrecord.cli.installation import actor, coverage_at, database_trouble, open_newsroom
from onrecord.cli.orders import told
from onrecord.cli.words import paragraphs, read_words
from onrecord.domain.commands import ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import NoSuchUpdate
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId


@click.command(
    epilog="Example:\n\n  onrecord revise storm 0199c1de-7a52-7c3e-b1a4-5d7f0c9e2b11 --kind correction"
    ' --body "The water is at 3.7 metres." --note "We wrote 4.2 metres; that was another scale."',
)
@click.argument("slug")
@click.argument("update_id", metavar="UPDATE-ID")
@click.option("--heading", help="The new heading; an empty one takes it away. Default: as it was.")
@click.option("--body", help="The new text in place of the whole body; - reads standard input. Default: as it was.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in RevisionKind]),
    default=RevisionKind.MINOR.value,
    show_default=True,
    help="A correction says that we were wrong, a clarification that we could be misread.",
)
@click.option("--note", help="What was wrong or unclear, in words that readers will see.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(
    slug: str, update_id: str, heading: str | None, body: str | None, kind: str, note: str | None, as_json: bool
) -> None:
    """Change the words of an update on every page, open ones included."""
    if heading is None and body is None and note is None:
        raise click.UsageError("nothing to change: give --heading, --body or --note")
    words = None if body is None else paragraphs(read_words(body))
    newsroom = open_newsroom()
    with database_trouble():
        coverage = coverage_at(newsroom, slug)
        update = coverage.updates.get(UpdateId(update_id))
        if update is None:
            raise NoSuchUpdate
        content = update.content or coverage.withheld.get(update.id) or UpdateContent()
        if heading is not None:
            content = replace(content, heading=heading or None)
        if words is not None:
            content = replace(content, body=words)
        order = ReviseUpdate(
            update_id=update.id,
            content=content,
            revision_kind=RevisionKind(kind),
            note=note,
            expected_revision=update.revision,
        )
        seq = newsroom.execute(coverage.id, order, actor=actor())[-1].seq
    told(slug, update.id, seq, as_json=as_json, revision=update.revision + 1)
