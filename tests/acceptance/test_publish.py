"""A reporter's hands on the command line."""

import re

import pytest

from tests.acceptance.conftest import Terminal, events


def test_a_published_update_prints_its_id_and_its_seq(onrecord: Terminal, storm: str) -> None:
    outcome = onrecord.does("publish", storm, "--heading", "Harbour closed", "--body", "No ship may leave.")
    assert re.fullmatch(rb"[0-9a-f-]{36} 2\n", outcome.out)


def test_as_json_it_prints_the_same(onrecord: Terminal, storm: str) -> None:
    outcome = onrecord.does("publish", storm, "--heading", "Harbour closed", "--id", "h1", "--json")
    assert outcome.json == {"id": "h1", "seq": 2, "slug": "storm", "is_new": True}


def test_the_same_id_twice_succeeds_and_changes_nothing(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "Harbour closed", "--id", "h1", "--pin")
    before = onrecord.does("export", storm).out
    again = onrecord.does("publish", storm, "--heading", "Harbour closed", "--id", "h1", "--pin", "--json")
    assert again.json == {"id": "h1", "seq": 2, "slug": "storm", "is_new": False}
    assert onrecord.does("export", storm).out == before


def test_text_becomes_paragraphs_and_markup_in_it_stays_text(onrecord: Terminal, storm: str) -> None:
    body = "First <script>alert(1)</script>.\r\n\r\nSecond,\nin two lines & more.\n"
    onrecord.does("publish", storm, "--body", "-", given=body.encode())
    blocks = events(onrecord, storm)[-1]["payload"]["content"]["body"]
    assert blocks == [
        {"type": "text", "html": "First &lt;script&gt;alert(1)&lt;/script&gt;."},
        {"type": "text", "html": "Second,<br>in two lines &amp; more."},
    ]


def test_bylines_key_event_pin_and_time_are_recorded(onrecord: Terminal, storm: str) -> None:
    arguments = [
        "--heading",
        "Go",
        "--by",
        "Ida",
        "--by",
        "Bo",
        "--key-event",
        "--pin",
        "--at",
        "2026-03-01T10:00+02:00",
    ]
    onrecord.does("publish", storm, *arguments)
    published, pinned = events(onrecord, storm)[1:]
    assert [each["name"] for each in published["payload"]["content"]["contributors"]] == ["Ida", "Bo"]
    assert published["facts"]["is_key_event"] is True
    assert published["facts"]["published_at"] == "2026-03-01T08:00:00.000000Z"
    assert pinned["type"] == "UpdatePinned"


def test_a_time_without_a_zone_is_refused(onrecord: Terminal, storm: str) -> None:
    assert "zone" in onrecord.refuses("publish", storm, "--heading", "Go", "--at", "2026-03-01T10:00")


def test_an_empty_update_is_refused(onrecord: Terminal, storm: str) -> None:
    assert "heading or a body" in onrecord.refuses("publish", storm, "--body", " \n ")


def test_an_unknown_coverage_is_refused_with_what_to_do(onrecord: Terminal) -> None:
    assert "onrecord open" in onrecord.refuses("publish", "nowhere", "--heading", "Go")


@pytest.mark.parametrize("given", [b"\xff\xfe\x00", b"caf\xe9", b"\xed\xa0\x80"])
def test_what_is_not_utf8_is_refused(onrecord: Terminal, storm: str, given: bytes) -> None:
    assert "UTF-8" in onrecord.refuses("publish", storm, "--body", "-", given=given)


def test_more_than_an_update_can_hold_is_refused(onrecord: Terminal, storm: str) -> None:
    assert "split it" in onrecord.refuses("publish", storm, "--body", "-", given=b"word " * 1_000_000)


def test_control_characters_and_overrides_do_not_reach_the_log(onrecord: Terminal, storm: str) -> None:
    onrecord.does(
        "publish",
        storm,
        "--heading",
        "a\x1b[31mb\u202ec\x07d",
        "--body",
        "-",
        given=b"e\x00f\x9bg".replace(b"\x9b", b""),
    )
    content = events(onrecord, storm)[-1]["payload"]["content"]
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", content["heading"] + content["body"][0]["html"])


def test_a_word_of_100000_letters_is_published(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--body", "-", given=b"a" * 100_000)
    assert len(events(onrecord, storm)[-1]["payload"]["content"]["body"][0]["html"]) == 100_000


@pytest.mark.parametrize("wanted", ["", "../x", "a b", "-", "x" * 65, "é"])
def test_an_id_that_cannot_stand_in_an_address_is_wrong_usage(onrecord: Terminal, storm: str, wanted: str) -> None:
    assert onrecord("publish", storm, "--heading", "Go", "--id", wanted).status == 2


@pytest.mark.parametrize(
    "arguments", [[], ["storm", "--nonsense"], ["storm", "more", "--heading", "x"], ["storm", "--at", "noon"]]
)
def test_wrong_usage_exits_with_2(onrecord: Terminal, arguments: list[str]) -> None:
    outcome = onrecord("publish", *arguments)
    assert outcome.status == 2
    assert "Usage:" in outcome.err


def test_a_slug_that_is_taken_is_refused(onrecord: Terminal, storm: str) -> None:
    assert "choose another" in onrecord.refuses("open", "Another storm", "--slug", storm)


def test_without_a_slug_a_headline_that_was_used_gets_a_number(onrecord: Terminal) -> None:
    assert [onrecord.does("open", "Same storm").out for _ in range(2)] == [b"same-storm\n", b"same-storm-2\n"]


@pytest.mark.parametrize(
    "arguments", [["x", "--slug", "desk"], ["x", "--language", "no such"], ["x", "--time-zone", "Mars/Base"], [" "]]
)
def test_a_coverage_that_cannot_be_is_refused(onrecord: Terminal, arguments: list[str]) -> None:
    onrecord.refuses("open", *arguments)


def test_a_correction_needs_a_note(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "4.2 metres", "--id", "h1")
    correction = ["revise", storm, "h1", "--heading", "3.7 metres", "--kind", "correction"]
    assert "what was wrong" in onrecord.refuses(*correction)
    onrecord.does(*correction, "--note", "We wrote 4.2 metres.")
    revised = events(onrecord, storm)[-1]
    assert (revised["facts"]["revision_kind"], revised["payload"]["note"]) == ("correction", "We wrote 4.2 metres.")


def test_a_revision_keeps_what_it_does_not_name(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "Old", "--body", "Text.", "--by", "Ida", "--id", "h1")
    outcome = onrecord.does("revise", storm, "h1", "--heading", "New", "--json")
    assert outcome.json == {"id": "h1", "seq": 3, "slug": "storm", "revision": 2}
    content = events(onrecord, storm)[-1]["payload"]["content"]
    assert content["heading"] == "New"
    assert (content["body"][0]["html"], content["contributors"][0]["name"]) == ("Text.", "Ida")


def test_hold_release_and_retract_are_events_of_their_own(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "In doubt", "--id", "h1")
    onrecord.does("hold", storm, "h1")
    onrecord.does("release", storm, "h1")
    assert "reason" in onrecord.refuses("retract", storm, "h1", "--reason", " ")
    onrecord.does("retract", storm, "h1", "--reason", "It does not stand.", "--json")
    assert "retracted" in onrecord.refuses("hold", storm, "h1")
    assert [record["type"] for record in events(onrecord, storm)[2:]] == [
        "UpdateHeld",
        "UpdateReleased",
        "UpdateRetracted",
    ]


def test_the_log_names_who_published(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "Go", USER="ida", LOGNAME="ida")
    assert events(onrecord, storm)[-1]["actor"] == "cli:ida"
