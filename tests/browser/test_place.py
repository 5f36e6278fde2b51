"""Nothing that is being read ever moves, and what is new waits to be asked for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import SOON, expect_applied, expect_streaming, look_at, top_of, visible_ids
from tests.running import Journalist, Server, Story


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open("long-night")


@pytest.fixture
def updates(story: Story) -> list[str]:
    return [
        story.publish(f"Report {number}", *["It has been a long night at the harbour."] * 3) for number in range(12)
    ]


@pytest.fixture
def page(server: Server, story: Story, updates: list[str], reader: Callable[..., Page]) -> Page:
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    look_at(page, updates[4])
    return page


def test_new_updates_wait_behind_a_button_that_counts_them(page: Page, story: Story) -> None:
    before = visible_ids(page)
    new = [story.publish(f"New {number}") for number in range(3)]
    expect(page.locator("#pending")).to_contain_text("3", timeout=SOON)
    expect(page.locator("#pending")).to_be_visible()
    assert page.title().startswith("(3)")
    assert visible_ids(page) == before
    page.locator("#pending").click()
    expect(page.locator(f"#u-{new[-1]}")).to_be_in_viewport(timeout=SOON)
    expect(page.locator("#pending")).to_be_hidden()
    assert visible_ids(page)[:3] == [f"u-{update_id}" for update_id in reversed(new)]
    assert not page.title().startswith("(")


def test_what_is_read_stays_where_it_is_whatever_changes_above(page: Page, story: Story, updates: list[str]) -> None:
    before = top_of(page, updates[4])
    longer = ["Much more is known about this now than before."] * 20
    story.publish("New on top")
    story.do("revise", id=updates[8], heading="Report 8", body=longer)
    story.do("hold", id=updates[7])
    story.do("retract", id=updates[6], reason="Not so.")
    story.do("release", id=updates[7])
    story.do("points", points=["First point.", "Second point.", "Third point."])
    story.do("flag", id=updates[9])
    last = story.do("pin", id=updates[10])["seq"]
    expect_applied(page, last)
    assert abs(top_of(page, updates[4]) - before) < 2


def test_an_update_is_not_replaced_under_selected_text(page: Page, story: Story, updates: list[str]) -> None:
    page.locator(f"#u-{updates[4]} p", has_text="long night").first.evaluate(
        "one => { const range = document.createRange(); range.selectNodeContents(one);"
        " const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range); }",
    )
    story.do("revise", id=updates[4], heading="Report 4", body=["Other words."])
    story.publish("Something else")
    expect(page.locator("#pending")).to_be_visible(timeout=SOON)
    assert "long night" in page.evaluate("() => String(getSelection())")
    page.evaluate("() => getSelection().removeAllRanges()")
    expect(page.locator(f"#u-{updates[4]}")).to_contain_text("Other words.", timeout=SOON)


def test_by_keyboard_alone_a_reader_comes_to_the_new_updates(page: Page, story: Story) -> None:
    new = story.publish("For the keyboard")
    expect(page.locator("#pending")).to_be_visible(timeout=SOON)
    for _ in range(200):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("() => document.activeElement?.id") == "pending":
            break
    page.keyboard.press("Enter")
    expect(page.locator(f"#u-{new}")).to_be_in_viewport(timeout=SOON)


def test_a_screen_reader_is_told_politely(page: Page, story: Story) -> None:
    status = page.locator("#live-status")
    expect(status).to_have_attribute("role", "status")
    story.publish("Heard by all")
    expect(status).not_to_be_empty(timeout=SOON)
