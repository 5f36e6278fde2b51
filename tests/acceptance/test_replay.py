"""A coverage once more, as if it happened now."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.acceptance.conftest import Terminal, events
from tests.acceptance.pages import SCRAPE, live_page, update

AT_ONCE = ("--max-gap", "0s")


def _times(records: list[dict[str, Any]]) -> list[datetime]:
    return [datetime.fromisoformat(r["facts"]["published_at"]) for r in records if r["type"] == "UpdatePublished"]


def test_the_sample_replays_into_an_empty_database_without_a_refusal(onrecord: Terminal) -> None:
    outcome = onrecord.does("replay", "sample", *AT_ONCE, "--json")
    report = outcome.json
    assert report["refused"] == []
    records = events(onrecord, report["slug"])
    assert len(records) == report["replayed"] + 1
    kinds = {record["type"] for record in records}
    assert kinds >= {"CoverageOpened", "CoverageRevised", "CoverageClosed", "UpdatePublished", "UpdateRevised"}
    assert kinds >= {"UpdateHeld", "UpdateRetracted", "UpdatePinned", "UpdateUnpinned", "KeyPointsSet"}
    assert sum(record["type"] == "UpdatePublished" for record in records) >= 40


def test_a_coverage_is_replayed_with_its_corrections_and_retractions(onrecord: Terminal, storm: str) -> None:
    for number in range(3):
        onrecord.does("publish", storm, "--heading", f"Update {number}", "--id", f"h{number}")
    onrecord.does("revise", storm, "h0", "--body", "New.", "--kind", "correction", "--note", "We were wrong.")
    onrecord.does("retract", storm, "h1", "--reason", "It does not stand.")
    report = onrecord.does("replay", storm, *AT_ONCE, "--json").json
    assert report["slug"] == "storm-replay"
    original, replayed = events(onrecord, storm), events(onrecord, "storm-replay")
    assert [r["type"] for r in replayed] == [r["type"] for r in original]
    assert [r["payload"] for r in replayed] == [r["payload"] for r in original]
    assert {r["facts"].get("update_id") for r in replayed}.isdisjoint({"h0", "h1", "h2"})


def test_it_is_published_now(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page([update(n, f"Update {n}", f"Text number {n} of it.") for n in (1, 31, 61)]))
    before = datetime.now(UTC)
    slug = onrecord.does("replay", "page.html", *AT_ONCE, "--json").json["slug"]
    times = _times(events(onrecord, slug))
    assert len(times) == 3
    assert before <= times[0] <= times[1] <= times[2] <= datetime.now(UTC)


def test_relative_times_are_kept_at_the_chosen_speed(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page([update(n, f"Update {n}", f"Text number {n} of it.") for n in (1, 2, 5)]))
    slug = onrecord.does("replay", "page.html", "--speed", "120", "--json").json["slug"]
    first, second, third = _times(events(onrecord, slug))
    assert timedelta(seconds=0.5) <= second - first
    assert timedelta(seconds=1.5) <= third - second


def test_without_times_updates_are_spread_evenly(onrecord: Terminal) -> None:
    scrape = "\n".join(line for line in SCRAPE.splitlines() if ":" not in line)
    started = time.monotonic()
    slug = onrecord.does("replay", "-", "--speed", "60", "--json", given=scrape.encode()).json["slug"]
    assert time.monotonic() - started >= 2
    assert len(_times(events(onrecord, slug))) == 3


def test_what_came_before_the_beginning_is_dated_back(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page([update(n, f"Update {n}", f"Text number {n} of it.") for n in (1, 31, 61)]))
    slug = onrecord.does("replay", "page.html", "--from", "1h", *AT_ONCE, "--json").json["slug"]
    first, second, third = _times(events(onrecord, slug))
    assert timedelta(minutes=59) < third - first < timedelta(minutes=61)
    assert timedelta(minutes=29) < third - second < timedelta(minutes=31)


def test_an_export_is_replayed_from_its_file(
    onrecord: Terminal, storm: str, make_terminal: Callable[[str], Terminal]
) -> None:
    onrecord.does("publish", storm, "--heading", "Go")
    archive = onrecord.does("export", storm).out
    other = make_terminal("other")
    other.write("storm.json", archive)
    report = other.does("replay", "storm.json", *AT_ONCE, "--json").json
    assert report["replayed"] == 1


def test_two_replays_do_not_meet(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "Go")
    slugs = [onrecord.does("replay", storm, *AT_ONCE, "--json").json["slug"] for _ in range(2)]
    assert slugs == ["storm-replay", "storm-replay-2"]
    assert "choose another" in onrecord.refuses("replay", storm, "--slug", storm)


@pytest.mark.parametrize("options", [["--speed", "0"], ["--speed", "-1"], ["--max-gap", "soon"], ["--from", ""]])
def test_wrong_usage_exits_with_2(onrecord: Terminal, storm: str, options: list[str]) -> None:
    assert onrecord("replay", storm, *options).status == 2


def test_what_is_neither_a_coverage_nor_a_file_is_refused(onrecord: Terminal) -> None:
    assert "no coverage" in onrecord.refuses("replay", "nowhere")
