"""The five parts of a page, and when each has to be made again."""

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from onrecord.domain.content import KeyPoint
from onrecord.domain.events import KeyPointsSet, RecordedEvent, UpdateHeld, UpdatePinned
from onrecord.domain.fold import apply
from onrecord.domain.ids import UpdateId
from onrecord.render import PARTS, part_stands, part_value, render_part
from tests import strategies
from tests.story import Story, front_page, text_of, words


@given(strategies.histories())
def test_a_part_changes_only_when_its_value_does(history: list[RecordedEvent]) -> None:
    coverage = apply(None, history[0])
    for recorded in history[1:]:
        later = apply(coverage, recorded)
        for name in PARTS:
            if part_value(name, coverage) == part_value(name, later):
                assert render_part(name, coverage, 7) == render_part(name, later, 7)
        coverage = later


@given(strategies.histories() | strategies.erased_histories())
def test_the_value_of_a_part_that_stands_is_what_it_was(history: list[RecordedEvent]) -> None:
    coverage = apply(None, history[0])
    for recorded in history[1:]:
        later = apply(coverage, recorded)
        update_id = getattr(recorded.event, "update_id", None)
        concerned = None if update_id is None else later.updates[update_id]
        for name in PARTS:
            if part_stands(name, coverage, later, concerned):
                assert part_value(name, coverage) == part_value(name, later)
        coverage = later


def test_all_but_the_time_stands_after_a_plain_update() -> None:
    before = Story().publish("one", words("News"), is_key_event=True).happen(UpdatePinned(update_id=UpdateId("one")))
    earlier = before.coverage
    later = before.publish("two", words("More")).coverage
    assert [name for name in PARTS if not part_stands(name, earlier, later, before.update("two"))] == [
        "coverage-updated"
    ]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_one_element_that_carries_its_name_and_version(name: str) -> None:
    body = LexborHTMLParser(render_part(name, Story().coverage, 41)).body
    assert body is not None
    children = list(body.iter())
    assert [(child.id, child.attributes["data-version"]) for child in children] == [(name, "41")]


def test_parts_with_nothing_to_show_are_hidden() -> None:
    tree = LexborHTMLParser(front_page(Story().coverage))
    assert {element.id for element in tree.css("main [hidden][data-version]")} == {"key-points", "pinned", "key-events"}


def test_an_unknown_part_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="coverage-head"):
        render_part("footer", Story().coverage, 1)


def test_the_pinned_copy_has_ids_of_its_own_and_no_order() -> None:
    story = (
        Story().publish("one", words("Words", heading="Bridge closed")).happen(UpdatePinned(update_id=UpdateId("one")))
    )
    tree = LexborHTMLParser(render_part("pinned", story.coverage, 3))
    assert tree.css_first("#pinned article#pinned-one h2#pinned-one-heading") is not None
    assert not tree.css("[data-order]")


def test_a_pinned_update_that_is_held_is_not_shown() -> None:
    one = UpdateId("one")
    story = Story().publish("one", words("Secret")).happen(UpdatePinned(update_id=one), UpdateHeld(update_id=one))
    assert "Secret" not in render_part("pinned", story.coverage, 4)


def test_key_events_link_to_their_updates_newest_first_with_their_times() -> None:
    story = Story()
    for number in range(7):
        story.publish(f"{number}", words(f"Words {number}", heading=f"Heading {number}"), is_key_event=number != 3)
    tree = LexborHTMLParser(render_part("key-events", story.coverage, 8))
    links = tree.css("nav#key-events a")
    assert [link.attributes["href"] for link in links] == [f"/river/u/{number}" for number in (6, 5, 4, 2, 1, 0)]
    assert text_of(tree, "a") == "09:00 UTC Heading 6"
    assert len(tree.css("details a")) == 2


def test_an_untitled_key_event_is_named_by_its_first_words() -> None:
    story = Story().publish("one", words("The <i>ferry</i> is found."), is_key_event=True)
    assert (
        text_of(LexborHTMLParser(render_part("key-events", story.coverage, 2)), ".key-event-name")
        == "The ferry is found."
    )


def test_a_point_of_the_summary_links_to_the_update_it_rests_on_while_that_stands() -> None:
    one = UpdateId("one")
    points = KeyPointsSet(points=(KeyPoint(html="Water at <b>6 m</b>", update_id=one),))
    story = Story().publish("one", words("Words", heading="Gauge")).happen(points)
    link = LexborHTMLParser(render_part("key-points", story.coverage, 3)).css_first("li a")
    assert link is not None
    assert link.attributes["href"] == "/river/u/one"
    held = LexborHTMLParser(render_part("key-points", story.happen(UpdateHeld(update_id=one)).coverage, 4))
    assert held.css_first("li a") is None
    assert text_of(held, "li") == "Water at 6 m"
