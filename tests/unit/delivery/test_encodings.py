"""Which coding a client gets."""

import gzip
import tracemalloc
from collections.abc import Callable

import brotli  # type: ignore[import-untyped] # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.encodings import ENCODINGS, encoded, of_stream, preferred


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (b"", "identity"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip", "gzip"),
        (b"GZIP", "gzip"),
        (b"gzip;q=1.0, br;q=0.5", "gzip"),
        (b"br;q=0, gzip;q=0.1", "gzip"),
        (b"br;q=0, *", "gzip"),
        (b"*", "br"),
        (b"*;q=0", "identity"),
        (b"identity, br;q=0.5", "identity"),
        (b"gzip;q=nonsense", "identity"),
        (b"gzip ; q=0.5 , br ; q=0.4", "gzip"),
        (b"deflate", "identity"),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accept: bytes, expected: str) -> None:
    assert preferred(accept) == expected


@given(st.binary(max_size=200))
def test_any_header_gets_a_coding_of_ours(accept: bytes) -> None:
    assert preferred(accept) in ENCODINGS


@pytest.mark.parametrize("choose", [preferred, of_stream])
def test_a_long_header_is_not_kept_in_memory(choose: Callable[[bytes], str]) -> None:
    tracemalloc.start()
    try:
        for number in range(300):
            assert choose(b"gzip, %d, " % number + b"x" * 60_000) == "gzip"
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=3000))
def test_a_coding_can_be_undone(body: bytes) -> None:
    assert gzip.decompress(encoded(body, "gzip")) == body
    assert brotli.decompress(encoded(body, "br")) == body
    assert encoded(body, "gzip") == encoded(body, "gzip")
