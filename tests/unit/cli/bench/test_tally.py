"""What is missing and what is doubled, reader by reader."""

from onrecord.cli.bench.figures import Delivered, delivered
from onrecord.cli.bench.tally import Record, Tally


class Readers:
    """Some readers in one process, and what they are sent."""

    def __init__(self, count: int) -> None:
        self.tally = Tally()
        self.records = [self.tally.join() for _ in range(count)]
        self.now = 100.0

    def begin(self) -> "Readers":
        self.tally.begin()
        return self

    def send(self, event_id: str | None, *to: Record) -> None:
        for record in to or self.records:
            self.now += 0.001
            self.tally.note(record, event_id, b"{}", self.now)

    def end(self, **published: float) -> Delivered:
        return delivered([self.tally.end()], {name.removeprefix("n"): at for name, at in published.items()})


def test_who_has_all_once_lacks_nothing() -> None:
    readers = Readers(3).begin()
    for event_id in "abc":
        readers.send(event_id)
    found = readers.end()
    assert (found.events, found.deliveries, found.missing, found.doubled) == (3, 9, 0, 0)


def test_each_reader_who_was_passed_over_counts() -> None:
    readers = Readers(3).begin()
    readers.send("a")
    readers.send("b", readers.records[0])
    assert readers.end().missing == 2


def test_what_nobody_had_is_missing_to_all() -> None:
    readers = Readers(3).begin()
    readers.send("1")
    assert readers.end(n1=99.0, n2=99.5).missing == 3


def test_what_came_twice_is_doubled() -> None:
    readers = Readers(2).begin()
    readers.send("a")
    readers.send("a", readers.records[1])
    found = readers.end()
    assert (found.deliveries, found.doubled) == (2, 1)


def test_what_came_before_the_beginning_does_not_count() -> None:
    readers = Readers(2)
    readers.send("old", readers.records[0])
    readers.begin()
    readers.send("old", readers.records[0])
    readers.send("new")
    found = readers.end()
    assert (found.events, found.missing, found.doubled) == (1, 0, 0)


def test_who_comes_later_is_owed_what_follows_on_the_first_that_came() -> None:
    readers = Readers(1).begin()
    readers.send("a")
    late = readers.tally.join()
    for event_id in "bc":
        readers.send(event_id, readers.records[0], late)
    readers.send("d", readers.records[0])
    assert readers.end().missing == 1


def test_who_goes_is_owed_nothing_that_comes_after() -> None:
    readers = Readers(2).begin()
    readers.send("a")
    readers.send("b", readers.records[0])
    readers.send("c")
    readers.tally.leave(readers.records.pop())
    readers.send("d")
    assert readers.end().missing == 1


def test_who_left_before_anything_came_lacks_nothing() -> None:
    readers = Readers(2).begin()
    readers.tally.leave(readers.records.pop())
    readers.send("a")
    assert readers.end().missing == 0


def test_an_event_without_an_id_is_only_counted() -> None:
    readers = Readers(2).begin()
    readers.send(None)
    found = readers.end()
    assert (found.events, found.without_id, found.missing) == (0, 2, 0)


def test_a_process_that_saw_nothing_of_an_event_lacks_it_for_each_reader() -> None:
    first, second = Readers(2).begin(), Readers(3).begin()
    first.send("a")
    assert delivered([first.tally.end(), second.tally.end()], {}).missing == 3


def test_times_count_from_publishing() -> None:
    readers = Readers(2).begin()
    readers.send("1")
    found = readers.end(n1=100.0)
    assert found.measured_from == "publishing"
    assert found.last is not None
    assert abs(found.last.longest - 0.002) < 1e-5


def test_without_a_time_in_the_event_they_count_from_the_first_reader() -> None:
    readers = Readers(2).begin()
    readers.send("1")
    found = readers.end()
    assert found.measured_from == "the first reader who had it"
    assert found.times is not None
    assert abs(found.times.longest - 0.001) < 1e-5
