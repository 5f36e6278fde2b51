"""What every log promises, on each backend."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import pairwise

import pytest
from django.db import connections

from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.errors import BadId, SlugTaken, UnstorableText
from onrecord.domain.events import CoveragePaused, CoverageRevised, Event, PayloadRedacted, UpdatePublished
from onrecord.domain.ids import CoverageId
from onrecord.log import FoldedCoverages, Follower, Head, Log, SeqConflict, UnreadableRecord, UnwritableEvent
from onrecord.log.codec import canonical_bytes
from tests.contract.casting import ELECTION, FLOOD, NOW, append_after_all, open_flood, opened, published


def test_events_are_read_as_they_were_appended(log: Log) -> None:
    first = log.append(FLOOD, 0, [opened(), published(1)], at=NOW, actor="ada")
    second = log.append(FLOOD, 2, [published(2)], at=NOW, actor="bo")
    assert list(log.read(FLOOD)) == first + second
    assert [(r.seq, r.event, r.at, r.actor) for r in first + second] == [
        (1, opened(), NOW, "ada"),
        (2, published(1), NOW, "ada"),
        (3, published(2), NOW, "bo"),
    ]


def test_times_are_told_in_utc(log: Log) -> None:
    kyiv = NOW.astimezone(timezone(timedelta(hours=2)))
    (recorded,) = log.append(FLOOD, 0, [opened()], at=kyiv, actor="ada")
    assert recorded.at == NOW
    assert recorded.at.utcoffset() == timedelta(0)
    assert next(iter(log.read(FLOOD))).at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_an_append_after_another_seq_than_the_head_is_refused_and_changes_nothing(log: Log, expected: int) -> None:
    log.append(FLOOD, 0, [opened(), published(1)], at=NOW, actor="ada")
    with pytest.raises(SeqConflict):
        log.append(FLOOD, expected, [published(2) if expected else opened("other")], at=NOW, actor="bo")
    assert [r.seq for r in log.read(FLOOD)] == [1, 2]
    assert log.find("other") is None


def test_a_coverage_that_does_not_exist_cannot_be_continued(log: Log) -> None:
    with pytest.raises(SeqConflict):
        log.append(FLOOD, 1, [published(1)], at=NOW, actor="ada")
    assert log.heads() == []


def test_a_slug_belongs_to_one_coverage(log: Log) -> None:
    open_flood(log)
    with pytest.raises(SlugTaken):
        log.append(ELECTION, 0, [opened("flood"), published(1)], at=NOW, actor="bo")
    assert log.head(ELECTION) is None
    assert list(log.read(ELECTION)) == []


def test_a_batch_that_cannot_be_written_is_not_recorded_in_part(log: Log) -> None:
    open_flood(log)
    unwritable = published(2, "half of a pair: \ud800")
    with pytest.raises(UnwritableEvent):
        log.append(FLOOD, 1, [published(1), unwritable], at=NOW, actor="ada")
    assert [r.seq for r in log.read(FLOOD)] == [1]


def test_an_append_needs_an_event(log: Log) -> None:
    open_flood(log)
    with pytest.raises(ValueError, match="at least one event"):
        log.append(FLOOD, 1, [], at=NOW, actor="ada")


def test_only_the_first_event_opens_a_coverage(log: Log) -> None:
    batches: list[tuple[int, list[Event]]] = [(0, [published(1)]), (0, [opened(), opened()]), (1, [opened()])]
    for expected, events in batches:
        with pytest.raises(ValueError, match="opened by its first event"):
            log.append(FLOOD, expected, events, at=NOW, actor="ada")


def test_an_id_that_is_no_address_is_refused(log: Log) -> None:
    with pytest.raises(BadId):
        log.append(CoverageId("a/b"), 0, [opened()], at=NOW, actor="ada")


def test_an_actor_that_no_database_stores_is_refused(log: Log) -> None:
    with pytest.raises(UnstorableText):
        log.append(FLOOD, 0, [opened()], at=NOW, actor="a\0da")


def test_words_come_back_exactly(log: Log) -> None:
    words = "NUL \0, \u202eright to left\u202c, 👩🏽‍🚒, é é, \u2028, \x7f, \ufffe " + "long" * 30_000
    log.append(FLOOD, 0, [opened(), published(1, words)], at=NOW, actor="ÄÖ 記者")
    (_, recorded) = log.read(FLOOD)
    assert recorded.event == published(1, words)
    assert recorded.actor == "ÄÖ 記者"


def test_reading_starts_after_a_seq_and_stops_at_a_limit(log: Log) -> None:
    log.append(FLOOD, 0, [opened(), *(published(number) for number in range(1, 6))], at=NOW, actor="ada")
    assert [r.seq for r in log.read(FLOOD, after=2)] == [3, 4, 5, 6]
    assert [r.seq for r in log.read(FLOOD, after=2, limit=2)] == [3, 4]
    assert [r.seq for r in log.read(FLOOD, after=6)] == []
    assert [r.seq for r in log.read(FLOOD, after=99)] == []
    assert [r.seq for r in log.read(FLOOD, limit=0)] == []
    assert [r.seq for r in log.records(FLOOD, after=4)] == [5, 6]


def test_a_long_coverage_is_read_whole(log: Log) -> None:
    events: list[Event] = [opened(), *(published(number) for number in range(1, 1300))]
    log.append(FLOOD, 0, events, at=NOW, actor="ada")
    assert [r.event for r in log.read(FLOOD)] == events
    assert [r.seq for r in log.read(FLOOD, limit=1200)] == list(range(1, 1201))


def test_an_unknown_coverage_has_no_events_and_no_head(log: Log) -> None:
    assert list(log.read(FLOOD)) == []
    assert log.head(FLOOD) is None
    assert log.find("flood") is None


def test_heads_tell_where_every_coverage_stands_in_the_order_of_their_opening(log: Log) -> None:
    open_flood(log)
    log.append(ELECTION, 0, [opened("election"), published(1)], at=NOW, actor="bo")
    log.append(FLOOD, 1, [CoveragePaused()], at=NOW, actor="ada")
    assert [(head.coverage_id, head.slug, head.seq) for head in log.heads()] == [
        (FLOOD, "flood", 2),
        (ELECTION, "election", 2),
    ]
    assert log.find("election") == log.head(ELECTION)


def test_a_redaction_erases_what_it_names_and_nothing_else(log: Log) -> None:
    log.append(FLOOD, 0, [opened(), published(1), published(2), CoveragePaused()], at=NOW, actor="ada")
    before = list(log.records(FLOOD))
    redaction = PayloadRedacted(seqs=(2, 4, 77), reason="A court order", update_id=published(1).update_id)
    log.append(FLOOD, 4, [redaction], at=NOW, actor="bo")
    after = list(log.records(FLOOD))
    assert after[1] == replace(before[1], payload=None, salt=None)
    assert [after[0], *after[2:4]] == [before[0], *before[2:4]]
    assert [canonical_bytes(record) for record in after[:4]] == [canonical_bytes(record) for record in before]
    event = [r.event for r in log.read(FLOOD)][1]
    assert event == replace(published(1), content=None)


def test_a_redaction_of_many_events_erases_each(log: Log) -> None:
    log.append(FLOOD, 0, [opened(), *(published(number) for number in range(1, 1101))], at=NOW, actor="ada")
    log.append(FLOOD, 1101, [PayloadRedacted(seqs=tuple(range(2, 1102)), reason="A court order")], at=NOW, actor="bo")
    assert [r.seq for r in log.records(FLOOD) if r.payload is None] == list(range(2, 1102))


def test_a_refused_redaction_erases_nothing(log: Log) -> None:
    log.append(FLOOD, 0, [opened(), published(1)], at=NOW, actor="ada")
    with pytest.raises(SeqConflict):
        log.append(FLOOD, 1, [PayloadRedacted(seqs=(2,), reason="A court order")], at=NOW, actor="bo")
    assert all(record.payload is not None for record in log.records(FLOOD))


def test_what_was_exported_is_restored_exactly(log: Log) -> None:
    log.append(FLOOD, 0, [opened(), published(1), published(2)], at=NOW, actor="ada")
    log.append(FLOOD, 3, [PayloadRedacted(seqs=(2,), reason="A court order", update_id=published(1).update_id)],
               at=NOW, actor="bo")  # fmt: skip
    records = [replace(r, coverage_id=ELECTION) for r in log.records(FLOOD)]
    records[0] = replace(records[0], facts={"slug": "election"})
    log.restore(records)
    assert list(log.records(ELECTION)) == records
    assert log.find("election") == log.head(ELECTION)


def test_a_coverage_that_exists_is_not_restored_over(log: Log) -> None:
    open_flood(log)
    records = list(log.records(FLOOD))
    append_after_all(log, published(1))
    with pytest.raises(SeqConflict):
        log.restore(records)
    with pytest.raises(SlugTaken):
        log.restore([replace(record, coverage_id=ELECTION) for record in records])
    assert [r.seq for r in log.read(FLOOD)] == [1, 2]


def test_records_that_were_changed_are_not_restored(log: Log) -> None:
    log.append(FLOOD, 0, [opened(), published(1)], at=NOW, actor="ada")
    first, second = (replace(r, coverage_id=ELECTION) for r in log.records(FLOOD))
    first = replace(first, facts={"slug": "election"})
    changed = dict(second.payload or {}, content=None)
    for records in (
        [],
        [second],
        [first, first],
        [first, replace(second, seq=3)],
        [first, replace(second, coverage_id=CoverageId("another"))],
        [first, replace(second, payload=changed)],
        [first, replace(second, salt="0" * 32)],
        [first, replace(second, salt=None)],
        [first, replace(second, payload=None)],
        [first, replace(second, payload_digest="none")],
        [first, replace(second, type="UpdateForgotten")],
        [first, replace(second, version=2)],
        [first, replace(second, facts={**second.facts, "extra": 1})],
        [first, replace(second, type="UpdateHeld", facts={"update_id": "nobody"}, payload=None, salt=None)],
        [replace(first, facts={"slug": "desk"})],
        [replace(first, facts={"slug": "../up"})],
        [replace(first, actor="\0")],
        [replace(first, coverage_id=CoverageId("../up"))],
        [first, replace(second, facts={**second.facts, "update_id": "a/b"})],
        [first, replace(second, facts={**second.facts, "source_id": "\0"})],
    ):
        with pytest.raises(UnreadableRecord):
            log.restore(records)
    assert log.head(ELECTION) is None


def test_writers_in_threads_make_one_dense_sequence(log: Log) -> None:
    open_flood(log)

    def write(name: str) -> list[int]:
        try:
            return [append_after_all(log, published(f"{name}-{number}"), name) for number in range(20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        acknowledged = [seq for seqs in threads.map(write, ["a", "b", "c", "d"]) for seq in seqs]
    assert sorted(acknowledged) == list(range(2, 82))
    recorded = list(log.read(FLOOD))
    assert [r.seq for r in recorded] == list(range(1, 82))
    assert len({r.event for r in recorded if isinstance(r.event, UpdatePublished)}) == 80


def test_of_writers_that_open_one_coverage_at_once_one_succeeds(log: Log) -> None:
    def write(name: str) -> bool:
        try:
            log.append(FLOOD, 0, [opened()], at=NOW, actor=name)
        except SeqConflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(write, ["a", "b", "c", "d"])) == 1


def test_of_writers_that_open_one_address_at_once_one_succeeds(log: Log) -> None:
    def write(name: str) -> bool:
        try:
            log.append(CoverageId(name), 0, [opened()], at=NOW, actor=name)
        except SlugTaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(write, ["a", "b", "c", "d"])) == 1


def test_a_reader_who_tails_while_others_write_never_meets_a_gap(log: Log) -> None:
    open_flood(log)

    def write(name: str) -> None:
        try:
            for number in range(20):
                append_after_all(log, published(f"{name}-{number}"), name)
        finally:
            connections.close_all()

    seen = [0]
    with ThreadPoolExecutor(3) as threads:
        writing = [threads.submit(write, name) for name in ("a", "b", "c")]
        while seen[-1] < 61:
            seen.extend(r.seq for r in log.read(FLOOD, after=seen[-1]))
            if all(future.done() for future in writing):
                for future in writing:
                    future.result()
    assert all(later == earlier + 1 for earlier, later in pairwise(seen))


def test_a_listener_is_told_of_what_is_committed_until_it_ends(log: Log) -> None:
    told: list[tuple[str, int]] = []
    end = log.on_append(lambda head: told.append((head.slug, head.seq)))
    log.append(FLOOD, 0, [opened(), published(1)], at=NOW, actor="ada")
    with pytest.raises(SeqConflict):
        log.append(FLOOD, 1, [published(2)], at=NOW, actor="ada")
    end()
    end()
    append_after_all(log, published(2))
    assert told == [("flood", 2)]


def test_a_listener_that_fails_does_not_make_the_append_fail(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    def fail(head: object) -> None:
        raise RuntimeError(head)

    end = log.on_append(fail)
    open_flood(log)
    end()
    assert log.head(FLOOD) is not None
    assert "a listener failed on flood" in caplog.text


def test_heads_of_some_coverages_are_theirs_alone(log: Log) -> None:
    open_flood(log)
    log.append(ELECTION, 0, [opened("election")], at=NOW, actor="bo")
    assert [head.slug for head in log.heads([ELECTION])] == ["election"]
    assert log.heads([]) == []


def test_a_follower_hears_of_every_coverage_once_each_time_it_moves(log: Log) -> None:
    open_flood(log)
    follower = Follower(log)
    try:
        assert follower.advance() == log.heads()
        assert follower.advance() == []
        log.append(ELECTION, 0, [opened("election")], at=NOW, actor="bo")
        append_after_all(log, published(1))
        assert {head.slug: head.seq for head in follower.advance()} == {"flood": 2, "election": 1}
        assert follower.advance() == []
        append_after_all(log, published(2))
        assert [head.slug for head in follower.advance()] == ["flood"]
    finally:
        follower.close()


def test_a_follower_that_waits_is_woken_by_an_append(log: Log) -> None:
    open_flood(log)
    follower = Follower(log)
    try:
        follower.advance()

        def write() -> None:
            append_after_all(log, published(1))
            connections.close_all()

        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(write)
            moved: list[Head] = []
            while not moved:
                follower.wait(60)
                moved = follower.advance()
            writing.result()
        assert [(head.slug, head.seq) for head in moved] == [("flood", 2)]
    finally:
        follower.close()


def test_a_folded_coverage_is_as_new_as_the_log(log: Log) -> None:
    folded = FoldedCoverages(log, capacity=1)
    assert folded.current(FLOOD) is None
    log.append(FLOOD, 0, [opened(), published(1)], at=NOW, actor="ada")
    log.append(ELECTION, 0, [opened("election")], at=NOW, actor="ada")
    first = folded.current(FLOOD)
    assert first is not None
    assert first.head == 2
    assert folded.current(FLOOD) is first
    details = CoverageDetails(headline="The water falls")
    log.append(FLOOD, 2, [CoverageRevised(details=details)], at=NOW, actor="ada")
    revised = folded.current(FLOOD)
    assert revised is not None
    assert revised.details == details
    assert revised.updates[published(1).update_id].content == UpdateContent(heading="The river has risen.")
    folded.current(ELECTION)
    assert folded.current(FLOOD) == revised
