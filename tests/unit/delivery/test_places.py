"""Which path asks for what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.places import place
from onrecord.domain.slug import RESERVED


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "index"),
        ("/storm-2", "page"),
        ("/storm-2/stream", "stream"),
        ("/storm-2/changes/latest", "latest"),
        ("/storm-2/changes/0/12", "segment"),
        ("/storm-2/u/019c6000-0000-7000-8000-000000000001", "update"),
        ("/storm-2/page/3", "archive"),
        ("/storm-2.json", "json"),
        ("/storm-2/embed", "embed"),
        ("/storm-2/feed.rss", "feed"),
        ("/storm-2/feed.json", "feed"),
        ("/storm-2/page/3/feed.atom", "archived-feed"),
        ("/oembed", "oembed"),
        ("/assets/reader-0123456789ab.js", "asset"),
        ("/healthz", "health"),
        ("/storm-2/", "slash"),
    ],
)
def test_each_public_address_is_known(path: str, kind: str) -> None:
    found = place(path)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("path", ["", "//", "/Storm", "/a--b", "/-a", "/storm\n", "/storm/u/", "/storm/changes/00/1"])
def test_what_is_no_address_is_none(path: str) -> None:
    assert place(path) is None


def test_words_that_the_site_keeps_for_itself_are_no_coverages() -> None:
    found = [place(f"/{word}/stream") for word in RESERVED - {"assets"}]
    assert found == [None] * len(found)


@given(st.text(max_size=300))
def test_any_path_is_answered(path: str) -> None:
    found = place(f"/{path}")
    assert found is None or found.kind
