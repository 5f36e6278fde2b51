"""What can be wrong with an installation, each looked at by itself, so that one trouble does not hide another."""

import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.cli.installation import pending_migrations, set_up
from onrecord.cli.refused import Refused
from onrecord.cli.settings import unknown_settings
from onrecord.render.assets import ASSETS

_LEAST_FREE, _LITTLE_FREE = 100 * 1024**2, 1024**3
_SHORTEST_KEY = 32
# No release is older; a clock before it has never been set.
_RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
_BUILT = ("reader.js", "reader.css")


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do where there is something to do."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


def _ok(name: str, found: str) -> Finding:
    return Finding(name=name, verdict=Verdict.OK, found=found)


def _note(name: str, found: str, advice: str) -> Finding:
    return Finding(name=name, verdict=Verdict.NOTE, found=found, advice=advice)


def _wrong(name: str, found: str, advice: str) -> Finding:
    return Finding(name=name, verdict=Verdict.WRONG, found=found, advice=advice)


def examine() -> list[Finding]:
    """Everything that is looked at, in the order in which to mend it."""
    findings = [_python(), *_misspelt(), _time_zones(), *_assets()]
    try:
        set_up()
    except Refused as refused:
        return [*findings, _wrong("settings", str(refused), "Change the setting that it names.")]
    findings.append(_ok("settings", "can be used"))
    checks: list[Callable[[], Iterator[Finding]]] = [_data_folder, _secret_key, _hosts, _database, _pictures]
    for check in checks:
        findings += check()
    return findings


def _python() -> Finding:
    # An older one does not get as far as this: the package refuses to be installed there.
    return _ok("python", ".".join(map(str, sys.version_info[:3])))


def _misspelt() -> Iterator[Finding]:
    for name in unknown_settings():
        yield _wrong("environment", f"{name} is not a setting", "Correct its spelling or remove it.")


def _time_zones() -> Finding:
    try:
        ZoneInfo("Europe/Kyiv")
    except (ZoneInfoNotFoundError, OSError):
        return _wrong("time zones", "there are no time zone data", "Install the system's tzdata package.")
    return _ok("time zones", "known")


def _assets() -> Iterator[Finding]:
    advice = "Run `make client` in a checkout, or install the package again."
    try:
        manifest = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))
        missing = [name for name in _BUILT if not (ASSETS / str(manifest[name])).is_file()]
    except (OSError, ValueError, KeyError, TypeError):
        yield _wrong("assets", f"the client is not built: {ASSETS / 'manifest.json'} is missing or broken", advice)
        return
    if missing:
        yield _wrong("assets", f"the client's {' and '.join(missing)} cannot be found in {ASSETS}", advice)
    else:
        yield _ok("assets", "the client is built")


def _data_folder() -> Iterator[Finding]:
    from django.conf import settings

    folder: Path = settings.DATA
    advice = f"Give the account that runs onrecord the right to write there, or set ONRECORD_DATA (it is {folder})."
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield _wrong("data folder", f"{folder} cannot be written to ({error.strerror or error})", advice)
        return
    yield _ok("data folder", f"{folder} can be written to")
    space = f"{free / 1024**3:.1f} GB free"
    if free < _LEAST_FREE:
        yield _wrong("disk space", space, "Make room: without it nothing can be published.")
    elif free < _LITTLE_FREE:
        yield _note("disk space", space, "Make room soon.")
    else:
        yield _ok("disk space", space)


def _secret_key() -> Iterator[Finding]:
    from django.conf import settings

    if len(settings.SECRET_KEY) < _SHORTEST_KEY:
        advice = "Set ONRECORD_SECRET_KEY to 50 random characters, or remove it: one is then made and kept."
        yield _wrong("secret key", f"has only {len(settings.SECRET_KEY)} characters", advice)
        return
    kept = settings.DATA / "secret-key"
    if not os.environ.get("ONRECORD_SECRET_KEY", "").strip() and kept.exists():
        mode = stat.S_IMODE(kept.stat().st_mode)
        if mode & 0o077:
            yield _wrong(
                "secret key", f"{kept} can be read by other accounts (mode {mode:o})", f"Run: chmod 600 {kept}"
            )
            return
    yield _ok("secret key", "is there")


def _hosts() -> Iterator[Finding]:
    from django.conf import settings

    listed = ", ".join(settings.ALLOWED_HOSTS)
    advice = "Set ONRECORD_ALLOWED_HOSTS to the site's public names, parted by commas."
    if "*" in settings.ALLOWED_HOSTS:
        yield _wrong("host names", "the site answers to any name", advice)
    elif set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        yield _note("host names", f"the desk answers on this machine only ({listed})", advice)
    else:
        yield _ok("host names", listed)
    if settings.DEBUG:
        yield _note("debug", "errors are shown in the browser", "Remove ONRECORD_DEBUG before readers come.")


def _database() -> Iterator[Finding]:
    from django.db import Error, connection

    try:
        connection.ensure_connection()
        pending = pending_migrations()
        is_new = not connection.introspection.table_names()
    except (Error, OSError) as error:
        advice = "Check ONRECORD_DATABASE_URL, that the database server runs, and the rights of its account."
        yield _wrong("database", f"cannot be reached ({_first_line(error)})", advice)
        return
    yield _ok("database", f"{connection.vendor} answers")
    if is_new:
        yield _note("migrations", "the database is empty", "`onrecord run` fills it.")
    elif pending:
        advice = "Any command brings it up to date; make a copy first."
        yield _note("migrations", f"the database is older than this version ({len(pending)} to apply)", advice)
    else:
        yield _ok("migrations", "the database is up to date")
        yield from _log()
    if connection.vendor == "sqlite":
        yield from _journal()


def _log() -> Iterator[Finding]:
    from django.contrib.auth.models import User
    from django.db import Error, transaction

    from onrecord.log.models import CoverageRow, EventRow

    try:
        with transaction.atomic():
            CoverageRow.objects.create(coverage_id="(doctor)", slug="(doctor)", head=0)
            transaction.set_rollback(True)
    except Error as error:
        advice = "Look for a full disk, for rights, and for a program that keeps the database locked."
        yield _wrong("log", f"cannot be written to ({_first_line(error)})", advice)
        return
    yield _ok("log", f"can be written to; {CoverageRow.objects.count()} coverages")
    now = datetime.now(UTC)
    newest = EventRow.objects.order_by("-pk").values_list("at", flat=True).first()
    if now < max(_RELEASED, newest or _RELEASED):
        advice = "Set the clock, and let it be kept right (NTP): readers see these times."
        yield _wrong("clock", f"{now:%Y-%m-%d %H:%M} UTC lies before the newest event or this release", advice)
    else:
        yield _ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")
    if User.objects.filter(is_active=True).exists():
        yield _ok("accounts", f"{User.objects.filter(is_active=True).count()} may use the desk")
    else:
        yield _note("accounts", "nobody may use the desk", "`onrecord user add NAME --link` makes an account.")


def _pictures() -> Iterator[Finding]:
    from django.db import Error

    from onrecord.newsroom.pictures.sweep import leftovers

    try:
        if pending_migrations():
            return
        found = leftovers()
    except (Error, OSError):
        return  # the database, or the data folder, which have a line of their own
    except Exception as error:  # noqa: BLE001 - whatever a bucket's client raises
        advice = "Check the ONRECORD_MEDIA_S3 settings, and the rights of that account to list, read, write and delete."
        yield _wrong("pictures", f"the store cannot be reached ({_first_line(error)})", advice)
        return
    if found.missing:
        advice = "Restore the files from a copy, or take these pictures down and send them again."
        shown = ", ".join(found.missing[:3])
        yield _wrong("pictures", f"{len(found.missing)} recorded files are not there, such as {shown}", advice)
    elif found.count:
        advice = "A running site takes them away by itself, at its start and once a day."
        yield _note("pictures", f"{found.count} files were left by uploads or takedowns that were cut short", advice)
    else:
        yield _ok("pictures", "every file belongs to a picture")


def _journal() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        sync = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if mode == "wal" and sync >= 2:
        yield _ok("journal", "write-ahead, every event on disk before it is acknowledged")
    else:
        advice = "Keep the database on a disk of this machine: network folders cannot do it."
        yield _wrong("journal", f"mode {mode}, synchronous {sync}: an acknowledged event could be lost", advice)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
