"""Streams in gzip: any run of events can be read."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.following.packing import FLUSH, GZIP, HEAD, IDENTITY, in_coding, packed, stored

EVENTS = st.one_of(
    st.binary(max_size=300), st.builds(lambda one, times: one * times, st.binary(min_size=1), st.integers(1, 9000))
)


def unpacked(pieces: list[bytes]) -> list[bytes]:
    """What a reader has after each piece, as it comes."""
    reading = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert reading.decompress(HEAD) == b""
    return [reading.decompress(piece) for piece in pieces]


@given(st.lists(EVENTS, max_size=6), st.integers(0, 5))
def test_each_event_is_there_when_its_piece_is_wherever_the_reader_began(events: list[bytes], start: int) -> None:
    pieces = [packed(event) for event in events]
    assert unpacked(pieces[start:]) == events[start:]


@given(st.lists(st.tuples(EVENTS, st.booleans()), max_size=6))
def test_words_for_one_reader_alone_stand_between_those_for_all(events: list[tuple[bytes, bool]]) -> None:
    pieces = [stored(event) if is_own else packed(event) for event, is_own in events]
    assert unpacked(pieces) == [event for event, _ in events]


@given(EVENTS)
def test_each_piece_ends_with_the_sign_at_which_a_decoder_hands_on_what_it_has(event: bytes) -> None:
    assert packed(event).endswith(FLUSH[1:])
    assert stored(event).endswith(FLUSH[1:])


def test_the_same_event_is_the_same_bytes() -> None:
    event = b"data: the same words, the same words, the same words\n\n" * 20
    assert packed(event) == packed(event)
    assert len(packed(event)) < len(event) / 4


def test_a_stream_that_is_not_packed_is_as_it_was() -> None:
    assert in_coding(b"event", IDENTITY) == b"event"
    assert unpacked([in_coding(b"event", GZIP)]) == [b"event"]
