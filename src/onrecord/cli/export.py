"""`onrecord export`: a whole coverage as the log has it."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from onrecord.cli.installation import coverage_at, database_trouble, open_newsroom
from onrecord.cli.progress import progress
from onrecord.cli.refused import Refused
from onrecord.formats import native


@click.command(epilog="Example:\n\n  onrecord export storm --output storm.json")
@click.argument("slug")
@click.option(
    "--output", "-o", metavar="FILE", help="Write to this file, whole or not at all. Default: standard output."
)
def command(slug: str, output: str | None) -> None:
    """Write the coverage SLUG as JSON: every event with its id, time, actor and digest.

    `onrecord import` of it into an empty database gives the same coverage, and a second export of that the same bytes.
    It holds the words of retracted and held updates, too: it is for the archive, not for the public.
    """
    newsroom = open_newsroom()
    with database_trouble():
        coverage = coverage_at(newsroom, slug)
        pieces = native.write(newsroom.log.records(coverage.id))
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        else:
            with progress("Exporting events:") as tell:
                _write_whole(Path(output), _counted(pieces, tell, coverage.head))


def _counted(pieces: Iterable[bytes], tell: Callable[[int, int | None], None], total: int) -> Iterator[bytes]:
    for number, piece in enumerate(pieces, start=1):
        tell(number, total)
        yield piece


def _write_whole(target: Path, pieces: Iterable[bytes]) -> None:
    """Write beside the file and put it in its place at the end, so that a full disk leaves the old one as it was."""
    if target.is_dir():
        raise Refused(f"{target} is a folder; name the file to write.")
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as part:
            try:
                part.writelines(pieces)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(target)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
    except FileNotFoundError as error:
        raise Refused(f"There is no folder {target.parent}; make it first.") from error
