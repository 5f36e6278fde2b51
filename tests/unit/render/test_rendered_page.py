"""What readers see of a whole coverage."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from onrecord.domain.content import CoverageDetails
from onrecord.domain.events import CoverageClosed, CoveragePaused, CoverageResumed, Event, UpdateHeld
from onrecord.domain.ids import UpdateId
from onrecord.render import archive_count, archive_ordinals, front_ordinals, page_of, render_index, render_not_found
from tests.story import DETAILS, Story, archive_page, front_page, text_of, update_page, words


def _story(count: int) -> Story:
    story = Story()
    for number in range(1, count + 1):
        story.publish(f"{number}", words(f"Words {number}", heading=f"Heading {number}"))
    return story


@pytest.mark.parametrize(
    ("count", "front", "archives"),
    [
        (0, 0, 0),
        (1, 1, 0),
        (30, 30, 0),
        (31, 31, 0),
        (60, 60, 0),
        (61, 31, 1),
        (90, 60, 1),
        (91, 31, 2),
        (1500, 60, 48),
    ],
)
def test_the_front_page_holds_the_two_newest_pages(count: int, front: int, archives: int) -> None:
    coverage = _story(count).coverage
    assert len(front_ordinals(coverage)) == front
    assert archive_count(coverage) == archives


def test_every_update_stands_on_one_page_only() -> None:
    coverage = _story(130).coverage
    pages = [archive_ordinals(number) for number in range(1, archive_count(coverage) + 1)]
    assert [ordinal for page in (*pages, front_ordinals(coverage)) for ordinal in page] == list(range(1, 131))
    for ordinal in range(1, 131):
        number = page_of(coverage, ordinal)
        assert ordinal in (front_ordinals(coverage) if number is None else archive_ordinals(number))


def test_a_page_says_to_scripts_what_it_is() -> None:
    body = LexborHTMLParser(front_page(_story(2).coverage)).body
    assert body is not None
    assert body.attributes == {
        "data-slug": "river",
        "data-head": "3",
        "data-page": "front",
        "data-stream": "/river/stream",
        "data-changes": "/river/changes/latest",
    }


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ks-Deva", "ltr"), ("pa-Arab", "rtl")]
)
def test_language_and_direction_are_the_coverages(language: str, direction: str) -> None:
    html = LexborHTMLParser(front_page(Story(replace(DETAILS, language=language)).coverage)).root
    assert html is not None
    assert html.attributes == {"lang": language, "dir": direction}


@pytest.mark.parametrize(
    ("events", "state", "label"),
    [
        ([], "live", "Live"),
        ([CoveragePaused()], "paused", "Paused"),
        ([CoverageClosed()], "closed", "Ended"),
        ([CoverageClosed(), CoverageResumed()], "live", "Live"),
    ],
)
def test_the_head_tells_the_state(events: list[Event], state: str, label: str) -> None:
    tree = LexborHTMLParser(front_page(Story().happen(*events).coverage))
    assert tree.css_first(f"#coverage-head[data-state={state}]") is not None
    assert text_of(tree, "#coverage-head .state") == label


def test_the_head_has_kicker_headline_and_standfirst() -> None:
    details = CoverageDetails(headline="The river rises", kicker="Floods", standfirst=("One <b>two</b>.", "Three."))
    tree = LexborHTMLParser(front_page(Story(details).coverage))
    assert text_of(tree, "#coverage-head h1") == "The river rises"
    assert text_of(tree, "#coverage-head .kicker") == "Floods"
    assert [p.inner_html for p in tree.css(".standfirst p")] == ["One <b>two</b>.", "Three."]
    assert text_of(tree, "title") == "The river rises"
    description = tree.css_first("meta[name=description]")
    assert description is not None
    assert description.attributes["content"] == "One two."


def test_headings_descend_without_a_gap() -> None:
    tree = LexborHTMLParser(front_page(_story(3).coverage))
    assert [heading.tag for heading in tree.css("h1, h2, h3")] == ["h1", "h2", "h2", "h2"]


def test_only_the_front_page_has_what_the_client_brings() -> None:
    coverage = _story(61).coverage
    tree = LexborHTMLParser(front_page(coverage))
    assert tree.css_first("button#pending[hidden][data-one][data-other]") is not None
    assert tree.css_first("#connection[hidden][data-lost][data-back]") is not None
    assert tree.css_first("#live-status[role=status][data-one][data-other]") is not None
    for page in (archive_page(coverage, 1), update_page(coverage, "1")):
        assert not LexborHTMLParser(page).css("#pending, #connection, #live-status")


def _links(html: str, selector: str) -> list[str | None]:
    return [link.attributes.get("href") for link in LexborHTMLParser(html).css(selector)]


def test_older_pages_are_linked_one_to_the_next_from_the_front_page_down() -> None:
    coverage = _story(130).coverage
    assert archive_count(coverage) == 3
    assert _links(front_page(coverage), "#older") == ["/river/page/3"]
    assert _links(archive_page(coverage, 3), "#older, .pages-newer a") == ["/river", "/river/page/2"]
    assert _links(archive_page(coverage, 2), "#older, .pages-newer a") == ["/river/page/3", "/river/page/1"]
    assert _links(archive_page(coverage, 1), "#older, .pages-newer a") == ["/river/page/2"]
    assert _links(front_page(_story(60).coverage), "#older") == []


def test_each_page_names_its_own_address() -> None:
    coverage = _story(61).coverage
    canonical = "link[rel=canonical]"
    assert _links(front_page(coverage), canonical) == ["/river"]
    assert _links(archive_page(coverage, 1), canonical) == ["/river/page/1"]
    assert _links(update_page(coverage, "1"), canonical) == ["/river/u/1"]


def test_an_updates_own_page_leads_back_to_its_place() -> None:
    coverage = _story(61).coverage
    assert _links(update_page(coverage, "5"), ".pages a") == ["/river/page/1#u-5"]
    assert _links(update_page(coverage, "61"), ".pages a") == ["/river#u-61"]


def test_the_page_of_a_held_update_says_that_it_is_not_available() -> None:
    coverage = _story(1).happen(UpdateHeld(update_id=UpdateId("1"))).coverage
    tree = LexborHTMLParser(update_page(coverage, "1"))
    assert not tree.css("article")
    assert "not available" in text_of(tree, "#updates")
    assert "Heading" not in text_of(tree, "title")


def test_a_page_offers_to_look_by_hand_until_the_coverage_has_ended() -> None:
    story = _story(61)

    def pages() -> dict[str, str]:
        coverage = story.coverage
        return {
            "/river": front_page(coverage),
            "/river/page/1": archive_page(coverage, 1),
            "/river/u/1": update_page(coverage, "1"),
        }

    for address, page in pages().items():
        link = LexborHTMLParser(page).css_first(".by-hand a")
        assert link is not None
        assert link.attributes == {"href": address}
    story.happen(CoverageClosed())
    assert not [page for page in pages().values() if LexborHTMLParser(page).css(".by-hand")]


def test_no_page_reloads_itself() -> None:
    """Who reads slowly, or hears the page read, would lose their place."""
    assert not LexborHTMLParser(front_page(_story(2).coverage)).css("[http-equiv]")


def test_a_page_has_no_script_or_style_of_its_own() -> None:
    tree = LexborHTMLParser(front_page(_story(3).coverage))
    assert not [script for script in tree.css("script") if script.text()]
    assert not tree.css("style, [style]")


def test_the_index_lists_what_goes_on_before_what_has_ended() -> None:
    ended = Story(replace(DETAILS, headline="Ended"), "ended").happen(CoveragePaused(), CoverageClosed()).coverage
    running = Story(replace(DETAILS, headline="جارية", language="ar"), "running").coverage
    tree = LexborHTMLParser(render_index([ended, running]))
    assert [link.attributes["href"] for link in tree.css("h2 a")] == ["/running", "/ended"]
    assert tree.css_first("li[lang=ar][dir=rtl]") is not None


def test_pages_around_the_coverages_stand_by_themselves() -> None:
    assert "Nothing is being covered" in render_index([])
    assert "Page not found" in render_not_found()
