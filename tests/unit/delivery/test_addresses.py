"""Whom a request is counted with."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.limits.addresses import Proxies

NEAR = "10.0.0.1"
OURS = Proxies(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])


def test_who_comes_straight_is_counted_by_their_own_address() -> None:
    assert Proxies().told("8.8.4.4", None) == "8.8.4.4"
    assert Proxies().told("8.8.4.4", b"1.1.1.1") == "8.8.4.4"


def test_the_word_of_a_proxy_of_ours_holds() -> None:
    assert OURS.told(NEAR, b"8.8.4.4") == "8.8.4.4"


def test_what_the_reader_put_before_it_does_not() -> None:
    assert OURS.told(NEAR, b"1.1.1.1, 9.9.9.9, 8.8.4.4") == "8.8.4.4"


def test_a_header_without_end_is_not_remembered() -> None:
    proxies = Proxies(["10.0.0.0/8"])
    tracemalloc.start()
    try:
        for number in range(500):
            made_up = b"%d, " % number * 10_000
            assert proxies.told(NEAR, made_up + b"8.8.4.4") == "8.8.4.4"
        assert tracemalloc.get_traced_memory()[0] < 2_000_000
    finally:
        tracemalloc.stop()


def test_proxies_of_ours_in_a_row_are_passed_over() -> None:
    assert OURS.told(NEAR, b"1.1.1.1, 8.8.4.4, 192.0.2.7, 10.9.9.9") == "8.8.4.4"


def test_a_household_of_ipv6_is_one_reader_however_many_addresses_it_takes() -> None:
    here, there = OURS.told(NEAR, b"2a00:1450:4001:80b::200e"), OURS.told(NEAR, b"2a00:1450:4001:80b:ffff::1")
    assert here == there == "2a00:1450:4001:80b::/64"
    assert OURS.told(NEAR, b"2a00:1450:4001:80c::200e") != here


def test_an_old_address_in_a_new_one_is_the_old_one() -> None:
    assert Proxies().told("::ffff:8.8.4.4", None) == "8.8.4.4"


@pytest.mark.parametrize("hop", ["8.8.4.4:5031", " 8.8.4.4 "])
def test_ports_and_spaces_do_not_matter(hop: str) -> None:
    assert OURS.told(NEAR, hop.encode()) == "8.8.4.4"
    assert OURS.told(NEAR, b"[2a00:1450:4001:80b::200e]:443") == "2a00:1450:4001:80b::/64"


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.168.1.9", "10.0.0.1", None, "", "@unix", "fe80::1%eth0"])
def test_who_stands_for_many_is_not_counted(peer: str | None) -> None:
    assert Proxies().told(peer, None) is None


def test_everybody_may_be_a_proxy() -> None:
    assert Proxies(["*"]).told("9.9.9.9", b"8.8.4.4") == "8.8.4.4"


@given(st.binary(max_size=60))
def test_whatever_is_forwarded_is_survived(forwarded: bytes) -> None:
    OURS.told(NEAR, forwarded)


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="proxy"):
        Proxies(["proxy.example"])
