"""When an event says that it was made."""

import json

import pytest

from onrecord.cli.bench.stamps import stamp


@pytest.mark.parametrize(
    "said",
    [
        {"at": "2026-02-16T14:05:09Z"},
        {"at": "2026-02-16T15:05:09+01:00"},
        {"timestamp": 1771250709},
        {"ts": 1771250709000},
        {"time": "1771250709"},
        1771250709.0,
        "2026-02-16T14:05:09",
    ],
)
def test_a_time_is_read_in_the_forms_that_servers_give_it(said: object) -> None:
    assert stamp(json.dumps(said).encode()) == 1771250709


@pytest.mark.parametrize(
    "said", [b"", b"words", b"{}", b"true", b"17", b'{"at": "soon"}', b'{"at": null}', b"[" * 9999]
)
def test_what_is_no_time_is_none(said: bytes) -> None:
    assert stamp(said) is None
