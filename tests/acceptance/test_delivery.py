"""What readers get, switched from a terminal."""

import pytest

from tests.acceptance.conftest import Terminal


def test_all_is_live_at_first(onrecord: Terminal) -> None:
    assert onrecord.does("delivery", "--json").json == {"coverage": None, "mode": "live", "interval_seconds": 3}


def test_what_is_switched_holds_until_it_is_switched_back(onrecord: Terminal) -> None:
    onrecord.does("delivery", "poll", "--interval", "20")
    assert onrecord.does("delivery").out == b"all coverages: poll, every 20 s\n"
    onrecord.does("delivery", "live")
    assert onrecord.does("delivery").out == b"all coverages: live\n"


def test_one_coverage_is_switched_alone(onrecord: Terminal, storm: str) -> None:
    onrecord.does("delivery", "static", "--coverage", storm)
    told = onrecord.does("delivery", "--coverage", storm, "--json").json
    assert told == {"coverage": storm, "mode": "static", "interval_seconds": 60}
    assert onrecord.does("delivery", "--json").json["mode"] == "live"


def test_a_coverage_that_is_not_there_is_refused(onrecord: Terminal) -> None:
    assert "no coverage nowhere" in onrecord.refuses("delivery", "static", "--coverage", "nowhere")


@pytest.mark.parametrize("wrong", [("off",), ("poll", "--interval", "0"), ("poll", "--interval", "301")])
def test_what_cannot_be_switched_is_wrong_usage(onrecord: Terminal, wrong: tuple[str, ...]) -> None:
    assert onrecord("delivery", *wrong).status == 2
