"""Where files of pictures lie: originals where nobody is served from, renditions under names that cannot be guessed."""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from onrecord.newsroom.darkroom import Developed, DevelopedFile
from onrecord.newsroom.pictures.models import StoredRendition

TEMPORARY_PREFIX = "onrecord-picture-"
_SUFFIX = {"image/avif": "avif", "image/webp": "webp", "image/jpeg": "jpg"}


class DurableFiles(FileSystemStorage):
    """Files on this machine's disk: whole or not there at all, and there after a power cut.

    A name says what is in the file, so a file of the same name is the same file and may be put in its place.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's signature
        return name

    def _save(self, name: str, content: IO[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=self.directory_permissions_mode or 0o755)
        aside = path.with_name(f".{secrets.token_hex(8)}")
        mode = self.file_permissions_mode or 0o644
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                for chunk in cast("File[bytes]", content).chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name


def originals() -> Storage:
    """The files as they were uploaded, with all that is in them; never public."""
    return storages["originals"]


def public_files() -> Storage:
    """The renditions, which anybody may fetch who knows their names."""
    return storages["renditions"]


def keep_original(source: Path, digest: str) -> str:
    """The name under which the file is kept."""
    with source.open("rb") as file:
        return originals().save(f"{digest[:2]}/{digest}", File(file))


def keep_renditions(developed: Developed, focal_point: tuple[int, int]) -> list[StoredRendition]:
    """The renditions as they are to be recorded, all of them stored; or none, where an error is raised.

    A name is a digest of the bytes, so it never comes to mean others, under a key that is thrown away: who has the
    same photograph cannot find out whether this newsroom has it too, and a picture reinstated has other addresses.
    """
    key = secrets.token_bytes(32)
    kept: list[StoredRendition] = []
    try:
        for file in developed.files:
            kept.append(_kept(file, key))  # noqa: PERF401 - what was kept before an error is to be removed
        kept.append({**_kept(developed.card, key), "card": list(focal_point)})
    except BaseException:
        remove_renditions(kept)
        raise
    return kept


def _kept(file: DevelopedFile, key: bytes) -> StoredRendition:
    data = file.path.read_bytes()
    token = hashlib.blake2b(data, key=key, digest_size=16).hexdigest()
    content = ContentFile(data)
    content.content_type = file.media_type  # type: ignore[attr-defined] # what S3 is told
    name = public_files().save(f"{token}.{_SUFFIX[file.media_type]}", content)
    return {"name": name, "media_type": file.media_type, "width": file.width, "height": file.height}


def remove_renditions(renditions: list[StoredRendition]) -> None:
    """Afterwards none of these is stored."""
    for rendition in renditions:
        public_files().delete(rendition["name"])


@contextmanager
def original_at_hand(name: str) -> Iterator[tuple[Path, Path]]:
    """A copy of this original, and an empty folder beside it, for as long as they are needed."""
    with workplace() as (source, folder):
        with originals().open(name) as kept, source.open("wb") as file:
            shutil.copyfileobj(kept, file)
        yield source, folder


@contextmanager
def workplace() -> Iterator[tuple[Path, Path]]:
    """Where a file is to be put to be developed, and the empty folder for what becomes of it."""
    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX) as name:
        source, folder = Path(name) / "original", Path(name) / "developed"
        folder.mkdir()
        yield source, folder
