"""The lid is closed over the composer, for as long as it takes; and who does not see it hears of what happens."""

from playwright.sync_api import expect

from tests.browser.composer.composing import SOON, Composer, bodies, photograph, sign_in, sign_in_link
from tests.running import Server, Story


def test_a_tab_that_slept_until_its_session_had_ended_wakes_with_every_word(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("The gates are ")
    asleep = composer.context.new_cdp_session(composer.page)
    asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    composer.context.clear_cookies(name="sessionid")
    asleep.send("Page.setWebLifecycleState", {"state": "active"})
    composer.page.keyboard.type("closed.")
    composer.expect_state("signed-out")
    expect(composer.text).to_have_text("The gates are closed.")
    other = composer.context.new_page()
    sign_in(other, sign_in_link(server, "ida"))
    other.close()
    composer.expect_state("desk")
    composer.publish()
    assert bodies(server, story) == ["The gates are closed."]


def test_a_tab_that_is_thrown_away_in_its_sleep_has_lost_nothing(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("Half a sentence")
    asleep = composer.context.new_cdp_session(composer.page)
    asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    composer.page.close(run_before_unload=False)
    again = Composer(composer.context.new_page(), server, story.slug).open()
    again.page.get_by_role("link", name="Go on with it").click()
    expect(again.text).to_have_text("Half a sentence", timeout=SOON)


def test_a_screen_reader_finds_the_text_its_tools_and_what_is_switched_on(composer: Composer) -> None:
    page = composer.page
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_be_focused()
    tools = page.get_by_role("toolbar", name="Formatting")
    bold = tools.get_by_role("button", name="Bold")
    expect(bold).to_have_attribute("aria-pressed", "false")
    composer.press("Control+b")
    composer.page.keyboard.type("Now")
    expect(bold).to_have_attribute("aria-pressed", "true")
    unnamed = page.locator("#composer :is(button, input, textarea, select):visible").evaluate_all(
        """all => all.filter(each => !each.labels?.length && !each.ariaLabel && !each.textContent.trim())
           .map(each => each.outerHTML)"""
    )
    assert unnamed == []


def test_what_is_kept_waits_and_is_published_is_announced(composer: Composer) -> None:
    said = composer.page.get_by_role("status")
    composer.type("Water is high")
    expect(said.filter(has_text="Saved at the desk")).to_be_visible(timeout=SOON)
    composer.context.set_offline(True)
    composer.press("Control+Enter")
    expect(said.filter(has_text="No network. This update waits")).to_be_visible(timeout=SOON)
    composer.context.set_offline(False)
    composer.expect_published()
    expect(said.filter(has_text="Published")).to_be_attached(timeout=SOON)


def test_an_error_is_announced_at_once_and_stands_where_the_writing_goes_on(composer: Composer) -> None:
    composer.press("Control+Enter")
    alert = composer.page.get_by_role("alert")
    expect(alert).to_contain_text("An update needs a heading or a body.", timeout=SOON)
    expect(composer.text).to_be_focused()


def test_a_picture_that_was_taken_down_meanwhile_is_taken_out_by_one_button(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("Water is high.")
    composer.drop(photograph(930), "levels.jpg")
    composer.expect_picture()
    composer.field("Description for those who cannot see it").fill("A gauge")
    composer.expect_state("desk")
    library = composer.context.new_page()
    library.goto(f"{server.url}/desk/pictures/?q=levels.jpg")
    library.locator(".picture-list a").first.click()
    path = library.url.rstrip("/")
    token = library.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    gone = library.request.post(
        f"{path}/take-down/",
        form={"reason": "A court asked.", "confirmation": "TAKE DOWN", "csrfmiddlewaretoken": token},
        headers={"Referer": library.url},
    )
    assert gone.ok
    library.close()
    composer.press("Control+Enter")
    expect(composer.page.get_by_role("alert")).to_contain_text("was taken down", timeout=SOON)
    composer.page.get_by_role("button", name="Take it out and publish").click()
    composer.expect_published()
    assert bodies(server, story) == ["Water is high."]


def test_what_is_typed_while_a_picture_is_selected_does_not_take_its_place(composer: Composer) -> None:
    composer.drop(photograph(940))
    composer.expect_picture()
    composer.text.focus()
    composer.page.keyboard.type("After it")
    composer.expect_picture()
    expect(composer.text).to_contain_text("After it")
