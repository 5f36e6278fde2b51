"""The events in a stream, however it is cut into pieces, chunked and ended."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli.bench.event_stream import Decoder, Event, NotAStream

_EVENTS = [Event("change", "7", b'{"seq": 7}'), Event("message", None, b"two\nlines"), Event("beat", "8", b"{}")]
_TEXT = (
    b'id: 7\nevent: change\ndata: {"seq": 7}\n\n: a comment\n\n'
    b"data: two\ndata: lines\n\nretry: 5\n\nid:8\nevent:beat\ndata:{}\n\n"
)


def _chunks(text: bytes, sizes: list[int]) -> bytes:
    raw = b""
    for size in sizes:
        part, text = text[:size], text[size:]
        if part:
            raw += b"%X;name=value\r\n%b\r\n" % (len(part), part)
    return raw + (b"%x\r\n%b\r\n" % (len(text), text) if text else b"") + b"0\r\n\r\n"


def _cut(raw: bytes, places: list[int]) -> list[bytes]:
    ends = [0, *sorted(min(place, len(raw)) for place in places), len(raw)]
    return [raw[a:b] for a, b in itertools.pairwise(ends)]


_PLACES = st.lists(st.integers(0, 250), max_size=12)


@given(places=_PLACES, sizes=st.lists(st.integers(1, 60), max_size=6), end=st.sampled_from([b"\n", b"\r\n"]))
def test_pieces_of_any_size_hold_the_same_events(places: list[int], sizes: list[int], end: bytes) -> None:
    raw = _chunks(_TEXT.replace(b"\n", end), sizes)
    known: dict[bytes, list[Event]] = {}
    for _ in range(2):  # once more with what is known from the first reader
        decoder = Decoder(known, is_chunked=True)
        assert [event for piece in _cut(raw, places) for event in decoder.feed(piece)] == _EVENTS


@given(places=_PLACES)
def test_a_stream_without_chunks_is_read_as_it_is(places: list[int]) -> None:
    decoder = Decoder({}, is_chunked=False)
    assert [event for piece in _cut(_TEXT, places) for event in decoder.feed(piece)] == _EVENTS


@pytest.mark.parametrize("raw", [b"no length\r\n", b"-5\r\n", b"fffffffffff\r\n"])
def test_what_is_no_chunk_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAStream):
        Decoder({}, is_chunked=True).feed(raw)


def test_an_event_without_end_is_refused() -> None:
    decoder = Decoder({}, is_chunked=False)
    decoder.feed(b"x" * 2**24)
    with pytest.raises(NotAStream):
        decoder.feed(b"x")
