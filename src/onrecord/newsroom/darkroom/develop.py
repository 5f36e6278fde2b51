"""From a picture's file to its renditions and words, by a process that is thrown away afterwards."""

import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.newsroom.darkroom import errors
from onrecord.newsroom.darkroom.report import REPORT, PictureWords

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[1-9][0-9]{0,4}\.(?:avif|webp|jpg)|card\.jpg", re.ASCII)
# A picture takes a second or two; this is for a machine that does other things at the same time.
_LONGEST_SECONDS = 120.0
# In percent from the left and from the top; where nobody has said what matters.
MIDDLE = (50, 50)
# So many at once in one server; the others wait their turn.
_AT_ONCE = threading.BoundedSemaphore(2)
_LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class DevelopedFile:
    """One rendition, and where it lies."""

    path: Path
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Developed:
    """What became of a picture: the kind of its file, its size as seen, its words, its renditions, its crop."""

    media_type: str
    width: int
    height: int
    words: PictureWords
    files: tuple[DevelopedFile, ...]
    card: DevelopedFile
    peak_bytes: int


def develop(
    source: Path, folder: Path, focal_point: tuple[int, int] = MIDDLE, *, is_card_alone: bool = False
) -> Developed:
    """The picture at `source`, with renditions in the (empty) `folder`, or the card alone; raises a PictureRefused.

    Takes a second or more of another process's time; this thread only waits.
    """
    order = [str(source), str(folder), *map(str, focal_point), *(["card"] if is_card_alone else [])]
    with _turn(), (folder / "stderr").open("w+b") as stderr:
        try:
            # The environment holds the site's secrets, so the process is given none of it.
            process = subprocess.run(  # noqa: S603 - our own module, and paths that we have made
                [sys.executable, "-P", "-m", "onrecord.newsroom.darkroom", *order],
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                timeout=_LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise errors.TooMuchWork from error
        except OSError as error:
            _log.exception("The process that makes pictures ready could not be started.")
            raise errors.CannotDevelop from error
        stderr.seek(0)
        said = stderr.read(8192).decode("utf-8", "replace").strip()
    if said:
        _log.warning("A picture could not be read: %s", said)
    report = folder / REPORT
    if process.returncode < 0:
        # Killed: by a limit of ours, or by a decoder's own error; either way it was this file that did it.
        _log.warning("A picture ended its process with signal %d.", -process.returncode)
        raise errors.TooMuchWork
    if process.returncode != 0 or not report.is_file():
        raise errors.CannotDevelop
    return _developed(json.loads(report.read_text()), folder)


def _developed(report: dict[str, Any], folder: Path) -> Developed:
    if "refused" in report:
        raise _REFUSALS[report["refused"]]
    return Developed(
        media_type=str(report["media_type"]),
        width=int(report["width"]),
        height=int(report["height"]),
        words=PictureWords(**report["words"]),
        files=tuple(_file(file, folder) for file in report["files"]),
        card=_file(report["card"], folder),
        peak_bytes=int(report["peak_bytes"]),
    )


def _file(file: dict[str, Any], folder: Path) -> DevelopedFile:
    return DevelopedFile(
        path=_inside(folder, file["name"]),
        media_type=str(file["media_type"]),
        width=int(file["width"]),
        height=int(file["height"]),
    )


def _inside(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise errors.UnreadablePicture
    return folder / name


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_LONGEST_WAIT_SECONDS):
        raise errors.CannotDevelop
    try:
        yield
    finally:
        _AT_ONCE.release()


_REFUSALS: dict[str, type[errors.PictureRefused]] = {
    each.__name__: each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, errors.PictureRefused)
}
