"""What is scheduled is published at its moment: once, late rather than never, and refusals are told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connections

from onrecord.domain import Coverage
from onrecord.domain.blocks import Text
from onrecord.domain.commands import PauseCoverage, PublishUpdate, ResumeCoverage, RetractUpdate, ReviseUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.log.database import DatabaseLog
from onrecord.newsroom import Newsroom, flow, new_update_id
from onrecord.newsroom.drafts import save_draft
from onrecord.newsroom.flow_models import Outcome
from onrecord.newsroom.models import Draft
from onrecord.newsroom.schedule import fire_due
from tests.databases import database_alias
from tests.postgres import PostgresServer
from tests.site_database import site_on


class Clock:
    def __init__(self, now: datetime = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.slow])])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database, on each engine."""
    sqlite_url: str = request.getfixturevalue("sqlite_url")  # which also unblocks Django's database
    if request.param == "sqlite":
        yield sqlite_url
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(f"schedule{uuid4().hex[:8]}") as made:
        with database_alias(made, migrate=True):
            pass
        yield made


@pytest.fixture
def room(url: str, clock: Clock) -> Iterator[Newsroom]:
    with site_on(url):
        yield Newsroom(DatabaseLog(), clock=clock, embargo=flow.embargoed_until)


@pytest.fixture
def coverage(room: Newsroom) -> Coverage:
    return room.open_coverage(CoverageDetails(headline="Harbour"), actor="ada")


@pytest.fixture
def draft(room: Newsroom, coverage: Coverage, clock: Clock) -> Draft:
    """Due in ten minutes."""
    rob = User.objects.create_user("rob")
    draft = save_draft(rob, coverage.id, new_update_id(), {"heading": "Gates"})
    content = UpdateContent(heading="Gates", body=(Text(html="Closed."),))
    command = PublishUpdate(update_id=draft.update_id, content=content)  # type: ignore[arg-type] # a table's string
    flow.schedule(room, draft, command, clock.now + timedelta(minutes=10), actor="ada")
    return draft


def test_nothing_is_published_before_its_moment(room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock) -> None:
    clock.now += timedelta(minutes=9, seconds=59)
    assert fire_due(room) == 0
    clock.now += timedelta(seconds=1)
    assert fire_due(room) == 1
    assert room.load(coverage.id).updates[draft.update_id].content is not None  # type: ignore[index]
    assert Outcome.objects.get().kind == "published"
    assert fire_due(room) == 0


def test_what_is_late_is_published_all_the_same_and_told(room: Newsroom, draft: Draft, clock: Clock) -> None:
    clock.now += timedelta(hours=5)
    assert fire_due(room) == 1
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.put_away_at) == ("late", None)
    assert outcome.due_at == draft.publish_at


def test_of_several_schedulers_one_publishes(room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock) -> None:
    clock.now += timedelta(hours=1)

    def fire(_: int) -> int:
        try:
            return fire_due(Newsroom(room.log, clock=clock))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(fire, range(4))) == 1
    assert len(room.load(coverage.id).updates) == 1
    assert Outcome.objects.count() == 1
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_one_that_was_killed_after_the_log_had_it_is_finished_by_the_next(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    clock.now += timedelta(minutes=10)
    Draft.objects.filter(pk=draft.pk).update(claimed_until=clock.now + timedelta(seconds=10))
    flow.publish(room, draft, actor="ada")
    assert fire_due(room) == 0
    clock.now += timedelta(seconds=11)
    assert fire_due(room) == 1
    assert len(room.load(coverage.id).updates) == 1


def test_a_clock_that_was_set_back_after_a_crash_keeps_nothing_back(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    clock.now += timedelta(minutes=10)
    Draft.objects.filter(pk=draft.pk).update(claimed_until=clock.now + timedelta(hours=1, seconds=10))
    assert fire_due(room) == 1
    assert len(room.load(coverage.id).updates) == 1


def test_a_process_whose_clock_is_behind_neither_fires_early_nor_again(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    slow = Clock(clock.now)
    behind = Newsroom(room.log, clock=slow)
    clock.now += timedelta(minutes=10)
    assert fire_due(behind) == 0
    assert fire_due(room) == 1
    slow.now += timedelta(minutes=11)
    assert fire_due(behind) == 0
    assert len(room.load(coverage.id).updates) == 1
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_a_process_whose_clock_is_ahead_publishes_once_too(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    fast = Newsroom(room.log, clock=Clock(clock.now + timedelta(hours=1)))
    assert fire_due(fast) == 1
    clock.now += timedelta(minutes=10)
    assert fire_due(room) == 0
    assert next(iter(room.load(coverage.id).updates)) == draft.update_id


def test_one_that_was_retracted_meanwhile_does_not_come_back(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    clock.now += timedelta(minutes=10)
    flow.publish(room, draft, actor="ada")
    command = RetractUpdate(update_id=draft.update_id, reason="Wrong")  # type: ignore[arg-type] # a table's string
    room.execute(coverage.id, command, actor="ada")
    head = room.load(coverage.id).head
    fire_due(room)
    assert room.load(coverage.id).head == head


def test_while_a_coverage_is_paused_it_waits_and_says_so(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    room.execute(coverage.id, PauseCoverage(), actor="ada")
    clock.now += timedelta(minutes=11)
    assert fire_due(room) == 0
    draft.refresh_from_db()
    assert "paused" in draft.why
    room.execute(coverage.id, ResumeCoverage(), actor="ada")
    clock.now += timedelta(seconds=5)
    assert fire_due(room) == 1


def test_a_revision_of_what_was_revised_meanwhile_goes_back_to_its_author_and_is_told(
    room: Newsroom, coverage: Coverage, draft: Draft, clock: Clock
) -> None:
    clock.now += timedelta(minutes=10)
    fire_due(room)
    update_id = room.load(coverage.id).updates.at(1).id
    later = save_draft(draft.author, coverage.id, update_id, {"heading": "Gates open"}, base_revision=1)
    command = ReviseUpdate(update_id=update_id, content=UpdateContent(heading="Gates open"), expected_revision=1)
    flow.schedule(room, later, command, clock.now + timedelta(minutes=10), actor="ada")
    between = ReviseUpdate(update_id=update_id, content=UpdateContent(heading="Gates ajar"))
    room.execute(coverage.id, between, actor="ben")
    clock.now += timedelta(minutes=10)
    assert fire_due(room) == 0
    later.refresh_from_db()
    assert later.state == "sent_back"
    assert Outcome.objects.filter(kind="refused", put_away_at=None).count() == 1


def test_what_is_unscheduled_is_not_published(room: Newsroom, draft: Draft, clock: Clock) -> None:
    flow.take_back(draft, actor="ada")
    clock.now += timedelta(hours=1)
    assert fire_due(room) == 0


def test_who_was_second_to_decide_is_told(draft: Draft) -> None:
    other = Draft.objects.get(pk=draft.pk)
    flow.take_back(draft, actor="ada")
    with pytest.raises(flow.DecidedMeanwhile):
        flow.take_back(other, actor="ben")


def test_what_is_being_published_is_not_taken_back(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(claimed_until=datetime.now(UTC) + timedelta(seconds=9))
    with pytest.raises(flow.DecidedMeanwhile):
        flow.take_back(draft, actor="ada")


def test_a_claim_by_a_clock_that_was_wrong_does_not_keep_a_draft_from_its_author(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(claimed_until=datetime.now(UTC) + timedelta(hours=1))
    flow.take_back(draft, actor="ada")
    assert draft.state == "draft"


def test_an_embargo_ends_a_schedule_that_once_was_claimed(draft: Draft) -> None:
    """A claim that nobody let go of, as one that was killed leaves it."""
    Draft.objects.filter(pk=draft.pk).update(claimed_until=datetime.now(UTC) - timedelta(minutes=1))
    flow.set_embargo(draft, datetime.now(UTC) + timedelta(days=3650))
    assert draft.state == "draft"
