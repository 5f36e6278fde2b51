"""Connections that ask for nothing: so many in all and so many of an address, and those that waited longest leave."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.site.waiting_room import WaitingRoom


class Guest:
    def __init__(self, room: WaitingRoom, peer: str) -> None:
        self.room = room
        self.peer = peer
        self.is_here = True

    def cut_off(self) -> None:
        self.is_here = False
        self.room.leave(self)


def counted(peer: str | None) -> str | None:
    return None if peer == "proxy" else peer


def test_who_waited_longest_leaves_first() -> None:
    room = WaitingRoom(counted, most=lambda: 3)
    guests = [Guest(room, "proxy") for _ in range(5)]
    for guest in guests:
        room.half_open(guest)
    assert [guest.is_here for guest in guests] == [False, False, True, True, True]


def test_a_flood_of_unfinished_requests_does_not_end_those_that_are_idle() -> None:
    room = WaitingRoom(counted, most=lambda: 10)
    idle = [Guest(room, "proxy") for _ in range(4)]
    for guest in idle:
        room.idle(guest)
    for _ in range(100):
        room.half_open(Guest(room, "proxy"))
    assert all(guest.is_here for guest in idle)


def test_an_address_has_so_many_and_others_are_left_alone() -> None:
    room = WaitingRoom(counted, most=lambda: 1000, most_per_address=5)
    others = [Guest(room, f"other {number}") for number in range(20)]
    for guest in others:
        room.half_open(guest)
    alike = [Guest(room, "one") for _ in range(50)]
    for guest in alike:
        room.half_open(guest)
    assert [guest.is_here for guest in alike] == [False] * 45 + [True] * 5
    assert all(guest.is_here for guest in others)


def test_a_proxy_may_have_any_number() -> None:
    room = WaitingRoom(counted, most=lambda: 1000, most_per_address=5)
    alike = [Guest(room, "proxy") for _ in range(50)]
    for guest in alike:
        room.half_open(guest)
    assert all(guest.is_here for guest in alike)


_STEPS = st.lists(
    st.tuples(st.sampled_from(["half_open", "idle", "leave"]), st.integers(0, 30), st.sampled_from(["proxy", "a", "b"]))
)


@given(steps=_STEPS)
def test_whatever_they_do_the_room_holds_no_more(steps: list[tuple[str, int, str]]) -> None:
    room = WaitingRoom(counted, most=lambda: 8, most_per_address=3)
    guests: dict[tuple[int, str], Guest] = {}
    waiting: dict[Guest, str] = {}
    for step, number, peer in steps:
        guest = guests.setdefault((number, peer), Guest(room, peer))
        guest.is_here = True
        getattr(room, step)(guest)
        waiting[guest] = step
        here = [guest for guest, kind in waiting.items() if kind != "leave" and guest.is_here]
        assert len(room) == len(here) <= 8
        for address in "ab":
            assert sum(waiting[guest] == "half_open" and guest.peer == address for guest in here) <= 3
