"""The network goes and comes back, and so does the server: nothing is lost, and nothing is published twice."""

from playwright.sync_api import expect

from tests.browser.composer.composing import SOON, Composer, bodies
from tests.running import Server, Story


def test_written_offline_queued_closed_and_opened_again_it_is_published_once(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("The gates")
    composer.expect_state("desk")
    composer.context.set_offline(True)
    composer.page.keyboard.type(" are closed.")
    composer.expect_state("offline")
    composer.press("Control+Enter")
    expect(composer.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    expect(composer.outcome).to_contain_text("No network. This update waits on this device")
    composer.page.close()
    assert bodies(server, story) == []
    composer.context.set_offline(False)
    page = composer.context.new_page()
    page.goto(f"{server.url}/desk/")
    expect(page.locator("#desk-notices")).to_contain_text("Published: “The gates are closed.”", timeout=SOON)
    assert bodies(server, story) == ["The gates are closed."]
    Composer(page, server, story.slug).open()
    expect(page.get_by_text("Not published yet")).to_have_count(0)


def test_what_waits_for_the_network_goes_out_by_itself_when_it_is_back(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("The gates are closed.")
    composer.context.set_offline(True)
    composer.press("Control+Enter")
    expect(composer.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    composer.context.set_offline(False)
    composer.expect_published()
    assert bodies(server, story) == ["The gates are closed."]


def test_what_waits_can_be_taken_back_and_edited(composer: Composer, server: Server, story: Story) -> None:
    composer.type("The gates are open.")
    composer.context.set_offline(True)
    composer.press("Control+Enter")
    composer.page.get_by_role("button", name="Take it back and edit").click()
    expect(composer.text).to_be_focused()
    composer.context.set_offline(False)
    composer.press("Control+a")
    composer.page.keyboard.type("The gates are closed.")
    composer.publish()
    assert bodies(server, story) == ["The gates are closed."]


def test_a_server_that_dies_and_comes_back_has_lost_nothing(composer: Composer, server: Server, story: Story) -> None:
    composer.type("Before ")
    composer.expect_state("desk")
    server.kill()
    composer.page.keyboard.type("and after")
    composer.expect_state("offline")
    composer.press("Control+Enter")
    expect(composer.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    server.start()
    composer.expect_published()
    assert bodies(server, story) == ["Before and after"]
