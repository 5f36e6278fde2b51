"""What a crash left behind: files of pictures that were never recorded, or of pictures that are gone."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage

from onrecord.newsroom.pictures.files import TEMPORARY_PREFIX, originals, public_files, remove_renditions
from onrecord.newsroom.pictures.models import Picture

# Between a file and its record lie three minutes at most, in whichever process: an hour is not in progress any more.
_AT_LEAST_OLD = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leftovers:
    """What is to go, and `missing`: the files that are recorded and not there."""

    renditions: tuple[str, ...]
    originals: tuple[str, ...]
    half_written: tuple[Path, ...]
    half_withdrawn: tuple[Picture, ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many things are to go."""
        return len(self.renditions) + len(self.originals) + len(self.half_written) + len(self.half_withdrawn)


def leftovers(now: datetime | None = None) -> Leftovers:
    """What a sweep at this moment would take away; whatever the storage raises where it cannot be asked."""
    before = (now or datetime.now(UTC)) - _AT_LEAST_OLD
    # The files first: what is recorded in between is known when they are compared.
    public, closed = set(_names(public_files())), set(_names(originals()))
    rows = Picture.objects.all()
    pictures = list(rows.only("renditions", "original", "withdrawn_at"))
    in_use = {each["name"] for picture in pictures for each in picture.renditions}
    kept = {picture.original for picture in pictures if picture.original}
    withdrawn = [each for each in pictures if each.renditions and each.withdrawn_at and each.withdrawn_at < before]
    due = {each["name"] for picture in pictures if picture.is_withdrawn for each in picture.renditions}
    return Leftovers(
        renditions=tuple(_old(public_files(), sorted(public - in_use), before)),
        originals=tuple(_old(originals(), sorted(closed - kept), before)),
        half_written=tuple(_half_written(before)),
        half_withdrawn=tuple(withdrawn),
        missing=tuple(sorted((in_use - due - public) | (kept - closed))),
    )


def sweep(now: datetime | None = None) -> Leftovers:
    """Afterwards none of what is returned is there any more, save what is missing."""
    found = leftovers(now)
    for name in found.renditions:
        public_files().delete(name)
    for name in found.originals:
        originals().delete(name)
    for path in found.half_written:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    for picture in found.half_withdrawn:
        remove_renditions(picture.renditions)
        Picture.objects.filter(pk=picture.pk, withdrawn_at=picture.withdrawn_at).update(renditions=[])
    return found


def _names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file that is whole, by its name in the storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever put there
        return
    for name in files:
        if name and not name.startswith("."):
            yield f"{folder}/{name}" if folder else name
    for name in folders:
        if name:
            yield from _names(storage, f"{folder}/{name}" if folder else name)


def _old(storage: Storage, names: list[str], before: datetime) -> Iterator[str]:
    for name in names:
        with suppress(FileNotFoundError):  # another process sweeps as well
            if storage.get_modified_time(name) < before:
                yield name


def _half_written(before: datetime) -> Iterator[Path]:
    """Files that were being written when the machine stopped, and the folders in which pictures were developed."""
    places = [(Path(tempfile.gettempdir()), f"{TEMPORARY_PREFIX}*")]
    for storage in (public_files(), originals()):
        if isinstance(storage, FileSystemStorage):
            places += [(Path(storage.location), pattern) for pattern in (".[0-9a-f]*", "*/.[0-9a-f]*")]
    for folder, pattern in places:
        for path in folder.glob(pattern):
            with suppress(OSError):
                known = path.lstat()
                is_ours = known.st_uid == os.geteuid() and not stat.S_ISLNK(known.st_mode)
                if is_ours and datetime.fromtimestamp(known.st_mtime, UTC) < before:
                    yield path
