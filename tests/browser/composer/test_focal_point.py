"""What a crop must keep: said by pointing, and by the keyboard alone."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.composer.composing import DEVELOPED, Composer, photograph, updates
from tests.running import Server, Story

_FROM_LEFT, _FROM_TOP = "From the left, in percent", "From the top, in percent"


def _point(shown: Locator, x: float, y: float) -> None:
    box = shown.bounding_box()
    assert box is not None
    shown.click(position={"x": box["width"] * x, "y": box["height"] * y})


def test_the_composer_takes_it_from_the_keyboard_and_from_a_pointer(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.drop(photograph())
    composer.expect_picture()
    composer.field("Description for those who cannot see it").fill("The gates")
    button = composer.page.get_by_role("button", name="What a crop must keep…")
    dialog = composer.page.get_by_role("dialog", name="What a crop must keep")
    button.focus()
    composer.press("Enter")
    dialog.get_by_label(_FROM_LEFT).focus()
    composer.press("Home", "ArrowRight", "ArrowRight", "Tab", "End", "Tab", "Enter")
    expect(dialog).to_be_hidden(timeout=DEVELOPED)
    button.click()
    expect(dialog.get_by_label(_FROM_LEFT)).to_have_value("2")
    expect(dialog.get_by_label(_FROM_TOP)).to_have_value("100")
    _point(dialog.locator(".focus-shown"), 0.75, 0.25)
    expect(dialog.get_by_label(_FROM_LEFT)).to_have_value(re.compile("7[4-6]"))
    dialog.get_by_role("button", name="Keep this point").click()
    expect(dialog).to_be_hidden(timeout=DEVELOPED)
    composer.publish()
    (picture,) = updates(server, story.slug)[0]["body"]
    assert 74 <= picture["focal_point"]["x"] <= 76
    assert 24 <= picture["focal_point"]["y"] <= 26
    assert (picture["card"]["width"], picture["card"]["height"]) != (picture["width"], picture["height"])


def test_the_library_takes_it_from_a_pointer_and_from_the_keyboard(composer: Composer, server: Server) -> None:
    composer.drop(photograph(910), "focus.jpg")
    composer.expect_picture()
    page = composer.page
    page.goto(f"{server.url}/desk/pictures/?q=focus.jpg")
    page.locator(".picture-list a").first.click()
    card = page.locator(".card-shown img")
    before = card.get_attribute("src")
    _point(page.locator(".focus-shown"), 0.1, 0.9)
    expect(page.get_by_label(_FROM_LEFT)).to_have_value(re.compile("9|1[01]"))
    page.get_by_label(_FROM_TOP).focus()
    composer.press("Home", "Tab", "Enter")
    expect(page.get_by_text("Kept. Crops are made around this point")).to_be_visible(timeout=DEVELOPED)
    expect(page.get_by_label(_FROM_TOP)).to_have_value("0")
    assert card.get_attribute("src") != before
