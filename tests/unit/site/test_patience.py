"""Connections that are waited for: each for as long as it asks for more, and so many seconds beyond that."""

from collections.abc import Iterator

import pytest

from onrecord.site.patience import Patience
from onrecord.site.waiting_room import WaitingRoom
from tests.unit.site.travelling import Travelling


class Waiting:
    peer = None

    def shutdown(self) -> None:
        """Told when it is over."""

    cut_off = shutdown


class Waited:
    def __init__(self, loop: Travelling) -> None:
        self.loop = loop
        self.ended: list[Waiting] = []
        room = WaitingRoom(lambda _: None, most=lambda: 10)
        self.patience = Patience(20.0, self.ended.append, room, room.idle)

    def ask(self, connection: Waiting) -> None:
        async def ask() -> None:
            if not self.patience.has_begun_lately(connection):
                self.patience.begin(connection)

        self.loop.run_until_complete(ask())


@pytest.fixture
def waited() -> Iterator[Waited]:
    loop = Travelling()
    yield Waited(loop)
    loop.close()


def test_who_asks_for_nothing_more_is_ended(waited: Waited) -> None:
    connection = Waiting()
    waited.ask(connection)
    waited.loop.pass_to(119.0)
    assert waited.ended == []
    waited.loop.pass_to(120.1)
    assert waited.ended == [connection]


@pytest.mark.parametrize("every", [0.01, 0.3, 7.0, 19.0])
def test_who_goes_on_asking_stays_and_is_ended_after_that(waited: Waited, every: float) -> None:
    connection = Waiting()
    for times in range(int(60 / every) + 1):
        waited.loop.pass_to(100.0 + times * every)
        waited.ask(connection)
    assert waited.ended == []
    last = waited.loop.now
    # A twentieth of the time may be missing.
    waited.loop.pass_to(last + 18.9)
    assert waited.ended == []
    waited.loop.pass_to(last + 20.1)
    assert waited.ended == [connection]


def test_who_has_gone_has_not_begun_lately(waited: Waited) -> None:
    connection = Waiting()
    assert not waited.patience.has_begun_lately(connection)
    waited.ask(connection)
    assert waited.patience.has_begun_lately(connection)
    waited.patience.over(connection)
    assert not waited.patience.has_begun_lately(connection)
