"""Events as JSON: nothing lost, one spelling, and what was once written can be read for ever."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain.blocks import FocalPoint, Image, block_kinds
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import CoveragePaused, RecordedEvent, UpdateHeld
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.log import LogRecord, UnreadableRecord, UnwritableEvent
from onrecord.log.codec import (
    EVENT_TYPES,
    canonical_bytes,
    check_digest,
    content_from_json,
    content_to_json,
    decode,
    decode_time,
    encode,
    encode_time,
    payload_digest,
)
from onrecord.log.exported import from_json, to_json
from tests.strategies import events_by_type, recorded_events, times

# Written once and never edited: what they say must be readable for ever.
FIXTURES = Path(__file__).parents[2] / "data" / "events" / "v1"
NOW = datetime(2026, 2, 16, 14, 5, tzinfo=UTC)


def _fixture(name: str) -> tuple[LogRecord, str]:
    fixture = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return from_json(fixture["record"]), fixture["canonical_bytes_sha256"]


def _published() -> LogRecord:
    return _fixture("UpdatePublished")[0]


def test_every_event_type_has_a_fixture_and_a_strategy() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(EVENT_TYPES)
    assert set(events_by_type) == set(EVENT_TYPES.values())


def test_every_kind_of_block_is_in_a_fixture() -> None:
    body = (_published().payload or {})["content"]["body"]
    assert {block["type"] for block in body} == set(block_kinds())


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_what_was_once_written_is_read_and_written_the_same(name: str) -> None:
    record, digest = _fixture(name)
    assert encode(decode(record), salt=record.salt) == record
    assert hashlib.sha256(canonical_bytes(record)).hexdigest() == digest
    check_digest(record)


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_an_erasure_leaves_the_facts_and_the_canonical_bytes(name: str) -> None:
    record, digest = _fixture(name)
    erasable = EVENT_TYPES[name].erasable
    if not erasable:
        return
    erased = replace(record, payload=None, salt=None)
    assert hashlib.sha256(canonical_bytes(erased)).hexdigest() == digest
    check_digest(erased)
    event = decode(erased).event
    assert all(getattr(event, field) is None for field in erasable)
    assert replace(event, **{field: getattr(decode(record).event, field) for field in erasable}) == decode(record).event


@given(recorded_events)
def test_every_event_comes_back_as_it_was(recorded: RecordedEvent) -> None:
    record = encode(recorded)
    assert decode(record) == recorded
    check_digest(record)


@given(recorded_events)
def test_every_record_comes_back_from_json_text_as_it_was(recorded: RecordedEvent) -> None:
    record = encode(recorded)
    assert from_json(json.loads(json.dumps(to_json(record)))) == record


@given(recorded_events, st.randoms())
def test_canonical_bytes_do_not_depend_on_the_order_of_fields(recorded: RecordedEvent, chance: Any) -> None:
    record = encode(recorded)
    names = list(record.facts)
    chance.shuffle(names)
    assert canonical_bytes(replace(record, facts={name: record.facts[name] for name in names})) == canonical_bytes(
        record
    )


def test_a_picture_without_what_came_later_is_written_as_before_it_came() -> None:
    image = Image(url="/media/a.jpg")
    assert set(content_to_json(UpdateContent(body=(image,)))["body"][0]) == {
        "type", "url", "alt", "caption", "credit_line", "width", "height", "renditions"
    }  # fmt: skip
    pointed = UpdateContent(body=(replace(image, focal_point=FocalPoint(x=30, y=0)),))
    assert content_to_json(pointed)["body"][0]["focal_point"] == {"x": 30, "y": 0}
    assert content_from_json(content_to_json(pointed)) == pointed


def test_canonical_bytes_are_spelled_like_this() -> None:
    event = UpdateHeld(update_id=UpdateId("é"))
    at = NOW.astimezone(timezone(timedelta(hours=2)))
    record = encode(RecordedEvent(coverage_id=CoverageId("c"), seq=3, at=at, actor="ada", event=event), salt="00" * 16)
    digest = hashlib.sha256(bytes(16) + b"{}").hexdigest()
    assert canonical_bytes(record).decode() == (
        '{"actor":"ada","at":"2026-02-16T14:05:00.000000Z","coverage_id":"c","facts":{"update_id":"é"},'
        f'"payload_digest":"{digest}","seq":3,"type":"UpdateHeld","v":1,"version":1}}'
    )


def test_each_record_has_a_salt_of_its_own() -> None:
    recorded = RecordedEvent(coverage_id=CoverageId("c"), seq=1, at=NOW, actor="ada", event=CoveragePaused())
    assert encode(recorded).salt != encode(recorded).salt


@given(times)
def test_times_come_back_as_the_same_moment_in_utc(at: datetime) -> None:
    back = decode_time(encode_time(at))
    assert back == at
    assert back.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    ["", "Z", "2026-02-16", "2026-02-16T14:05:00Z", "2026-02-16T14:05:00.000000+00:00", "2026-02-16 14:05:00.000000Z",
     "2026-W08-1T14:05:00.000000Z", "2026-02-30T14:05:00.000000Z", "٢٠٢٦-02-16T14:05:00.000000Z", 5, None],
)  # fmt: skip
def test_times_have_one_spelling(text: object) -> None:
    with pytest.raises(ValueError, match="time"):
        decode_time(text)


def test_an_event_with_what_json_cannot_carry_is_not_written() -> None:
    for event in (UpdateHeld(update_id=UpdateId("\ud800")), UpdateHeld(update_id=2**60)):  # type: ignore[arg-type]
        with pytest.raises(UnwritableEvent, match="UpdateHeld"):
            encode(RecordedEvent(coverage_id=CoverageId("c"), seq=1, at=NOW, actor="ada", event=event))
    with pytest.raises(UnwritableEvent):
        encode(
            RecordedEvent(
                coverage_id=CoverageId("c"), seq=1, at=NOW.replace(tzinfo=None), actor="ada", event=CoveragePaused()
            )
        )


def _without(mapping: Any, name: str) -> dict[str, Any]:
    return {key: value for key, value in dict(mapping).items() if key != name}


def _with_content(**fields: Any) -> dict[str, Any]:
    return {"content": {**(_published().payload or {})["content"], **fields}}


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "UpdateForgotten"},
        {"type": ["UpdatePublished"]},
        {"version": 2},
        {"facts": []},
        {"facts": {}},
        {"facts": _without(_published().facts, "update_id")},
        {"facts": {**_published().facts, "colour": "red"}},
        {"facts": {**_published().facts, "content": None}},
        {"facts": {**_published().facts, "update_id": 7}},
        {"facts": {**_published().facts, "is_key_event": 1}},
        {"facts": {**_published().facts, "is_key_event": "true"}},
        {"facts": {**_published().facts, "published_at": "yesterday"}},
        {"payload": {}},
        {"payload": [("content", None)]},
        {"payload": {**_with_content(), "extra": 1}},
        {"payload": {"content": "words"}},
        {"payload": {"content": []}},
        {"payload": _with_content(colour="red")},
        {"payload": _with_content(labels="abc")},
        {"payload": _with_content(labels={"a": 1})},
        {"payload": _with_content(body=[None])},
        {"payload": _with_content(body=[{"type": "hologram"}])},
        {"payload": _with_content(body=[{"type": ["text"]}])},
        {"payload": _with_content(body=[{"html": "no type"}])},
        {"payload": _with_content(body=[{"type": "text", "html": "x", "onload": "y"}])},
        {"payload": _with_content(body=[{"type": "heading", "text": "x", "level": 3.0}])},
        {"payload": _with_content(body=[{"type": "heading", "text": "x", "level": True}])},
    ],
)
def test_a_record_of_another_shape_is_unreadable(changes: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecord, match="that this program can read"):
        decode(replace(_published(), **changes))


def test_a_record_without_payload_is_unreadable_where_nothing_could_be_erased() -> None:
    record, _ = _fixture("CoveragePaused")
    with pytest.raises(UnreadableRecord):
        decode(replace(record, payload=None, salt=None))


@pytest.mark.parametrize(
    "changes",
    [
        {"salt": None},
        {"salt": "00"},
        {"salt": "Z" * 32},
        {"payload": None},
        {"payload": {"content": None}},
        {"payload": {"content": 1.5, "deep": {"er": float("nan")}}},
        {"payload_digest": "0" * 64},
        {"payload_digest": _published().payload_digest.upper()},
        {"payload_digest": None},
    ],
)
def test_a_payload_that_is_not_the_one_that_was_hashed_is_found_out(changes: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecord):
        check_digest(replace(_published(), **changes))


def test_a_payload_nested_without_end_is_unreadable() -> None:
    nested: dict[str, Any] = {}
    for _ in range(5_000):
        nested = {"content": nested}
    for read in (check_digest, decode):
        with pytest.raises(UnreadableRecord):
            read(replace(_published(), payload=nested))


def test_the_digest_of_a_payload_depends_on_its_salt() -> None:
    assert payload_digest("00" * 16, {"reason": "x"}) != payload_digest("01" * 16, {"reason": "x"})


@pytest.mark.parametrize("name", sorted(to_json(_published())))
def test_an_exported_record_has_exactly_its_fields_of_their_types(name: str) -> None:
    good = to_json(_published())
    for bad in ({**good, name: [1]}, {**good, name: True}, _without(good, name), {**good, "more": 1}, None, [good]):
        with pytest.raises(UnreadableRecord):
            from_json(bad)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(EVENT_TYPES)), st.data())
def test_whatever_stands_in_a_record_it_is_read_or_refused(name: str, data: st.DataObject) -> None:
    value = to_json(_fixture(name)[0])
    where: Any = value
    for _ in range(data.draw(st.integers(0, 4))):
        keys = sorted(where) if isinstance(where, dict) else list(range(len(where))) if isinstance(where, list) else []
        deeper = [key for key in keys if isinstance(where[key], dict | list) and where[key]]
        if not deeper:
            break
        where = where[data.draw(st.sampled_from(deeper))]
    key = data.draw(st.sampled_from(sorted(where) if isinstance(where, dict) else list(range(len(where)))))
    where[key] = data.draw(json_values)
    try:
        record = from_json(value)
        check_digest(record)
        recorded = decode(record)
    except UnreadableRecord:
        return
    assert isinstance(recorded, RecordedEvent)
