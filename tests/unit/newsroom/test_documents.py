"""What the composer sends and is given: any update goes there and back unchanged, and nothing else is let in."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain.blocks import Image, Rendition, Text
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import Refusal
from onrecord.domain.events import RevisionKind
from onrecord.newsroom.documents import Document, UnreadableDocument, images_without_alt, read_document, write_document
from tests.strategies import contents, texts

documents = st.builds(
    Document,
    content=contents,
    is_key_event=st.booleans(),
    revision_kind=st.sampled_from(RevisionKind),
    note=texts,
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
_names = st.sampled_from(["content", "body", "type", "html", "heading", "items", "occurred_at", "source", "text"])


@given(documents)
def test_every_document_comes_back_as_it_went(document: Document) -> None:
    assert read_document(json.loads(json.dumps(write_document(document)))) == document


@given(_json | st.dictionaries(_names, _json | st.dictionaries(_names, _json, max_size=3), max_size=3))
def test_anything_else_is_refused_and_nothing_crashes(value: Any) -> None:
    with suppress(UnreadableDocument, Refusal):
        read_document(value)


@given(documents, st.data())
def test_a_document_with_a_part_of_another_type_is_refused_or_means_something_else(
    document: Document, data: st.DataObject
) -> None:
    value = write_document(document)
    name = data.draw(st.sampled_from(sorted(value["content"])))
    value["content"][name] = data.draw(_json)
    with suppress(UnreadableDocument, Refusal):
        assert write_document(read_document(value))["content"].keys() == value["content"].keys()


def test_a_moment_of_any_zone_is_the_same_moment() -> None:
    document = read_document({"content": {"heading": "H", "occurred_at": "2026-02-16T14:05:00+02:00"}})
    assert document.content.occurred_at is not None
    assert write_document(document)["content"]["occurred_at"] == "2026-02-16T12:05:00.000000Z"


@pytest.mark.parametrize("moment", ["2026-02-16T14:05:00", "noon", 5, ["2026"]])
def test_a_moment_that_is_none_is_named(moment: object) -> None:
    with pytest.raises(UnreadableDocument, match="occurred_at"):
        read_document({"content": {"occurred_at": moment}})


def test_only_pictures_that_can_be_seen_need_a_description() -> None:
    rendition = Rendition(url="/media/a.webp", media_type="image/webp", width=1, height=1)
    content = UpdateContent(
        body=(
            Text(html="Words"),
            Image(url="https://a.example/a.jpg", alt=" "),
            Image(renditions=(rendition,)),
            Image(caption="Only its words are known"),
            Image(url="https://a.example/b.jpg", alt="Described"),
        )
    )
    assert images_without_alt(content) == 2
