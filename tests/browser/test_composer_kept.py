"""No word is lost: the network goes, the tab is closed, the session ends, the server dies, two windows are open."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.browser.composing import SOON, Composer, sign_in, sign_in_link, updates
from tests.running import Journalist, Server, Story


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all of these tests; each has a coverage of its own."""
    server = Server(tmp_path_factory.mktemp("site"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def journalist(server: Server) -> Iterator[Journalist]:
    journalist = Journalist(server.environment)
    yield journalist
    journalist.leave()


@pytest.fixture(scope="module")
def cookies(chromium: Browser, server: Server) -> Callable[[str], StorageState]:
    """Signs somebody in, once."""
    states: dict[str, StorageState] = {}

    def of(name: str) -> StorageState:
        if name not in states:
            context = chromium.new_context()
            role = "reporter" if name == "rosa" else "administrator"
            sign_in(context.new_page(), sign_in_link(server, name, "--role", role))
            states[name] = context.storage_state()
            context.close()
        return states[name]

    return of


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open(f"harbour-{uuid4().hex[:8]}")


@pytest.fixture
def window(
    chromium: Browser, server: Server, story: Story, cookies: Callable[[str], StorageState]
) -> Iterator[Callable[..., Composer]]:
    """A browser of somebody's, with the composer open; fails the test for errors of the page's own."""
    contexts = []
    errors: list[str] = []

    def opened(name: str = "ida", path: str = "write/") -> Composer:
        context = chromium.new_context(storage_state=cookies(name))
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        return Composer(context.new_page(), server, story.slug).open(path)

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def composer(window: Callable[..., Composer]) -> Composer:
    return window()


def bodies(server: Server, story: Story) -> list[str]:
    """The words of what is published, the oldest first."""
    return [" ".join(str(block.get("html", "")) for block in each["body"]) for each in updates(server, story.slug)]


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


def test_an_upload_that_the_closed_tab_cut_off_goes_on_when_it_is_opened_again(
    composer: Composer, tmp_path: Path
) -> None:
    from PIL import Image

    picture = tmp_path / "gates.jpg"
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(picture)
    composer.page.route("**/compose/picture/", lambda _route: None)
    with composer.page.expect_file_chooser() as chooser:
        composer.page.get_by_role("button", name="Picture", exact=True).click()
    chooser.value.set_files(picture)
    composer.field("Description for those who cannot see it").fill("Gates")
    composer.expect_state("desk")
    address = composer.page.url
    composer.page.close()
    page = composer.context.new_page()
    page.goto(address)
    expect(page.locator(".picture-shown img")).to_have_attribute("src", re.compile("^/media/"), timeout=60_000)
    expect(page.get_by_label("Description for those who cannot see it")).to_have_value("Gates")


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
