"""`onrecord run`: the whole site, in one process."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from onrecord.cli.installation import database_trouble, open_newsroom
from onrecord.cli.refused import Refused

if TYPE_CHECKING:
    from onrecord.newsroom import Newsroom

OWNER = "owner"
# The log could not be written (a full disk, a locked database): what is tried again after this long is the sample.
_PAUSE_AFTER_TROUBLE = 10.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what an operator may ask for, and how to reach it


@click.command(epilog="Example:\n\n  onrecord run --port 8000 --sample")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for all of them."
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--sample/--no-sample", default=False, help="Play the sample coverage as if it were happening now.")
@click.option(
    "--behind", metavar="ADDRESSES", help="Proxies in front, parted by commas, whose word on a reader's address holds."
)
def command(host: str, port: int, sample: bool, behind: str | None) -> None:
    """Bring the database up to date and serve: pages, streams and the desk. Ctrl-C ends it."""
    newsroom = open_newsroom()
    from onrecord.site.asgi import application
    from onrecord.site.server import listening_socket, server

    try:
        listening = listening_socket(host, port)
    except OSError as error:
        raise Refused(
            f"Cannot listen on {host} port {port} ({error.strerror or error}); choose another --port or --host."
        ) from error
    url = f"http://{_EVERYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{listening.getsockname()[1]}"
    click.echo(f"On Record is at {url}")
    with database_trouble():
        _invite(url, with_owner=sample)
    with _sample_playing(newsroom, url) if sample else _nothing():
        server(application, forwarded_allow_ips=behind).run(sockets=[listening])


def _invite(url: str, *, with_owner: bool) -> None:
    """Tell how to sign in, as long as nobody has done so."""
    from django.contrib.auth.models import User

    from onrecord.newsroom.sign_in import make_sign_in_link

    if with_owner and not User.objects.exists():
        User.objects.create_superuser(OWNER)
    owner = User.objects.filter(username=OWNER, is_active=True, last_login=None).first()
    if owner is not None:
        click.echo(f"Sign in as {OWNER}, once and within a day: {make_sign_in_link(owner, url)}")
    elif not User.objects.exists():
        click.echo("There is no account for the desk yet: `onrecord user add NAME` makes one.")
    sys.stdout.flush()


@contextmanager
def _sample_playing(newsroom: "Newsroom", url: str) -> Iterator[None]:
    from onrecord.cli.sample import sample_slug

    click.echo(f"The sample coverage: {url}/{sample_slug()}")
    sys.stdout.flush()
    stop = threading.Event()
    player = threading.Thread(target=_play, args=(newsroom, stop), name="onrecord-sample")
    player.start()
    try:
        yield
    finally:
        stop.set()
        player.join()


def _play(newsroom: "Newsroom", stop: threading.Event) -> None:
    from django.db import connections

    from onrecord.cli.sample import play_sample
    from onrecord.log import LogError

    try:
        while not stop.is_set():
            try:
                play_sample(newsroom, wait=stop.wait)
            except LogError as error:
                click.echo(f"onrecord: the sample waits: {error}", err=True)
                stop.wait(_PAUSE_AFTER_TROUBLE)
    finally:
        connections.close_all()


@contextmanager
def _nothing() -> Iterator[None]:
    yield
