"""The persistent mapping of updates, against a plain list and dictionary."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Revision, Update, Updates

NOW = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)


def _update(name: str, ordinal: int, version: int = 1) -> Update:
    return Update(
        id=UpdateId(name),
        ordinal=ordinal,
        version=version,
        content=None,
        published_at=None,
        revised_at=None,
        revisions=(Revision(number=1, seq=version, at=NOW),),
    )


def _of(names: list[str]) -> Updates:
    updates = Updates()
    for ordinal, name in enumerate(names, 1):
        updates = updates.with_update(_update(name, ordinal))
    return updates


def _check(updates: Updates, model: list[Update]) -> None:
    assert len(updates) == len(model)
    assert list(updates) == [update.id for update in model]
    assert list(updates.values()) == model
    assert dict(updates) == {update.id: update for update in model}
    assert [updates.at(ordinal) for ordinal in range(1, len(model) + 1)] == model


class BranchingUpdates(RuleBasedStateMachine):
    """Many copies that share what they can; each must go on as if it were alone."""

    copies: Bundle[tuple[Updates, list[Update]]] = Bundle("copies")

    @initialize(target=copies, length=st.sampled_from([0, 1, 62, 63, 64, 65, 130]))
    def begin(self, length: int) -> tuple[Updates, list[Update]]:
        self.names = 0
        names = [f"old{number}" for number in range(length)]
        return _of(names), [_update(name, ordinal) for ordinal, name in enumerate(names, 1)]

    @rule(target=copies, copy=copies, is_new=st.booleans())
    def add(self, copy: tuple[Updates, list[Update]], is_new: bool) -> tuple[Updates, list[Update]]:
        updates, model = copy
        self.names += is_new
        name = f"new{self.names}"
        if UpdateId(name) in updates:
            return copy
        added = _update(name, len(model) + 1)
        return updates.with_update(added), [*model, added]

    @rule(target=copies, copy=copies, data=st.data())
    def change(self, copy: tuple[Updates, list[Update]], data: st.DataObject) -> tuple[Updates, list[Update]]:
        updates, model = copy
        if not model:
            return copy
        place = data.draw(st.integers(0, len(model) - 1))
        changed = replace(model[place], version=model[place].version + 1)
        return updates.with_update(changed), [*model[:place], changed, *model[place + 1 :]]

    @rule(copy=copies)
    def compare(self, copy: tuple[Updates, list[Update]]) -> None:
        _check(*copy)

    @rule(copy=copies)
    def look_for_those_of_other_copies(self, copy: tuple[Updates, list[Update]]) -> None:
        updates, model = copy
        own = {update.id for update in model}
        for number in range(self.names + 1):
            assert (UpdateId(f"new{number}") in updates) == (UpdateId(f"new{number}") in own)


TestBranchingUpdates = BranchingUpdates.TestCase


@pytest.mark.parametrize("ordinal", [-1, 0, 4])
def test_there_is_no_update_beyond_either_end(ordinal: int) -> None:
    with pytest.raises(IndexError):
        _of(["a", "b", "c"]).at(ordinal)


@pytest.mark.parametrize("ordinal", [-1, 0, 5])
def test_an_update_is_not_put_beyond_the_next_place(ordinal: int) -> None:
    with pytest.raises(IndexError):
        _of(["a", "b", "c"]).with_update(_update("d", ordinal))


def test_branches_made_in_threads_do_not_see_each_other() -> None:
    base = _of([f"old{number}" for number in range(100)])

    def grow(branch: int) -> bool:
        names = [f"new{(number * (branch + 1)) % 50}" for number in range(50)]
        updates, own = base, list(dict.fromkeys(names))
        for name in own:
            updates = updates.with_update(_update(name, len(updates) + 1))
        return list(updates)[100:] == own and all(updates[UpdateId(name)].id == name for name in own)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(grow, [branch for branch in range(8) for _ in range(25)]))
