"""Which widths are made, and what a file is taken for."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.newsroom.darkroom.crops import CARD_SIZE, crop_box
from onrecord.newsroom.darkroom.errors import UnknownKind
from onrecord.newsroom.darkroom.kinds import AVIF, HEIC, kind_of
from onrecord.newsroom.darkroom.renditions import WIDTHS, widths_for


@given(st.integers(1, 100_000))
def test_widths_rise_to_the_picture_s_own_and_no_further(width: int) -> None:
    widths = widths_for(width)
    assert widths == sorted(set(widths))
    assert widths[-1] == min(width, WIDTHS[-1])


def test_a_width_just_below_the_picture_s_own_is_not_made() -> None:
    assert widths_for(1000) == [320, 640, 1000]
    assert widths_for(5472) == [320, 640, 960, 1280, 1920]
    assert widths_for(330) == [330]


@given(st.binary(max_size=64))
def test_a_file_is_known_or_refused(head: bytes) -> None:
    for start in (b"", b"\0\0\0\x18ftyp", b"RIFF"):
        with suppress(UnknownKind):
            assert kind_of(start + head).decoders


def test_the_brands_tell_which_of_its_kin_a_file_is() -> None:
    assert kind_of(b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf") is HEIC
    assert kind_of(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf") is AVIF
    with pytest.raises(UnknownKind, match="video"):
        kind_of(b"\0\0\0\x1cftypisom\0\0\0\0isomavc1mp41")


_SIDES, _PERCENT = st.integers(1, 30_000), st.integers(0, 100)


@given(_SIDES, _SIDES, st.tuples(_PERCENT, _PERCENT))
def test_a_crop_lies_in_the_picture_and_has_the_focal_point_in_it(
    width: int, height: int, point: tuple[int, int]
) -> None:
    left, top, right, bottom = crop_box(width, height, CARD_SIZE, point)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == width or bottom - top == height
    assert left - 1 <= width * point[0] / 100 <= right + 1
    assert top - 1 <= height * point[1] / 100 <= bottom + 1
