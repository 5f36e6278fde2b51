"""Slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain.errors import BadSlug
from onrecord.domain.slug import RESERVED, check_slug, slugify


@given(st.text(max_size=200))
def test_whatever_the_words_their_slug_can_be_an_address(words: str) -> None:
    assert check_slug(slugify(words)) == slugify(words)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_words_that_the_site_uses_get_another_slug(word: str) -> None:
    assert check_slug(slugify(word)) == f"{word}-coverage"
    with pytest.raises(BadSlug):
        check_slug(word)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("River Tell floods the lower town", "river-tell-floods-the-lower-town"),
        ("Élection à Nîmes: l'attente", "election-a-nimes-lattente"),
        ("  --  ", "coverage"),
        ("洪水", "coverage"),
        ("a" * 200, "a" * 80),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x " * 100_000, "-".join(["x"] * 40)),
    ],
)
def test_a_slug_is_the_latin_words_cut_between_two(words: str, slug: str) -> None:
    assert slugify(words) == slug


@pytest.mark.parametrize(
    "slug", ["", "-", "a-", "-a", "a--b", "A", "é", "a/b", "a.b", "a b", "a\n", "٣", "a" * 81, "../a", "desk"]
)
def test_what_cannot_be_an_address_is_refused(slug: str) -> None:
    with pytest.raises(BadSlug):
        check_slug(slug)
