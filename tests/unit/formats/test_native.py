"""The project's own export."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from onrecord.domain.events import PayloadRedacted, RecordedEvent
from onrecord.formats import native
from onrecord.formats.drafts import ImportRefused
from onrecord.log import LogRecord
from onrecord.log.codec import encode
from tests.strategies import histories

_SALT = "0123456789abcdef" * 2


def _records(history: Sequence[RecordedEvent]) -> list[LogRecord]:
    """As the log keeps them: what was redacted is gone."""
    erased = {seq for r in history if isinstance(r.event, PayloadRedacted) for seq in r.event.seqs}
    records = [encode(recorded, salt=_SALT) for recorded in history]
    return [replace(r, payload=None, salt=None) if r.seq in erased else r for r in records]


def _export(records: Sequence[LogRecord]) -> bytes:
    return b"".join(native.write(records))


@given(histories())
def test_what_was_written_is_read_back(history: list[RecordedEvent]) -> None:
    records = _records(history)
    assert native.read(_export(records)) == records


@given(histories())
def test_a_large_export_is_read_line_by_line(history: list[RecordedEvent]) -> None:
    records = _records(history)
    assert native.read_lines(_export(records).splitlines(keepends=True)) == records


@given(histories())
def test_an_export_that_was_laid_out_anew_is_read_as_well(history: list[RecordedEvent]) -> None:
    records = _records(history)
    anew = json.dumps(json.loads(_export(records)), indent=4).encode()
    assert native.is_like(anew)
    assert native.read(anew) == records


@given(histories())
def test_it_is_one_json_document(history: list[RecordedEvent]) -> None:
    document = json.loads(_export(_records(history)))
    assert document["onrecord_export"] == 1
    assert [record["seq"] for record in document["records"]] == [recorded.seq for recorded in history]


@given(histories())
def test_the_same_coverage_gives_the_same_bytes(history: list[RecordedEvent]) -> None:
    assert _export(_records(history)) == _export(native.read(_export(_records(history))))


@given(histories(most=4))
def test_an_export_cut_off_anywhere_is_refused(history: list[RecordedEvent]) -> None:
    whole = _export(_records(history)).rstrip()
    for cut in range(0, len(whole), 41):
        with pytest.raises(ImportRefused):
            native.read(whole[:cut])
        with pytest.raises(ImportRefused):
            native.read_lines(whole[:cut].splitlines(keepends=True))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b'{"onrecord_export": 2, "records": []}',
        b'{"onrecord_export": 1, "records": []}',
        b'{"onrecord_export": 1, "records": {}}',
        b'{"onrecord_export": 1, "records": [{}]}',
        b'{"onrecord_export": 1, "records": [' + b"[" * 100_000,
        b'{"onrecord_export": 1, "records": [\xff\xfe]}',
    ],
)
def test_what_is_no_export_is_refused_with_a_reason(document: bytes) -> None:
    for read in (native.read, lambda data: native.read_lines(data.splitlines(keepends=True))):
        with pytest.raises(ImportRefused, match=r"\w+ .{10,}"):
            read(document)


def test_nothing_may_follow_the_end_of_a_large_export() -> None:
    with pytest.raises(ImportRefused, match="follows"):
        native.read_lines([b'{"onrecord_export":1,"records":[\n', b"]}\n", b"more\n"])


@pytest.mark.parametrize("page", [b"", b"<html>", b'{"headline": "x"}', b'"onrecord_export"', b"[" + b" " * 300])
def test_other_documents_are_not_taken_for_exports(page: bytes) -> None:
    assert not native.is_like(page)
