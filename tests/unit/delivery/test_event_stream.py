"""What we send, and the tests' own parser of it, against the standard's rules, cut at any byte."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.following.frames import sse_event
from tests.event_stream import EventStreamParser, StreamEvent

CASES = Path(__file__).parents[4] / "shared/standards/sse/sse-parse-cases.json"


@pytest.mark.samples
def test_the_tests_parser_reads_streams_as_the_standard_says() -> None:
    if not CASES.exists():
        pytest.skip(f"NOT RUN: {CASES.name} is not beside the repository")
    cases: list[dict[str, Any]] = json.loads(CASES.read_text())
    for case in cases:
        stream = base64.b64decode(case["stream_b64"])
        expected = [StreamEvent(event["type"], event["data"], event["last_event_id"]) for event in case["events"]]
        whole = EventStreamParser().feed(stream)
        bytewise = EventStreamParser()
        assert whole == expected, case["name"]
        assert [event for byte in stream for event in bytewise.feed(bytes([byte]))] == expected, case["name"]


any_text = st.text(st.characters(exclude_categories=[]), max_size=40)
any_json = st.dictionaries(any_text, any_text | st.lists(any_text) | st.none() | st.integers())
sent = st.lists(st.tuples(st.sampled_from(["change", "beat", "reset"]), st.integers(0, 10**9), any_json), max_size=4)


@given(sent, st.data())
def test_events_read_the_same_wherever_the_line_is_cut(
    events: list[tuple[str, int, dict[str, Any]]], data: st.DataObject
) -> None:
    stream = b"".join(sse_event(name, seq, told, retry_ms=seq % 2 or None) for name, seq, told in events)
    cut = data.draw(st.integers(0, len(stream)))
    parser = EventStreamParser()
    read = parser.feed(stream[:cut]) + parser.feed(stream[cut:])
    assert [(event.type, event.last_event_id) for event in read] == [(name, str(seq)) for name, seq, _ in events]
    assert [json.loads(event.data) for event in read] == [_storable(told) for _, _, told in events]


@given(sent)
def test_every_event_ends_with_an_empty_line_and_is_one_line_of_data(
    events: list[tuple[str, int, dict[str, Any]]],
) -> None:
    for name, seq, told in events:
        event = sse_event(name, seq, told)
        assert event.startswith(b"id: ")
        assert event.endswith(b"\n\n")
        assert event.count(b"\n") == 4
        assert b"\r" not in event


def _storable(told: Any) -> Any:
    """What a lone surrogate becomes, as it has no UTF-8."""
    return json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
