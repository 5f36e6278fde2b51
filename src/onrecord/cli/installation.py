"""What a command works on: the settings, the database brought up to date, and the newsroom upon it."""

import fcntl
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onrecord.cli.refused import Refused
from onrecord.domain.errors import NoSuchCoverage

if TYPE_CHECKING:
    from onrecord.domain import Coverage
    from onrecord.newsroom import Newsroom

# Among the locks that PostgreSQL keeps for whoever agrees on a number.
_MIGRATING = int.from_bytes(b"onrecord")


def set_up() -> None:
    """Make Django ready, so that models can be imported; raises Refused for settings that cannot be used."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        raise Refused(f"The settings cannot be used: {error}. `onrecord doctor` tells more.") from error


def open_newsroom() -> "Newsroom":
    """The newsroom on the configured database, after its migrations; raises Refused where there is no reaching it."""
    set_up()
    migrate()
    from onrecord.newsroom.joined import joined_newsroom

    return joined_newsroom()


def coverage_at(newsroom: "Newsroom", slug: str) -> "Coverage":
    """The coverage at this slug; raises Refused."""
    try:
        return newsroom.find(slug)
    except NoSuchCoverage as error:
        raise Refused(f"There is no coverage {slug}; `onrecord open` opens one.") from error


def migrate() -> None:
    """Bring the database to this version's shape, once, however many commands start at the same moment."""
    from django.core.management import call_command

    with database_trouble():
        if pending_migrations():
            with _alone():
                if pending_migrations():
                    call_command("migrate", interactive=False, verbosity=0)


def demand_migrated() -> None:
    """Raises Refused unless the database has this version's shape: for who may not change it."""
    with database_trouble():
        if pending := pending_migrations():
            raise Refused(
                f"The database is older than this version ({len(pending)} migrations to apply). A node with the desk "
                "brings it up to date when it starts: start one first."
            )


def pending_migrations() -> list[str]:
    """The migrations that the database has not seen yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@contextmanager
def database_trouble() -> Iterator[None]:
    """Turns what a database raises into one sentence."""
    from django.db import Error

    try:
        yield
    except Error as error:
        first_line = str(error).strip().partition("\n")[0]
        raise Refused(
            f"The database cannot be used ({first_line}). Nothing was recorded; `onrecord doctor` tells what to do."
        ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """While one process migrates, the others wait for it: those of this machine, and of others on one PostgreSQL."""
    from django.conf import settings
    from django.db import connection

    with (settings.DATA / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])


def actor() -> str:
    """Who is at this terminal, as the log will name them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"
