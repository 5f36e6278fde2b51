"""A SQLite file of one test's own as the database that the whole site uses."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

from onrecord.site.database_url import database_settings


@contextmanager
def site_on(url: str) -> Iterator[None]:
    """Meanwhile the site's own database is the one at `url`; commits are real, nothing is rolled back."""
    kept = connections.settings[DEFAULT_DB_ALIAS]
    _use(connections.configure_settings({DEFAULT_DB_ALIAS: database_settings(url)})[DEFAULT_DB_ALIAS])
    try:
        yield
    finally:
        _use(kept)


def _use(settings: dict[str, object]) -> None:
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = settings
