"""What can be wrong with an installation, each looked at by itself, so that one trouble does not hide another."""

import json
import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.cli.crew import processes
from onrecord.cli.findings import Finding, note, ok, wrong
from onrecord.cli.installation import pending_migrations, set_up
from onrecord.cli.machine import machine
from onrecord.cli.postgres import nodes, postgres, writes_refused
from onrecord.cli.refused import Refused
from onrecord.cli.settings import unknown_settings
from onrecord.render.assets import ASSETS

_LEAST_FREE, _LITTLE_FREE = 100 * 1024**2, 1024**3
_SHORTEST_KEY = 32
# No release is older; a clock before it has never been set.
_RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
_BUILT = ("reader.js", "reader.css")


def examine() -> list[Finding]:
    """Everything that is looked at, in the order in which to mend it."""
    findings = [_python(), *_misspelt(), _time_zones(), *_assets(), *machine()]
    try:
        set_up()
    except Refused as refused:
        return [*findings, wrong("settings", str(refused), "Change the setting that it names.")]
    findings.append(ok("settings", "can be used"))
    checks: list[Callable[[], Iterator[Finding]]] = [
        _data_folder,
        _media,
        _secret_key,
        _hosts,
        _database,
        _pictures,
        processes,
    ]
    for check in checks:
        findings += check()
    return findings


def _python() -> Finding:
    # An older one does not get as far as this: the package refuses to be installed there.
    return ok("python", ".".join(map(str, sys.version_info[:3])))


def _misspelt() -> Iterator[Finding]:
    for name in unknown_settings():
        yield wrong("environment", f"{name} is not a setting", "Correct its spelling or remove it.")


def _time_zones() -> Finding:
    try:
        ZoneInfo("Europe/Kyiv")
    except (ZoneInfoNotFoundError, OSError):
        return wrong("time zones", "there are no time zone data", "Install the system's tzdata package.")
    return ok("time zones", "known")


def _assets() -> Iterator[Finding]:
    advice = "Run `make client` in a checkout, or install the package again."
    try:
        manifest = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))
        missing = [name for name in _BUILT if not (ASSETS / str(manifest[name])).is_file()]
    except (OSError, ValueError, KeyError, TypeError):
        yield wrong("assets", f"the client is not built: {ASSETS / 'manifest.json'} is missing or broken", advice)
        return
    if missing:
        yield wrong("assets", f"the client's {' and '.join(missing)} cannot be found in {ASSETS}", advice)
    else:
        yield ok("assets", "the client is built")


def _data_folder() -> Iterator[Finding]:
    from django.conf import settings

    folder: Path = settings.DATA
    advice = f"Give the account that runs onrecord the right to write there, or set ONRECORD_DATA (it is {folder})."
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield wrong("data folder", f"{folder} cannot be written to ({error.strerror or error})", advice)
        return
    yield ok("data folder", f"{folder} can be written to")
    space = f"{free / 1024**3:.1f} GB free"
    if free < _LEAST_FREE:
        yield wrong("disk space", space, "Make room: without it nothing can be published.")
    elif free < _LITTLE_FREE:
        yield note("disk space", space, "Make room soon.")
    else:
        yield ok("disk space", space)


def _secret_key() -> Iterator[Finding]:
    from django.conf import settings

    if len(settings.SECRET_KEY) < _SHORTEST_KEY:
        advice = "Set ONRECORD_SECRET_KEY to 50 random characters, or remove it: one is then made and kept."
        yield wrong("secret key", f"has only {len(settings.SECRET_KEY)} characters", advice)
        return
    kept = settings.DATA / "secret-key"
    if not os.environ.get("ONRECORD_SECRET_KEY", "").strip() and kept.exists():
        mode = stat.S_IMODE(kept.stat().st_mode)
        if mode & 0o077:
            yield wrong("secret key", f"{kept} can be read by other accounts (mode {mode:o})", f"Run: chmod 600 {kept}")
            return
    yield ok("secret key", "is there")


def _hosts() -> Iterator[Finding]:
    from django.conf import settings

    listed = ", ".join(settings.ALLOWED_HOSTS)
    advice = "Set ONRECORD_ALLOWED_HOSTS to the site's public names, parted by commas."
    if "*" in settings.ALLOWED_HOSTS:
        yield wrong("host names", "the site answers to any name", advice)
    elif set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        yield note("host names", f"the desk answers on this machine only ({listed})", advice)
    else:
        yield ok("host names", listed)
    if settings.DEBUG:
        yield note("debug", "errors are shown in the browser", "Remove ONRECORD_DEBUG before readers come.")


def _database() -> Iterator[Finding]:
    from django.db import Error, connection

    try:
        connection.ensure_connection()
        pending = pending_migrations()
        is_new = not connection.introspection.table_names()
    except (Error, OSError) as error:
        advice = "Check ONRECORD_DATABASE_URL, that the database server runs, and the rights of its account."
        yield wrong("database", f"cannot be reached ({_first_line(error)})", advice)
        return
    yield ok("database", _version())
    if connection.vendor == "postgresql":
        yield from postgres()
    if is_new:
        yield note("migrations", "the database is empty", "`onrecord run` fills it.")
    elif pending:
        advice = "Any command brings it up to date; make a copy first."
        yield note("migrations", f"the database is older than this version ({len(pending)} to apply)", advice)
    else:
        yield ok("migrations", "the database is up to date")
        if connection.vendor == "postgresql":
            yield from nodes()
        yield from _log()
    if connection.vendor == "sqlite":
        yield from _journal()


def _log() -> Iterator[Finding]:
    from django.contrib.auth.models import User
    from django.db import Error, transaction

    from onrecord.log.models import CoverageRow, EventRow

    if (why := writes_refused()) is not None:
        yield note(
            "log", f"can be read, not written to: {why}", "Right for a node that serves readers; the desk needs more."
        )
        return
    try:
        with transaction.atomic():
            CoverageRow.objects.create(coverage_id="(doctor)", slug="(doctor)", head=0)
            transaction.set_rollback(True)
    except Error as error:
        advice = "Look for a full disk, for rights, and for a program that keeps the database locked."
        yield wrong("log", f"cannot be written to ({_first_line(error)})", advice)
        return
    yield ok("log", f"can be written to; {CoverageRow.objects.count()} coverages")
    now = datetime.now(UTC)
    newest = EventRow.objects.order_by("-pk").values_list("at", flat=True).first()
    if now < max(_RELEASED, newest or _RELEASED):
        advice = "Set the clock, and let it be kept right (NTP): readers see these times."
        yield wrong("clock", f"{now:%Y-%m-%d %H:%M} UTC lies before the newest event or this release", advice)
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")
    if User.objects.filter(is_active=True).exists():
        yield ok("accounts", f"{User.objects.filter(is_active=True).count()} may use the desk")
    else:
        yield note("accounts", "nobody may use the desk", "`onrecord user add NAME --link` makes an account.")


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
        advice = "Check ONRECORD_MEDIA_S3_BUCKET and those beside it: that account must list, read, write and delete."
        yield wrong("pictures", f"the store cannot be reached ({_first_line(error)})", advice)
        return
    if found.missing:
        advice = "Restore the files from a copy, or take these pictures down and send them again."
        shown = ", ".join(found.missing[:3])
        yield wrong("pictures", f"{len(found.missing)} recorded files are not there, such as {shown}", advice)
    elif found.count:
        advice = "A running site takes them away by itself, at its start and once a day."
        yield note("pictures", f"{found.count} files were left by uploads or takedowns that were cut short", advice)
    else:
        yield ok("pictures", "every file belongs to a picture")


def _journal() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        sync = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if mode == "wal" and sync >= 2:
        yield ok("journal", "write-ahead, every event on disk before it is acknowledged")
    else:
        advice = "Keep the database on a disk of this machine: network folders cannot do it."
        yield wrong("journal", f"mode {mode}, synchronous {sync}: an acknowledged event could be lost", advice)


def _media() -> Iterator[Finding]:
    from django.conf import settings

    if settings.DATA is None or os.environ.get("ONRECORD_MEDIA_S3_BUCKET", "").strip():
        yield ok("media folder", "pictures are kept in a bucket")
        return
    for name in ("media", "originals"):
        folder = settings.DATA / name
        if folder.is_dir() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            advice = "Give the account that runs onrecord the right to read and write there."
            yield wrong("media folder", f"{folder} cannot be read and written to", advice)
            return
    yield ok("media folder", f"pictures are kept in {settings.DATA / 'media'}")


def _version() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version} answers"
    number: int = getattr(connection, "pg_version", 0)
    return f"PostgreSQL {number // 10_000}.{number % 10_000} answers"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
