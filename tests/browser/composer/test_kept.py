"""The tab is closed, the page loaded again, another device taken up: every word is there."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.composer.composing import SOON, Composer, bodies
from tests.running import Server, Story


def test_a_tab_closed_within_a_breath_of_the_last_key_has_lost_nothing(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.context.set_offline(True)
    composer.heading.fill("Gates")
    composer.type("Every word of it")
    composer.page.close(run_before_unload=False)
    composer.context.set_offline(False)
    page = composer.context.new_page()
    again = Composer(page, server, story.slug).open()
    expect(page.get_by_text("Not published yet, written here")).to_contain_text("Gates")
    page.get_by_role("link", name="Go on with it").click()
    expect(again.text).to_have_text("Every word of it", timeout=SOON)
    expect(again.heading).to_have_value("Gates")
    again.publish()
    assert bodies(server, story) == ["Every word of it"]


def test_a_page_that_is_loaded_again_goes_on_with_the_same_text(composer: Composer) -> None:
    composer.type("Half a sen")
    composer.page.reload()
    expect(composer.text).to_have_text("Half a sen", timeout=SOON)
    composer.press("Control+End")
    composer.page.keyboard.type("tence")
    composer.expect_state("desk")
    expect(composer.text).to_have_text("Half a sentence")


def test_a_draft_is_found_on_another_device(
    composer: Composer, window: Callable[..., Composer], server: Server, story: Story
) -> None:
    composer.type("Begun on the laptop")
    composer.expect_state("desk")
    phone = window()
    phone.page.goto(f"{server.url}/desk/c/{story.slug}/drafts/")
    phone.page.get_by_role("link", name="Begun on the laptop").first.click()
    if "/write/" not in phone.page.url:
        phone.page.get_by_role("link", name=re.compile("Go on writing|Edit|Write")).first.click()
    expect(phone.text).to_have_text("Begun on the laptop", timeout=SOON)
