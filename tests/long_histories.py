"""Histories that reach over several pages, with updates held, released and withdrawn on all of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from onrecord.domain import events as e
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import RecordedEvent
from onrecord.domain.ids import UpdateId
from onrecord.log import MemoryLog
from tests.strategies import COVERAGE_ID, OPENED_AT, histories

_PAGES = [0, 1, 29, 31, 59, 60, 61, 95]


@st.composite
def long_histories(draw: st.DrawFn) -> list[RecordedEvent]:
    """The events of one coverage: some pages of plain updates, then anything that may happen to them and to others."""
    opening, *rest = draw(histories())
    count = draw(st.sampled_from(_PAGES))
    plain = [UpdateId(f"p{number}") for number in range(count)]
    first: list[e.Event] = [
        e.UpdatePublished(update_id=name, content=UpdateContent(heading=f"Plain {name}"), published_at=OPENED_AT)
        for name in plain
    ]
    shift = len(first)
    after: list[e.Event] = []
    held: set[UpdateId] = set()
    gone: set[UpdateId] = set()
    seqs = {1: 1}
    for recorded in rest:
        has_turn = draw(st.booleans())
        if plain and has_turn:
            after.extend(_turn(draw(st.sampled_from(plain)), held, gone, draw(st.booleans())))
        seqs[recorded.seq] = 2 + shift + len(after)
        event = recorded.event
        if isinstance(event, e.PayloadRedacted):
            event = replace(event, seqs=tuple(seqs[seq] for seq in event.seqs))
        after.append(event)
    events = [opening.event, *first, *after]
    return [
        RecordedEvent(
            coverage_id=COVERAGE_ID, seq=seq, at=OPENED_AT + timedelta(seconds=seq), actor="cleo", event=event
        )
        for seq, event in enumerate(events, 1)
    ]


def _turn(update_id: UpdateId, held: set[UpdateId], gone: set[UpdateId], is_final: bool) -> list[e.Event]:
    """What comes next for an update: held, then released; or retracted for good."""
    if update_id in gone:
        return []
    if is_final and update_id not in held:
        gone.add(update_id)
        return [e.UpdateRetracted(update_id=update_id, reason="It was not so.")]
    if update_id in held:
        held.remove(update_id)
        return [e.UpdateReleased(update_id=update_id)]
    held.add(update_id)
    return [e.UpdateHeld(update_id=update_id)]


def append_to(log: MemoryLog, history: Sequence[RecordedEvent]) -> None:
    """Record the history in the log, each event at its own time."""
    for recorded in history:
        log.append(recorded.coverage_id, recorded.seq - 1, [recorded.event], at=recorded.at, actor=recorded.actor)
