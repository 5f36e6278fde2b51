"""What readers see of one update."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onrecord.domain import blocks
from onrecord.domain.blocks import Block, block_kinds
from onrecord.domain.content import Contributor, CoverageDetails, UpdateContent
from onrecord.domain.events import (
    PayloadRedacted,
    RevisionKind,
    UpdateFlagged,
    UpdateHeld,
    UpdateRetracted,
    UpdateRevised,
)
from onrecord.domain.ids import UpdateId
from onrecord.render import render_update
from onrecord.render.engine import block_template
from tests.story import DETAILS, NINE, Story, parsed_update, text_of, words

ONE = UpdateId("one")


def _published(*body: Block, details: CoverageDetails = DETAILS) -> Story:
    return Story(details).publish("one", UpdateContent(heading="Bridge closed", body=body))


def _revised(kind: RevisionKind, note: str | None = None) -> UpdateRevised:
    return UpdateRevised(update_id=ONE, revision=2, revision_kind=kind, content=words("New words"), note=note)


def test_an_update_says_who_it_is_to_scripts() -> None:
    article = parsed_update(_published().happen(UpdateFlagged(update_id=ONE)), "one").css_first("article")
    assert article is not None
    data = {name: value for name, value in article.attributes.items() if name.startswith("data-")}
    assert article.id == "u-one"
    assert data == {"data-order": "1", "data-version": "3", "data-standing": "published", "data-key-event": None}


def test_the_heading_names_the_article() -> None:
    tree = parsed_update(_published(), "one")
    assert text_of(tree, "h2#u-one-heading") == "Bridge closed"
    assert tree.css_first("article[aria-labelledby=u-one-heading]") is not None


def test_an_untitled_update_stays_untitled_and_is_named_by_its_time_and_first_words() -> None:
    tree = parsed_update(Story().publish("one", words("The <b>ferry</b> is found. " + "More " * 40)), "one")
    article = tree.css_first("article")
    assert tree.css_first("h2") is None
    assert article is not None
    assert (article.attributes["aria-label"] or "").startswith("09:00 UTC: The ferry is found. More")


@pytest.mark.parametrize("blocks_", [(), (blocks.Divider(),), (blocks.Image(),)])
def test_an_update_without_any_words_has_a_name_all_the_same(blocks_: tuple[Block, ...]) -> None:
    story = Story().publish("one", UpdateContent(body=blocks_), at=None)
    assert parsed_update(story, "one").css_first('article[aria-label="Update"]') is not None


def test_its_time_is_told_in_the_coverages_zone_and_in_utc_for_the_client() -> None:
    tree = parsed_update(_published(details=replace(DETAILS, time_zone="Asia/Kathmandu")), "one")
    time = tree.css_first("time[data-local=time]")
    assert time is not None
    assert (time.attributes["datetime"], time.text()) == ("2026-02-16T09:00:00Z", "14:45 UTC+5:45")
    assert text_of(tree, "time[data-local=date]") == "16 Feb 2026"


def test_a_time_that_nobody_gave_is_not_invented() -> None:
    tree = parsed_update(Story().publish("one", words("Words"), at=None), "one")
    assert tree.css_first("time") is None


def test_byline_dateline_and_sign_off_are_shown() -> None:
    content = UpdateContent(
        heading="Bridge closed",
        contributors=(Contributor(name="Mara Lind"), Contributor(name="Tom Acht")),
        dateline="Harrow Mill",
        sign_off="ml",
    )
    tree = parsed_update(Story().publish("one", content), "one")
    assert [name.text() for name in tree.css(".contributor")] == ["Mara Lind", "Tom Acht"]
    assert text_of(tree, ".dateline") == "Harrow Mill"
    assert text_of(tree, ".sign-off") == "ml"


def test_it_links_to_its_permanent_address() -> None:
    link = parsed_update(_published(), "one").css_first("a[data-permalink]")
    assert link is not None
    assert link.attributes["href"] == "/river/u/one"


@pytest.mark.parametrize(
    ("kind", "label"), [(RevisionKind.CORRECTION, "Correct"), (RevisionKind.CLARIFICATION, "Clarif")]
)
def test_a_correction_says_what_was_wrong_and_when(kind: RevisionKind, label: str) -> None:
    tree = parsed_update(_published().happen(_revised(kind, "It was two bridges.")), "one")
    assert text_of(tree, ".correction-note") == "It was two bridges."
    assert text_of(tree, ".correction time[data-local=datetime]") == "16 Feb 2026, 09:02 UTC"
    assert text_of(tree, ".correction-kind").startswith(label)
    assert text_of(tree, ".label-corrected").startswith(label)
    assert tree.css_first("article[data-corrections='1']") is not None
    assert tree.css_first(".revised") is None


def test_a_minor_revision_says_only_that_it_was_updated() -> None:
    tree = parsed_update(_published().happen(_revised(RevisionKind.MINOR)), "one")
    assert text_of(tree, ".revised") == "Updated 09:02 UTC"
    assert tree.css_first(".correction") is None


def test_a_revision_on_another_day_says_which() -> None:
    story = Story().publish("one", words("Words"), at=NINE - timedelta(days=1)).happen(_revised(RevisionKind.MINOR))
    assert text_of(parsed_update(story, "one"), ".revised") == "Updated 16 Feb 2026, 09:02 UTC"


def test_a_retracted_update_leaves_reason_address_and_times() -> None:
    story = _published(blocks.Text(html="Wrong words")).happen(UpdateRetracted(update_id=ONE, reason="It was not so."))
    tree = parsed_update(story, "one")
    assert tree.css_first("article#u-one[data-standing=retracted][data-order='1'][data-version='3']") is not None
    assert text_of(tree, ".tombstone-heading") == "This update was withdrawn"
    assert text_of(tree, ".tombstone-reason") == "It was not so."
    assert text_of(tree, ".tombstone-time") == "Withdrawn 16 Feb 2026, 09:02 UTC"
    assert text_of(tree, ".update-time time") == "09:00 UTC"
    assert tree.css_first("a[data-permalink]") is not None
    assert "Wrong words" not in tree.text()


def test_a_redacted_update_leaves_the_reason_only() -> None:
    redacted = PayloadRedacted(update_id=ONE, seqs=(2,), reason="Removed by a court.")
    tree = parsed_update(_published().happen(redacted), "one")
    assert tree.css_first("article[data-standing=redacted]") is not None
    assert text_of(tree, ".tombstone-reason") == "Removed by a court."
    assert "Bridge" not in tree.text()


def test_a_held_update_has_no_html() -> None:
    story = _published().happen(UpdateHeld(update_id=ONE))
    assert render_update(story.coverage, story.update("one")) is None


@pytest.mark.parametrize("kind", sorted(block_kinds()))
def test_every_kind_of_block_has_a_template_of_its_own(kind: str) -> None:
    assert block_template(kind).name == f"blocks/{kind}.html"


def test_a_kind_of_block_without_a_template_shows_its_words() -> None:
    assert block_template("unheard-of").name == "blocks/any.html"


def test_a_picture_keeps_alt_caption_and_credit_apart_and_its_place() -> None:
    image = blocks.Image(
        url="https://a.example/a.jpg",
        alt="A street",
        caption="Monday.",
        credit_line="Ines Okafor",
        width=1200,
        height=800,
    )
    tree = parsed_update(_published(image), "one")
    picture = tree.css_first("figure img")
    assert picture is not None
    assert picture.attributes == {
        "src": "https://a.example/a.jpg",
        "alt": "A street",
        "width": "1200",
        "height": "800",
        "loading": "lazy",
        "decoding": "async",
    }
    assert (text_of(tree, ".caption"), text_of(tree, ".credit")) == ("Monday.", "Ines Okafor")


def test_renditions_are_offered_by_type_and_width() -> None:
    forms = [("avif", 640), ("avif", 1280), ("webp", 640)]
    image = blocks.Image(
        url="/media/a.jpg",
        renditions=tuple(
            blocks.Rendition(url=f"/media/a,{width}.{kind}", media_type=f"image/{kind}", width=width, height=width // 2)
            for kind, width in forms
        ),
    )
    sources = parsed_update(_published(image), "one").css("picture > source")
    assert [(source.attributes["type"], source.attributes["srcset"]) for source in sources] == [
        ("image/avif", "/media/a%2C640.avif 640w, /media/a%2C1280.avif 1280w"),
        ("image/webp", "/media/a%2C640.webp 640w"),
    ]


@pytest.mark.parametrize("url", [None, "javascript:alert(1)"])
def test_a_picture_of_which_only_the_words_are_known_is_described(url: str | None) -> None:
    image = blocks.Image(url=url, alt="A street", caption="Monday.", credit_line="Ines Okafor")
    tree = parsed_update(_published(image), "one")
    assert tree.css_first("img") is None
    assert text_of(tree, "figure .picture-alt") == "A street"
    assert (text_of(tree, ".caption"), text_of(tree, ".credit")) == ("Monday.", "Ines Okafor")


def test_a_quote_keeps_its_paragraphs_and_who_said_it() -> None:
    tree = parsed_update(_published(blocks.Quote(text="One.\n \nTwo\nlines.", attribution="A. Thorpe")), "one")
    assert [paragraph.text() for paragraph in tree.css("blockquote p")] == ["One.", "Two\nlines."]
    assert text_of(tree, "figcaption") == "A. Thorpe"


def test_a_link_whose_address_was_lost_is_still_read() -> None:
    tree = parsed_update(_published(blocks.LinkCard(text="Read more")), "one")
    assert text_of(tree, ".link-card") == "Read more"
    assert tree.css_first(".link-card a") is None


def test_an_embed_loads_nothing_and_has_a_plain_link() -> None:
    tree = parsed_update(_published(blocks.Embed(url="https://youtu.be/abcdefghijk", provider="youtube")), "one")
    embed = tree.css_first("[data-embed]")
    assert embed is not None
    assert embed.attributes["data-embed"] == "https://www.youtube-nocookie.com/embed/abcdefghijk"
    assert tree.css_first("[data-embed] button[data-embed-load][hidden]") is not None
    assert tree.css_first("[data-embed] a[href='https://youtu.be/abcdefghijk']") is not None
    assert not tree.css("iframe, img, script")


def test_a_wide_table_scrolls_in_a_box_that_keys_can_reach() -> None:
    table = blocks.Table(header=("Gauge",), rows=(("6.42",),), caption="Levels")
    tree = parsed_update(_published(table), "one")
    assert tree.css_first("[role=region][tabindex='0'][aria-label=Levels] > table th[scope=col]") is not None


def test_words_that_run_against_the_page_say_their_direction() -> None:
    story = _published(blocks.Text(html="وقال المتحدث BBC"), blocks.Text(html="Plain English"))
    paragraphs = parsed_update(story, "one").css(".body > p")
    assert [paragraph.attributes.get("dir") for paragraph in paragraphs] == ["rtl", None]


def test_an_arabic_sentence_that_begins_with_a_latin_name_is_not_turned() -> None:
    arabic = _published(blocks.Text(html="BBC قالت إن المياه ترتفع"), details=replace(DETAILS, language="ar"))
    paragraph = parsed_update(arabic, "one").css_first(".body > p")
    assert paragraph is not None
    assert "dir" not in paragraph.attributes


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_the_calendar_can_be_shown(at: datetime) -> None:
    for zone in ("America/Los_Angeles", "Pacific/Kiritimati"):
        story = Story(replace(DETAILS, time_zone=zone)).publish("one", words("Words"), at=at)
        assert parsed_update(story, "one").css_first("time") is not None


def test_an_update_does_not_depend_on_what_else_happens() -> None:
    story = _published()
    before = render_update(story.coverage, story.update("one"))
    story.publish("two", words("More"), is_key_event=True)
    assert render_update(story.coverage, story.update("one")) == before
