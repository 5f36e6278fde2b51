"""The session ends in the middle of it."""

from playwright.sync_api import expect

from tests.browser.composer.composing import SOON, Composer, bodies, sign_in, sign_in_link
from tests.running import Server, Story


def test_a_session_that_ends_in_mid_sentence_costs_no_letter(composer: Composer, server: Server, story: Story) -> None:
    composer.type("The gates ")
    composer.expect_state("desk")
    composer.context.clear_cookies(name="sessionid")
    composer.page.keyboard.type("are ")
    composer.expect_state("signed-out")
    expect(composer.page.get_by_text("Nothing is lost").first).to_be_visible()
    composer.page.keyboard.type("closed.")
    other = composer.context.new_page()
    sign_in(other, sign_in_link(server, "ida"))
    other.close()
    composer.expect_state("desk")
    expect(composer.text).to_have_text("The gates are closed.")
    composer.publish()
    assert bodies(server, story) == ["The gates are closed."]


def test_publishing_after_the_session_has_ended_waits_for_the_sign_in(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("The gates are closed.")
    composer.expect_state("desk")
    composer.context.clear_cookies(name="sessionid")
    composer.press("Control+Enter")
    expect(composer.outcome).to_contain_text("published when you have signed in", timeout=SOON)
    other = composer.context.new_page()
    sign_in(other, sign_in_link(server, "ida"))
    other.close()
    composer.expect_published()
    assert bodies(server, story) == ["The gates are closed."]
