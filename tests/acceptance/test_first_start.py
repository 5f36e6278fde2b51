"""Machines that meet on an empty database: one makes its tables, the others wait for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.acceptance.conftest import Terminal
from tests.postgres import PostgresServer


@pytest.mark.postgresql
@pytest.mark.slow
def test_machines_that_start_together_on_an_empty_database_all_start(
    make_terminal: Callable[[str], Terminal], postgres: PostgresServer
) -> None:
    machines = [make_terminal(f"machine{number}") for number in range(4)]
    with postgres.database(f"first{uuid4().hex[:8]}") as url, ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda machine: machine("user", "list", ONRECORD_DATABASE_URL=url), machines))
    assert [outcome.err for outcome in outcomes] == [""] * 4
