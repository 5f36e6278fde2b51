"""What differs between two texts, and between three bodies."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.desk.versions.differences import Change, matches, runs, word_differences
from onrecord.desk.versions.merge import MINE, THEIRS, Part, Undecided, merged, parts
from onrecord.domain.blocks import Text
from onrecord.domain.content import UpdateContent

items = st.lists(st.integers(0, 3), max_size=14)
bodies = st.lists(st.sampled_from([Text(html=letter) for letter in "abcdef"]), max_size=6).map(tuple)


def _longest(old: list[int], new: list[int]) -> int:
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(items, items)
def test_as_many_items_as_can_be_are_called_the_same(old: list[int], new: list[int]) -> None:
    found = matches(old, new)
    assert all(old[i] == new[j] for i, j in found)
    assert found == sorted(set(found))
    assert len(found) == len({i for i, _ in found}) == len({j for _, j in found}) == _longest(old, new)


@given(items, items)
def test_the_runs_are_the_whole_of_both(old: list[int], new: list[int]) -> None:
    found = list(runs(old, new))
    assert [item for (i, i_end), _ in found for item in old[i:i_end]] == old
    assert [item for _, (j, j_end) in found for item in new[j:j_end]] == new


@given(st.text(), st.text())
def test_each_text_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    pieces = word_differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.NEW) == old
    assert "".join(piece.text for piece in pieces if piece.change is not Change.GONE) == new


def test_words_that_went_and_came_are_named() -> None:
    pieces = word_differences("The outer gates are closed.", "The inner gates are closed.")
    assert [(piece.change.value, piece.text) for piece in pieces] == [
        ("same", "The "),
        ("gone", "outer"),
        ("new", "inner"),
        ("same", " gates are closed."),
    ]


def test_words_that_went_and_came_one_after_the_other_are_told_as_one_stretch() -> None:
    pieces = word_differences("Ida Novak, interviewed today", "Quay four, described today")
    assert [(piece.change.value, piece.text) for piece in pieces] == [
        ("gone", "Ida Novak, interviewed"),
        ("new", "Quay four, described"),
        ("same", " today"),
    ]


def test_two_long_texts_with_nothing_in_common_are_compared_quickly() -> None:
    began = time.monotonic()
    assert len(word_differences("a b " * 50_000, "c d " * 50_000)) < 10
    assert len(word_differences("a b c d e " * 20_000, "e d c b a " * 20_000)) < 100_000
    assert time.monotonic() - began < 10


def _content(*paragraphs: str, heading: str | None = None) -> UpdateContent:
    return UpdateContent(heading=heading, body=tuple(Text(html=each) for each in paragraphs))


def test_what_only_one_of_two_changed_is_taken_over_without_asking() -> None:
    base = _content("One.", "Two.", "Three.", heading="Storm")
    theirs = _content("One.", "Two.", "Three, revised.", heading="Storm")
    mine = _content("One, revised.", "Two.", "Three.", heading="Big storm")
    result = merged(parts(base, theirs, mine), lambda part: (part.default, ""), theirs)
    assert result == _content("One, revised.", "Two.", "Three, revised.", heading="Big storm")


def test_changes_to_neighbouring_blocks_do_not_collide() -> None:
    base, theirs, mine = _content("One.", "Two."), _content("One.", "Two!"), _content("One!", "Two.")
    assert merged(parts(base, theirs, mine), lambda part: (part.default, ""), theirs) == _content("One!", "Two!")


def test_what_both_changed_waits_for_somebody_to_choose() -> None:
    base, theirs, mine = _content("It is open."), _content("It is closed."), _content("It is ajar.")
    found = parts(base, theirs, mine)
    conflicts = [part for part in found if part.is_conflict]
    assert len(conflicts) == 1
    with pytest.raises(Undecided) as undecided:
        merged(found, lambda part: (part.default, ""), theirs)
    assert undecided.value.names == [conflicts[0].name]

    def chosen(choice: str) -> UpdateContent:
        return merged(found, lambda part: (part.default or choice, "It is half *open*."), theirs)

    assert chosen(MINE) == _content("It is ajar.")
    assert chosen(THEIRS) == _content("It is closed.")
    assert chosen("both") == _content("It is closed.", "It is ajar.")
    assert chosen("edited") == _content("It is half <em>open</em>.")


@given(bodies, bodies, bodies)
def test_a_side_that_changed_nothing_loses_nothing_to_the_other(
    base: tuple[Text, ...], theirs: tuple[Text, ...], mine: tuple[Text, ...]
) -> None:
    def of(body: tuple[Text, ...]) -> UpdateContent:
        return UpdateContent(body=body)

    def default(part: Part) -> tuple[str, str]:
        return part.default, ""

    assert merged(parts(of(base), of(base), of(mine)), default, of(base)).body == mine
    assert merged(parts(of(base), of(theirs), of(base)), default, of(theirs)).body == theirs
    found = parts(of(base), of(theirs), of(mine))
    assert merged(found, lambda _: (MINE, ""), of(theirs)).body == mine
    assert merged(found, lambda _: (THEIRS, ""), of(theirs)).body == theirs
