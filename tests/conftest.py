"""Services that tests share, and a summary that says what could not be run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.databases import database_alias
from tests.postgres import NOT_RUN, PostgresServer, postgres_programs, postgres_server

# Examples are drawn on machines that do other things at the same time: slowness is no failure.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
# For the inner loop: `--hypothesis-profile=quick`.
settings.register_profile("quick", settings.get_profile("tests"), max_examples=10)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the tests' own."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip(NOT_RUN)
    with postgres_server(programs) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> bytes:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    with django_db_blocker.unblock(), database_alias(f"sqlite:///{path}", migrate=True):
        pass
    return path.read_bytes()


@pytest.fixture
def sqlite_url(migrated_sqlite: bytes, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of an empty SQLite database, a file."""
    path = tmp_path / "onrecord.sqlite3"
    path.write_bytes(migrated_sqlite)
    with django_db_blocker.unblock():
        yield f"sqlite:///{path}"


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a PostgreSQL database with all tables."""
    with django_db_blocker.unblock(), postgres.database("onrecord") as url:
        with database_alias(url, migrate=True):
            pass
        yield url


@pytest.fixture
def postgres_url(migrated_postgres: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a PostgreSQL database without rows of the log."""
    with django_db_blocker.unblock():
        with database_alias(migrated_postgres) as alias, connections[alias].cursor() as cursor:
            cursor.execute("TRUNCATE onrecord_event, onrecord_coverage, onrecord_switch RESTART IDENTITY")
        yield migrated_postgres


@pytest.fixture
def empty_postgres_url(migrated_postgres: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing but what migrations put there."""
    with django_db_blocker.unblock():
        with database_alias(migrated_postgres) as alias, connections[alias].cursor() as cursor:
            kept = {"django_migrations", "django_content_type", "auth_permission"}
            tables = sorted(set(connections[alias].introspection.table_names(cursor)) - kept)
            cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
        yield migrated_postgres


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database a test of the whole site uses: SQLite, and PostgreSQL too where it is marked `on_both_engines`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def site_url(engine: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty database for the whole site; of SQLite a file that does not wait for locks."""
    if engine == "postgresql":
        return str(request.getfixturevalue("empty_postgres_url"))
    return f"{request.getfixturevalue('sqlite_url')}?timeout=0"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: the event loop that drives the browser stays, and Django refuses to work beside one."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] = reasons.get(reason.removeprefix("Skipped: "), 0) + 1
    if reasons:
        terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
        for reason, count in reasons.items():
            terminalreporter.line(f"{count} tests were NOT RUN: {reason.removeprefix('NOT RUN: ')}", red=True)
