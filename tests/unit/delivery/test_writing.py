"""One piece to many descriptors: what each took, whatever happens to those beside it."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from onrecord.delivery.streams.reader import GONE
from onrecord.delivery.streams.writing import write_to_all

PIECE = b"piece" * 100


class Pair:
    """A descriptor to write to, and its other end."""

    def __init__(self, stack: ExitStack) -> None:
        near, self.far = (stack.enter_context(end) for end in socket.socketpair())
        near.setblocking(False)
        self.far.setblocking(False)
        self.near = near
        self.fd = near.fileno()

    def fill(self) -> None:
        """From now on there is no room."""
        try:
            while True:
                os.write(self.fd, bytes(4096))
        except BlockingIOError:
            pass


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    with ExitStack() as stack:
        yield [Pair(stack) for _ in range(7)]


def test_each_takes_the_piece_once(pairs: list[Pair]) -> None:
    assert write_to_all([pair.fd for pair in pairs], PIECE) == [len(PIECE)] * 7
    assert [pair.far.recv(4096) for pair in pairs] == [PIECE] * 7


def test_to_nobody_nothing_is_written() -> None:
    assert write_to_all([], PIECE) == []


def test_those_without_room_and_those_who_are_gone_are_told_in_their_places(pairs: list[Pair]) -> None:
    for number in (0, 3, 4):
        pairs[number].fill()
    for number in (1, 6):
        pairs[number].far.close()
    size = len(PIECE)
    assert write_to_all([pair.fd for pair in pairs], PIECE) == [0, GONE, size, 0, 0, size, GONE]
    assert [pairs[number].far.recv(4096) for number in (2, 5)] == [PIECE] * 2


def test_where_all_are_gone_it_ends(pairs: list[Pair]) -> None:
    for pair in pairs:
        pair.far.close()
    assert write_to_all([pair.fd for pair in pairs], PIECE) == [GONE] * 7


def test_who_has_room_for_a_part_takes_that_part(pairs: list[Pair]) -> None:
    line, piece = pairs[1], bytes(1 << 22)
    taken = write_to_all([line.fd, pairs[2].fd], piece)
    assert all(0 < written < len(piece) for written in taken)
