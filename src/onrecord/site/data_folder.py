"""The folder for what the site keeps beside a database server: database file, pictures, and the secret key."""

import os
import secrets
from pathlib import Path

from onrecord.site.environment import BadSetting


def made_data_folder(path: Path) -> Path:
    """The folder, which exists and can be written to; raises BadSetting."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"the data folder {path} cannot be made ({error}): set ONRECORD_DATA to one that can"
        ) from error
    return path


def kept_secret_key(data: Path) -> str:
    """The key kept in the data folder, made on first use and readable by its owner alone; raises BadSetting."""
    path = data / "secret-key"
    try:
        if key := _read(path):
            return key
        _make(path)
        if key := _read(path):
            return key
    except OSError as error:
        raise BadSetting(f"{path} cannot be used ({error}): set ONRECORD_DATA or ONRECORD_SECRET_KEY") from error
    raise BadSetting(f"{path} is empty: remove it, or set ONRECORD_SECRET_KEY")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return ""


def _make(path: Path) -> None:
    # Written aside and linked into place, so that of two processes starting at once both end with one whole key.
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()
