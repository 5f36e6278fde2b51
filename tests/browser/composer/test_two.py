"""Two windows, two people: neither overwrites the other in silence."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.composer.composing import SOON, Composer, bodies
from tests.running import Server, Story


def test_of_two_windows_with_one_draft_neither_overwrites_the_other(composer: Composer) -> None:
    composer.type("One")
    composer.expect_state("desk")
    second = Composer(composer.context.new_page(), composer.server, composer.slug)
    second.page.goto(composer.page.url)
    expect(second.text).to_have_text("One", timeout=SOON)
    second.press("Control+End")
    second.page.keyboard.type(" two")
    second.expect_state("desk")
    composer.text.focus()
    composer.press("Control+End")
    composer.page.keyboard.type(" three")
    composer.expect_state("conflict")
    expect(composer.text).to_have_text("One three")
    composer.page.get_by_role("button", name="Take the other").click()
    expect(composer.text).to_have_text("One two")


def test_of_two_editors_the_second_sees_both_texts_before_anything_is_overwritten(
    window: Callable[..., Composer], server: Server, story: Story
) -> None:
    update_id = story.publish("Gates", "One")
    path = f"u/{update_id}/edit/"
    ida, ben = window("ida", path), window("ben", path)
    for composer, words in ((ida, "Two, by Ida"), (ben, "Three, by Ben")):
        composer.text.focus()
        composer.press("Control+a")
        composer.page.keyboard.type(words)
    ida.publish()
    ben.press("Control+Enter")
    told = ben.page.locator(".conflict")
    expect(told).to_contain_text("Two, by Ida", timeout=SOON)
    expect(ben.text).to_have_text("Three, by Ben")
    assert bodies(server, story) == ["Two, by Ida"]
    told.get_by_role("button", name="Put both versions together").click()
    ben.page.wait_for_url("**/merge/")
    expect(ben.page.locator("main")).to_contain_text("Two, by Ida")
    expect(ben.page.locator("main")).to_contain_text("Three, by Ben")
