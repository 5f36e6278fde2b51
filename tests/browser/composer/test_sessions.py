"""The session ends in the middle of it."""

from collections.abc import Callable

from playwright.sync_api import StorageState, expect

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


def test_in_the_session_of_somebody_else_nothing_is_saved_or_sent(
    composer: Composer, cookies: Callable[[str], StorageState], server: Server, story: Story
) -> None:
    composer.type("Ida's words")
    composer.expect_state("desk")
    of_ida = composer.context.cookies()
    composer.context.clear_cookies()
    composer.context.add_cookies(cookies("ben")["cookies"])  # type: ignore[arg-type]
    composer.page.keyboard.type(" are hers")
    composer.expect_state("signed-out")
    expect(composer.page.get_by_text("sign in as yourself, then go on").first).to_be_visible()
    composer.press("Control+Enter")
    expect(composer.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    drafts = Composer(composer.context.new_page(), server, story.slug).page
    drafts.goto(f"{server.url}/desk/c/{story.slug}/drafts/")
    expect(drafts.locator("main")).not_to_contain_text("are hers")
    drafts.close()
    assert bodies(server, story) == []
    composer.context.clear_cookies()
    composer.context.add_cookies(of_ida)  # type: ignore[arg-type]
    composer.expect_published()
    assert bodies(server, story) == ["Ida's words are hers"]
