"""The JSON of other systems, in small invented documents."""

from datetime import UTC, datetime
from typing import Any

from onrecord.domain.blocks import Embed, Image, LinkCard, Quote, Text
from onrecord.formats import corpus, guardian, sourcefabric

ELEMENTS = "model.dotcomrendering.pageElements."


def block(**fields: Any) -> dict[str, Any]:
    return {"id": "b1", "blockFirstPublished": 1_700_000_000_000, "attributes": {}, "elements": [], **fields}


def element(kind: str, **fields: Any) -> dict[str, Any]:
    return {"_type": ELEMENTS + kind, **fields}


def test_a_guardian_block_becomes_an_update_with_its_id_time_author_and_flags() -> None:
    said = block(title="Tide turns", attributes={"keyEvent": True, "pinned": True}, contributors=[{"name": "Ada Reed"}])
    update = guardian.read({"headline": "Harbour", "blocks": [said]}).updates[0]
    assert (update.source_id, update.heading, update.contributors) == ("b1", "Tide turns", ("Ada Reed",))
    assert (update.published_at, update.is_key_event, update.is_pinned) == (
        datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        True,
        True,
    )


def test_guardian_elements_become_typed_blocks() -> None:
    elements = [
        element("TextBlockElement", html='<p>The <b>tide</b> <a href="javascript:x">turns</a>.</p>'),
        element("BlockquoteBlockElement", html="<blockquote><p>We wait.</p></blockquote>"),
        element("YoutubeBlockElement", assetId="abc", mediaTitle="Waves"),
        element(
            "TweetBlockElement",
            url="https://twitter.com/harbour/status/1",
            html="<blockquote class='twitter-tweet'><p>High water</p><a href='https://twitter.com/harbour/status/1'>x</a></blockquote>",
        ),
        element("RichLinkBlockElement", url="https://harbour.example/a", text="Read more"),
        element(
            "ImageBlockElement",
            data={"alt": "Waves", "caption": "The pier", "credit": "Photograph: Ada Reed"},
            media={
                "allImages": [{"url": "https://harbour.example/p.jpg", "fields": {"width": "1000", "height": "600"}}]
            },
        ),
    ]
    blocks = guardian.read({"blocks": [block(elements=elements)]}).updates[0].blocks
    assert isinstance(blocks[0], Text)
    assert blocks[0].words == "The tide turns."
    assert "javascript" not in blocks[0].html
    assert [type(each) for each in blocks] == [Text, Quote, Embed, Embed, LinkCard, Image]
    assert blocks[5] == Image(
        url="https://harbour.example/p.jpg",
        alt="Waves",
        caption="The pier",
        credit_line="Ada Reed",
        width=1000,
        height=600,
    )


def test_a_guardian_element_that_cannot_be_kept_is_named() -> None:
    warnings = guardian.read({"blocks": [block(elements=[element("QuizAtomBlockElement")])]}).warnings
    assert any("QuizAtomBlockElement" in warning for warning in warnings)


def test_one_page_of_several_says_that_there_are_more() -> None:
    document = {"blocks": [block()], "pagination": {"currentPage": 1, "totalPages": 4}}
    assert any("page 1 of 4" in warning for warning in guardian.read(document).warnings)


def post(**fields: Any) -> dict[str, Any]:
    item = {"item_type": "text", "text": "<p>The tide turns.</p>"}
    groups = [{"id": "root", "refs": [{"idRef": "main"}]}, {"id": "main", "refs": [{"item": item}]}]
    return {"_id": "urn:1", "groups": groups, "published_date": "2024-01-02T10:00:00+00:00", **fields}


def test_a_deleted_post_is_marked_as_retracted_and_counted_in_the_warnings() -> None:
    draft = sourcefabric.read({"posts": {"_items": [post(deleted=True), post(_id="urn:2")]}})
    assert [update.is_retracted for update in draft.updates] == [True, False]
    assert any(warning.startswith("1 posts were deleted") for warning in draft.warnings)


def test_sticky_and_highlighted_posts_are_pinned_and_key_events() -> None:
    update = sourcefabric.read({"_items": [post(sticky=True, lb_highlight=True)]}).updates[0]
    assert (update.is_pinned, update.is_key_event) == (True, True)


def test_a_corpus_time_without_a_zone_is_not_made_into_a_full_time() -> None:
    documents = [
        {"block_id": "1", "title": "", "text": ["rain ."], "time": [2015, 12, 26, 17, 12]},
        {"text": ["sun ."], "time": "17:12"},
    ]
    draft = corpus.read({"title": "Floods", "documents": documents})
    assert [update.published_at for update in draft.updates] == [None, None]
    assert any("2 updates have a time without" in warning for warning in draft.warnings)


def test_a_corpus_time_stands_in_the_zone_that_its_summary_names() -> None:
    document = {
        "documents": [{"block_id": "1", "text": ["rain ."], "time": [2015, 12, 26, 17, 12]}],
        "summary_block": {"key_events": [{"text": "3.29pm GMT\n15:29\nRain"}]},
    }
    assert corpus.read(document).updates[0].published_at == datetime(2015, 12, 26, 17, 12, tzinfo=UTC)
