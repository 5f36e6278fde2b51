"""Every open page shows each update, edit, correction and takedown: once, in place, without being asked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import SOON, expect_applied, expect_streaming, ids
from tests.running import Journalist, Server, Story


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open("harbour-storm")


@pytest.fixture
def three(server: Server, story: Story, reader: Callable[..., Page]) -> list[Page]:
    first = story.publish("Gates close")
    pages = [reader(f"{server.url}/{story.slug}") for _ in range(3)]
    for page in pages:
        expect_streaming(page)
        expect(page.locator(f"#u-{first}")).to_be_visible()
    return pages


def test_a_new_update_reaches_three_pages_once_and_on_top(three: list[Page], story: Story) -> None:
    published = [story.publish(f"Report {number}") for number in range(5)]
    for page in three:
        expect(page.locator(f"#u-{published[-1]}")).to_be_visible(timeout=SOON)
        assert ids(page)[:5] == [f"u-{update_id}" for update_id in reversed(published)]
        assert len(ids(page)) == len(set(ids(page))) == 6


def test_a_correction_says_on_open_pages_what_was_wrong(three: list[Page], story: Story) -> None:
    update_id = story.publish("Nine boats lost", "Nine boats were lost.")
    story.do(
        "revise",
        id=update_id,
        heading="Six boats lost",
        body=["Six boats were lost."],
        kind="correction",
        note="We first reported nine boats.",
    )
    for page in three:
        article = page.locator(f"#u-{update_id}")
        expect(article).to_contain_text("Six boats were lost.", timeout=SOON)
        expect(article).to_contain_text("We first reported nine boats.")
        expect(article).not_to_contain_text("Nine boats were lost.")


def test_a_held_update_leaves_open_pages_and_comes_back_to_its_place(three: list[Page], story: Story) -> None:
    lower, held, upper = (story.publish(heading) for heading in ("Lower", "In doubt", "Upper"))
    for page in three:
        expect(page.locator(f"#u-{upper}")).to_be_visible(timeout=SOON)
    story.do("hold", id=held)
    for page in three:
        expect(page.locator(f"#u-{held}")).to_have_count(0, timeout=SOON)
    story.do("release", id=held)
    for page in three:
        expect(page.locator(f"#u-{held}")).to_be_visible(timeout=SOON)
        assert ids(page)[:3] == [f"u-{upper}", f"u-{held}", f"u-{lower}"]


@pytest.mark.parametrize("withdrawal", ["retract", "redact"])
def test_a_withdrawn_update_keeps_its_place_and_reason_and_loses_its_words(
    three: list[Page], story: Story, withdrawal: str
) -> None:
    update_id = story.publish("Dam has burst", "Water runs through Ferrygate.", is_key_event=True)
    story.do("pin", id=update_id)
    for page in three:
        expect(page.locator("#pinned")).to_contain_text("Water runs through Ferrygate.", timeout=SOON)
    story.do(withdrawal, id=update_id, reason="The report was false.")
    for page in three:
        expect(page.locator(f"#u-{update_id}")).to_contain_text("The report was false.", timeout=SOON)
        expect(page.locator("body")).not_to_contain_text("Ferrygate")
        expect(page.locator("body")).not_to_contain_text("Dam has burst")
        expect(page.locator("#pinned")).to_be_hidden()


def test_head_summary_pin_and_key_events_change_on_open_pages(three: list[Page], story: Story) -> None:
    update_id = story.publish("Bridge closed", "The swing bridge is closed.")
    story.do("points", points=["The bridge is <b>closed</b>."])
    story.do("flag", id=update_id)
    story.do("pin", id=update_id)
    story.do("head", headline="Harbour shut as storm nears")
    for page in three:
        expect(page.locator("#coverage-head h1")).to_have_text("Harbour shut as storm nears", timeout=SOON)
        expect(page.locator("#key-points")).to_contain_text("The bridge is closed.")
        expect(page.locator("#key-events")).to_contain_text("Bridge closed")
        expect(page.locator("#pinned")).to_contain_text("The swing bridge is closed.")
        expect(page).to_have_title("Harbour shut as storm nears", timeout=SOON)


def test_an_open_page_ends_as_a_page_loaded_anew(
    three: list[Page], server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    updates = [story.publish(f"Report {number}", is_key_event=number % 3 == 0) for number in range(8)]
    story.do("hold", id=updates[1])
    story.do("retract", id=updates[2], reason="Not confirmed.")
    story.do("revise", id=updates[4], heading="Report 4, again", body=["More of it."])
    last = story.do("pin", id=updates[4])["seq"]
    fresh = reader(f"{server.url}/{story.slug}")
    for page in three:
        expect_applied(page, last)
        assert ids(page) == ids(fresh)
        assert page.locator("#updates").inner_text() == fresh.locator("#updates").inner_text()
        assert page.locator("#key-events").inner_text() == fresh.locator("#key-events").inner_text()
