"""Published once, and what is said of it; or handed on to an editor."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.composer.composing import SOON, Composer, bodies, updates
from tests.running import Server, Story


def test_who_publishes_is_told_when_it_was_durable_and_when_readers_had_it(
    composer: Composer, server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    page = reader(f"{server.url}/{story.slug}")
    expect(page.locator("html")).to_have_attribute("data-live", "streaming", timeout=SOON)
    composer.type("The gates are closed.")
    composer.publish()
    expect(composer.outcome).to_contain_text("as number 2")
    expect(composer.outcome).to_contain_text(re.compile(r"One reader has it, \d+\.\d+ s after"), timeout=SOON)
    expect(page.locator("#updates")).to_contain_text("The gates are closed.")


def test_a_double_click_publishes_once(composer: Composer, server: Server, story: Story) -> None:
    composer.type("Once")
    composer.page.get_by_role("button", name=re.compile("^Publish")).dblclick()
    composer.expect_published()
    assert bodies(server, story) == ["Once"]


def test_an_answer_that_was_lost_is_asked_for_again_and_it_is_published_once(
    composer: Composer, server: Server, story: Story
) -> None:
    answers = []

    def lose_the_first(route: object) -> None:
        answers.append(route.fetch().status)  # type: ignore[attr-defined]
        if len(answers) == 1:
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    composer.page.route("**/compose/publish/", lose_the_first)
    composer.type("Once")
    composer.press("Control+Enter")
    composer.expect_published()
    assert answers[0] == 200
    assert len(answers) > 1
    assert bodies(server, story) == ["Once"]


def test_a_mistaken_publish_is_undone_by_one_key(composer: Composer, server: Server, story: Story) -> None:
    composer.type("Too early")
    composer.publish()
    composer.press("u")
    composer.page.wait_for_url(re.compile(f"/desk/c/{story.slug}/$"))
    (update,) = updates(server, story.slug)
    assert update["standing"] == "retracted"
    assert "Too early" not in str(update)


def test_submitting_keeps_the_draft_and_asks_an_editor(composer: Composer, server: Server, story: Story) -> None:
    composer.type("For an editor's eyes")
    composer.page.get_by_role("button", name="Submit", exact=True).click()
    composer.page.wait_for_url(re.compile(f"/desk/c/{story.slug}/$"))
    expect(composer.page.locator("main")).to_contain_text("For an editor's eyes")
    assert bodies(server, story) == []


def test_a_reporter_cannot_publish_but_the_same_chord_submits(
    window: Callable[..., Composer], server: Server, story: Story
) -> None:
    composer = window("rosa")
    expect(composer.page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)
    composer.type("For an editor's eyes")
    composer.press("Control+Enter")
    composer.page.wait_for_url(re.compile(f"/desk/c/{story.slug}/$"))
    assert bodies(server, story) == []
