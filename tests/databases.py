"""Real databases beside Django's own test database: each under an alias of its own, with the log's tables in it."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

from onrecord.site.database_url import database_settings

_numbers = itertools.count(1)
# For tests of the desk, the API and the library: what they ask of the database has to hold in either.
on_both_engines = pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


@contextmanager
def database_alias(url: str, *, migrate: bool = False) -> Iterator[str]:
    """The alias under which Django knows the database at `url` meanwhile."""
    alias = f"log-{next(_numbers)}"
    databases = {DEFAULT_DB_ALIAS: connections.settings[DEFAULT_DB_ALIAS], alias: database_settings(url)}
    connections.settings[alias] = connections.configure_settings(databases)[alias]
    try:
        if migrate:
            call_command("migrate", database=alias, verbosity=0)
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]
