"""Plays the sample beside the site: in one of its workers at a time."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from onrecord.newsroom import Newsroom

# The log could not be written (a full disk, a locked database): what is tried again after this long is the sample.
_PAUSE_AFTER_TROUBLE = 10.0
# Another worker plays; so often the others look whether it still does.
_LOOK_EVERY = 0.5


@contextmanager
def sample_playing(newsroom: "Newsroom", run_folder: Path) -> Iterator[None]:
    """While this holds the sample is played, here or in another process with the same folder."""
    stop = threading.Event()
    player = threading.Thread(target=_play, args=(newsroom, run_folder, stop), name="onrecord-sample")
    player.start()
    try:
        yield
    finally:
        stop.set()
        player.join()


def _play(newsroom: "Newsroom", run_folder: Path, stop: threading.Event) -> None:
    from django.db import connections

    from onrecord.cli.sample import play_sample
    from onrecord.log import LogError

    lock = os.open(run_folder / "sample", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _is_ours(lock):
            if stop.wait(_LOOK_EVERY):
                return
        while not stop.is_set():
            try:
                play_sample(newsroom, wait=stop.wait)
            except LogError as error:
                click.echo(f"onrecord: the sample waits: {error}", err=True)
                stop.wait(_PAUSE_AFTER_TROUBLE)
    finally:
        connections.close_all()
        os.close(lock)


def _is_ours(lock: int) -> bool:
    """Whether it is for us to play; the kernel gives the turn on when a process ends, however it ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
