"""The newsroom on real databases."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connections

from onrecord.domain.blocks import Text
from onrecord.domain.commands import PublishUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.log import LogUnavailable
from onrecord.log.database import DatabaseLog
from onrecord.newsroom import IngestItem, Newsroom, ingest, new_update_id
from onrecord.newsroom.sign_in import make_sign_in_link, use_sign_in_link
from tests.databases import database_alias
from tests.site_database import site_on

DETAILS = CoverageDetails(headline="River rises")
NOON = datetime(2026, 2, 16, 12, 0, tzinfo=UTC)


def source(updates: int) -> list[IngestItem]:
    return [
        IngestItem(
            source_id=str(number),
            content=UpdateContent(heading=f"Report {number}", body=(Text(html="Water. " * 60),) * 4),
            published_at=NOON + timedelta(minutes=number),
        )
        for number in range(updates, 0, -1)
    ]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgresql)])
def test_a_source_of_1500_updates_is_taken_over_in_seconds(request: pytest.FixtureRequest, kind: str) -> None:
    with database_alias(request.getfixturevalue(f"{kind}_url")) as alias:
        newsroom = Newsroom(DatabaseLog(alias))
        started = time.perf_counter()
        report = ingest(newsroom, None, DETAILS, source(1500), actor="import")
        again = ingest(Newsroom(DatabaseLog(alias)), report.coverage_id, DETAILS, source(1500), actor="import")
        assert time.perf_counter() - started < 30  # some 2 s where nothing else runs
        assert (report.published, again.published, again.revised, again.unchanged) == (1500, 0, 0, 1500)


def test_writers_in_several_threads_are_all_recorded(sqlite_url: str) -> None:
    with database_alias(sqlite_url) as alias:
        newsroom = Newsroom(DatabaseLog(alias))
        coverage_id = newsroom.open_coverage(DETAILS, actor="ada").id

        def publish(number: int) -> None:
            content = UpdateContent(heading=f"Report {number}")
            newsroom.execute(coverage_id, PublishUpdate(update_id=new_update_id(), content=content), actor="ada")
            connections[alias].close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(publish, range(40)))
        assert len(newsroom.load(coverage_id).updates) == 40


def test_an_import_into_a_locked_database_is_refused_and_finished_later(sqlite_url: str) -> None:
    with database_alias(f"{sqlite_url}?timeout=0") as alias:
        newsroom = Newsroom(DatabaseLog(alias))
        coverage_id = newsroom.open_coverage(DETAILS, actor="import").id
        other = sqlite3.connect(Path(sqlite_url.removeprefix("sqlite:///")), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable):
            ingest(newsroom, coverage_id, DETAILS, source(10), actor="import")
        other.execute("ROLLBACK")
        other.close()
        assert ingest(newsroom, coverage_id, DETAILS, source(10), actor="import").published == 10


def test_of_two_who_use_a_link_at_the_same_moment_one_comes_in(sqlite_url: str) -> None:
    with site_on(sqlite_url):
        token = make_sign_in_link(User.objects.create_user("ada"), "").rpartition("/")[2]

        def use(_: int) -> bool:
            try:
                return use_sign_in_link(token) is not None
            except OperationalError:
                return False
            finally:
                connections["default"].close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(use, range(8))) == 1
