"""Which picture a preview of a link shows."""

from onrecord.domain.blocks import FocalPoint, Image, Rendition
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import UpdateHeld, UpdatePinned, UpdateRetracted
from onrecord.domain.ids import UpdateId
from onrecord.render import front_ordinals
from onrecord.render.previews import Preview, preview_of_page
from tests.story import Story, front_page, update_page, words

SITE = "https://live.example.org"
CARD = Rendition(url="/media/card.jpg", media_type="image/jpeg", width=1200, height=630)
QUAY = Image(url="/media/quay.jpg", alt="A quay", width=1280, height=853, focal_point=FocalPoint(x=20, y=80), card=CARD)
ELSEWHERE = Image(url="https://pictures.example/boat.jpg", alt='A "boat"')


def _shown(story: Story) -> Preview | None:
    return preview_of_page(story.coverage, front_ordinals(story.coverage), SITE)


def _story(*pictures: Image) -> Story:
    story = Story()
    for number, picture in enumerate(pictures, 1):
        story.publish(f"{number}", UpdateContent(body=(picture,)))
    story.publish("words", words("Words"))
    return story


def test_it_shows_the_crop_of_the_newest_picture_at_an_absolute_address() -> None:
    assert _shown(_story(ELSEWHERE, QUAY)) == Preview(
        url=f"{SITE}/media/card.jpg", width=1200, height=630, alt="A quay"
    )


def test_a_picture_without_a_crop_is_shown_as_it_is() -> None:
    preview = _shown(_story(ELSEWHERE))
    assert preview == Preview(url="https://pictures.example/boat.jpg", width=None, height=None, alt='A "boat"')


def test_what_is_pinned_comes_first() -> None:
    story = _story(ELSEWHERE, QUAY)
    story.happen(UpdatePinned(update_id=UpdateId("1")))
    assert (preview := _shown(story)) is not None
    assert preview.url == "https://pictures.example/boat.jpg"


def test_the_picture_of_what_readers_may_not_see_is_not_shown() -> None:
    story = _story(QUAY, QUAY)
    story.happen(UpdateHeld(update_id=UpdateId("1")))
    story.happen(UpdateRetracted(update_id=UpdateId("2"), reason="Wrong"))
    assert _shown(story) is None


def test_what_is_no_address_is_no_preview() -> None:
    for url in (None, "javascript:alert(1)", "", "//elsewhere.example/a.jpg"):
        assert (found := _shown(_story(Image(url=url, alt="x")))) is None or found.url.startswith("https://elsewhere")


def test_the_head_of_a_page_names_it_for_as_long_as_the_page_is_new() -> None:
    story = _story(ELSEWHERE)
    for html in (front_page(story.coverage), update_page(story.coverage, "1")):
        assert '<meta property="og:image" content="https://pictures.example/boat.jpg" data-as-loaded>' in html
        assert '<meta property="og:image:alt" content="A &quot;boat&quot;" data-as-loaded>' in html
        assert 'content="summary_large_image"' in html
    assert "og:image" not in update_page(story.coverage, "words")
