"""Machines that share a database tell each other of their readers; one that may not write keeps quiet."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from onrecord.domain.ids import CoverageId
from onrecord.log.models import NodeRow
from onrecord.site.figures.node_report import NodeReport
from onrecord.site.figures.nodes import Nodes

pytestmark = pytest.mark.django_db

NORTH = NodeReport({"storm": 7}, {"storm": {"3": (7, 0.5)}})


def _of(name: str, report: NodeReport | None) -> Nodes:
    return Nodes(name, lambda: report)


def test_each_machine_reads_what_the_others_wrote_and_not_its_own() -> None:
    north, south = _of("north", NORTH), _of("south", NodeReport({"storm": 1}))
    north.look()
    south.look()
    north.look()
    assert south.told["north"][1].readers == {"storm": 7}
    assert list(south.told["north"][1].reached["storm"]["3"]) == [7, 0.5]
    assert list(north.told) == ["south"]


def test_who_has_said_nothing_for_long_is_named_and_not_counted() -> None:
    _of("north", NORTH).look()
    ages = (timedelta(minutes=10), timedelta(hours=2), timedelta(hours=30))
    south = _of("south", None)
    missed = []
    for since in (datetime.now(UTC) - age for age in ages):
        NodeRow.objects.update(at=since)
        south.look()
        assert south.told == {}
        missed.append((south.silent == {"north": since}, south.is_any_missed))
    # After an hour nobody counts on its readers; after a day nobody asks whether it still shows something.
    assert missed == [(True, True), (True, False), (False, False)]


def test_who_may_only_read_keeps_quiet_and_still_reads() -> None:
    _of("north", NORTH).look()

    def refuse(execute, statement, *rest):  # type: ignore[no-untyped-def] # Django's own shape
        from django.db import ProgrammingError

        if statement.startswith(("INSERT", "UPDATE")):
            raise ProgrammingError("permission denied for table onrecord_node")
        return execute(statement, *rest)

    south = _of("south", NORTH)
    with connection.execute_wrapper(refuse):
        south.look()
    assert list(south.told) == ["north"]
    assert not NodeRow.objects.filter(name="south").exists()


def test_what_is_no_report_says_nothing() -> None:
    NodeRow.objects.create(name="odd", at=datetime.now(UTC), says="[1")
    south = _of("south", None)
    south.look()
    assert south.told["odd"][1].readers == {}


def test_a_report_that_is_too_large_is_read_with_its_newest_events() -> None:
    reached = {f"coverage-{number}": {str(seq): (7, 0.5) for seq in range(100, 164)} for number in range(1500)}
    _of("north", NodeReport(dict.fromkeys(reached, 3), reached)).look()
    south = _of("south", None)
    south.look()
    told = south.told["north"][1]
    assert told.readers == dict.fromkeys(reached, 3)
    assert {key: list(events)[-1] for key, events in told.reached.items()} == dict.fromkeys(reached, "163")


def test_a_report_of_more_coverages_than_can_be_told_has_the_most_read() -> None:
    readers = {f"coverage-{number}-{'long' * 20}": number for number in range(20_000)}
    _of("north", NodeReport(readers)).look()
    south = _of("south", None)
    south.look()
    assert max(south.told["north"][1].readers.values()) == 19_999


def test_what_a_machine_says_of_where_it_stands_is_read() -> None:
    _of("north", NodeReport(position=20, lacking={"storm": 3})).look()
    NodeRow.objects.create(name="older", at=datetime.now(UTC), says='{"readers":{"storm":1},"reached":{}}')
    south = _of("south", None)
    south.look()
    told = {name: report for name, (_, report) in south.told.items()}
    storm = CoverageId("storm")
    assert [told["north"].has_applied(storm, seq, 20) for seq in (3, 4)] == [True, False]
    assert told["older"].has_applied(storm, 3, 20) is None
    assert told["older"].readers == {"storm": 1}
