"""Descriptors are shared out so that streams, who waits and the rest never want more than there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.site import capacity


@pytest.mark.parametrize(
    ("descriptors", "streams", "waiting"),
    [
        (256, 64, 64),
        (512, 256, 128),
        (1_024, 768, 171),
        (4_096, 3_072, 683),
        (20_000, 18_500, 1_000),
        (65_536, 64_036, 1_000),
    ],
)
def test_streams_have_all_but_what_others_need(
    descriptors: int, streams: int, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "most_descriptors", lambda: descriptors)
    assert (capacity.most_streams(), capacity.most_waiting(streams)) == (streams, waiting)


def test_what_streams_do_not_use_may_wait_up_to_a_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "most_descriptors", lambda: 20_000)
    assert [capacity.most_waiting(streams) for streams in (0, 10_000, 15_000, 17_000)] == [5_000, 5_000, 4_500, 2_500]


@given(descriptors=st.integers(16, 100_000), used=st.floats(0, 1))
def test_all_shares_together_are_no_more_than_there_is(descriptors: int, used: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capacity, "most_descriptors", lambda: descriptors)
        streams = int(used * capacity.most_streams())
        assert 1 <= streams + capacity.most_waiting(streams) <= descriptors
