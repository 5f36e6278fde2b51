"""The composer is opened where the desk cannot be reached: what was open on this device before is enough to write."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.browser.composer.composing import SOON, Composer, bodies
from tests.running import Server, Story

_READY = """async () => {
    await navigator.serviceWorker.ready;
    const cache = await caches.open("onrecord-desk");
    const kits = await new Promise(done => {
        const opening = indexedDB.open("onrecord-desk");
        opening.onsuccess = () => {
            if (!opening.result.objectStoreNames.contains("kits")) {
                opening.result.close();
                return done([]);
            }
            const all = opening.result.transaction("kits").objectStore("kits").getAll();
            all.onsuccess = () => { opening.result.close(); done(all.result); };
        };
    });
    const page = await cache.match("/desk/offline/", {ignoreVary: true});
    return page !== undefined && kits.some(each => location.pathname.includes(each.slug));
}"""
_KEPT = """async () => {
    const opening = await new Promise(done => {
        const request = indexedDB.open("onrecord-desk");
        request.onsuccess = () => done(request.result);
    });
    const all = name => new Promise(done => {
        const request = opening.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => done(request.result.map(each => each.user));
    });
    const [texts, kits, queue] = [await all("texts"), await all("kits"), await all("queue")];
    opening.close();
    return {caches: await caches.keys(), texts, kits, queue, who: localStorage.getItem("onrecord-desk-user")};
}"""


def until(page: Page, script: str) -> None:
    """Until what the page's asynchronous script answers is true."""
    deadline = time.monotonic() + SOON / 1000
    while not page.evaluate(script):
        assert time.monotonic() < deadline, "it never came to be so"
        page.wait_for_timeout(100)


def prepared(page: Page) -> None:
    """Until this device has all that the composer of the coverage on the page needs."""
    until(page, _READY)


@pytest.fixture
def coverage(composer: Composer, server: Server, story: Story) -> Page:
    """The coverage's page at the desk, open; no composer has been."""
    page = composer.context.new_page()
    composer.page.close()
    page.goto(f"{server.url}/desk/c/{story.slug}/")
    prepared(page)
    return page


def test_the_key_for_a_new_update_opens_a_composer_without_a_network_and_what_is_queued_goes_out_once(
    coverage: Page, server: Server, story: Story
) -> None:
    coverage.context.set_offline(True)
    coverage.keyboard.press("n")
    composer = Composer(coverage, server, story.slug)
    expect(composer.text).to_be_focused(timeout=SOON)
    expect(coverage.get_by_text("this page comes from this device")).to_be_visible()
    coverage.keyboard.type("The gates are closed.")
    composer.expect_state("offline")
    composer.press("Control+Enter")
    expect(composer.outcome).to_contain_text("No network. This update waits on this device", timeout=SOON)
    coverage.context.set_offline(False)
    composer.expect_published()
    assert bodies(server, story) == ["The gates are closed."]


def test_a_tab_opened_again_without_a_network_has_the_text_that_was_being_written(
    composer: Composer, server: Server, story: Story
) -> None:
    prepared(composer.page)
    composer.heading.fill("Gates")
    composer.type("Half a sen")
    composer.expect_state("desk")
    address = composer.page.url
    composer.context.set_offline(True)
    composer.page.close()
    page = composer.context.new_page()
    page.goto(address)
    again = Composer(page, server, story.slug)
    expect(again.text).to_have_text("Half a sen", timeout=SOON)
    expect(again.heading).to_have_value("Gates")
    again.press("Control+End")
    page.keyboard.type("tence")
    again.expect_state("offline")
    page.context.set_offline(False)
    again.expect_state("desk")
    page.reload()
    expect(page.get_by_text("this page comes from this device")).to_have_count(0)
    expect(again.text).to_have_text("Half a sentence", timeout=SOON)
    again.publish()
    assert bodies(server, story) == ["Half a sentence"]


def test_an_update_that_was_open_for_editing_is_revised_without_a_network(
    composer: Composer, server: Server, story: Story
) -> None:
    update_id = story.publish("Gates", "They are open.")
    composer.open(f"u/{update_id}/edit/")
    prepared(composer.page)
    composer.context.set_offline(True)
    composer.page.reload()
    expect(composer.text).to_have_text("They are open.", timeout=SOON)
    composer.press("Control+a")
    composer.page.keyboard.type("They are shut.")
    composer.press("Control+Enter")
    expect(composer.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    composer.context.set_offline(False)
    composer.expect_published()
    assert bodies(server, story) == ["They are shut."]


def test_other_pages_say_what_this_device_has_and_come_back_by_themselves(
    coverage: Page, server: Server, story: Story
) -> None:
    coverage.context.set_offline(True)
    coverage.goto(f"{server.url}/desk/")
    expect(coverage.get_by_text("No network. This page of the desk is not on this device.")).to_be_visible(timeout=SOON)
    coverage.get_by_role("link", name="Write an update").first.click()
    expect(coverage.locator("#composer-text")).to_be_visible(timeout=SOON)
    coverage.goto(f"{server.url}/desk/")
    coverage.context.set_offline(False)
    expect(coverage.get_by_role("link", name="Open a coverage")).to_be_visible(timeout=SOON)
    assert bodies(server, story) == []


def test_where_the_desk_answers_its_own_page_is_shown(coverage: Page, server: Server, story: Story) -> None:
    story.publish("Gates", "They are open.")
    coverage.goto(f"{server.url}/desk/c/{story.slug}/")
    expect(coverage.locator("main")).to_contain_text("Gates")
    assert coverage.evaluate("caches.match('/desk/')") is None


def test_while_the_server_is_away_the_composer_opens_too(coverage: Page, server: Server, story: Story) -> None:
    server.kill()
    coverage.goto(f"{server.url}/desk/c/{story.slug}/write/")
    composer = Composer(coverage, server, story.slug)
    expect(composer.text).to_be_focused(timeout=SOON)
    coverage.keyboard.type("During a deploy")
    composer.press("Control+Enter")
    expect(composer.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    server.start()
    composer.expect_published()
    assert bodies(server, story) == ["During a deploy"]


def test_who_signs_out_leaves_their_words_and_nothing_else(window: Callable[..., Composer], server: Server) -> None:
    composer = window("olga")  # her session ends with this test
    prepared(composer.page)
    composer.type("Not yet")
    composer.expect_state("desk")
    composer.page.get_by_role("button", name="Sign out").click()
    composer.page.wait_for_url("**/accounts/login/**")
    page = composer.page
    until(page, "async () => (await caches.keys()).length === 0")
    assert page.evaluate(_KEPT) == {"caches": [], "texts": ["olga"], "kits": [], "queue": [], "who": None}
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{server.url}/desk/c/{composer.slug}/write/")


def test_another_person_on_the_same_device_sees_nothing_of_what_the_first_wrote(
    composer: Composer, cookies: Callable[[str], StorageState], server: Server, story: Story
) -> None:
    prepared(composer.page)
    composer.heading.fill("Ida's own")
    composer.type("Words that are only hers")
    composer.expect_state("desk")
    address = composer.page.url
    composer.context.clear_cookies()
    composer.context.add_cookies(cookies("ben")["cookies"])  # type: ignore[arg-type]
    composer.page.close()
    page = composer.context.new_page()
    of_ben = Composer(page, server, story.slug).open()
    prepared(page)
    page.wait_for_function("() => localStorage.getItem('onrecord-desk-user') === 'ben'", timeout=SOON)
    for is_offline in (False, True):
        page.context.set_offline(is_offline)
        for path in (f"{server.url}/desk/", f"{server.url}/desk/c/{story.slug}/write/", address):
            page.goto(path)
            expect(page.locator("main")).to_be_visible(timeout=SOON)
            expect(page.get_by_text(re.compile("Ida's own|only hers"))).to_have_count(0)
    expect(of_ben.text).to_have_text("", timeout=SOON)
    kept = page.evaluate(_KEPT)
    assert (set(kept["kits"]), set(kept["texts"])) == ({"ben"}, {"ida"}), "what ida wrote waits for her, under her name"


def test_readers_pages_are_none_of_its_business(coverage: Page, server: Server, story: Story) -> None:
    coverage.goto(f"{server.url}/{story.slug}")
    assert coverage.evaluate("navigator.serviceWorker.controller") is None
    registered = "async () => (await navigator.serviceWorker.getRegistrations()).map(each => each.scope)"
    assert coverage.evaluate(registered) == [f"{server.url}/desk/"]


def test_forgetting_this_device_names_what_is_lost_and_removes_it(
    composer: Composer, server: Server, story: Story
) -> None:
    prepared(composer.page)
    composer.heading.fill("At the desk as well")
    composer.type("Gates")
    composer.expect_state("desk")
    composer.open()
    composer.context.set_offline(True)
    composer.heading.fill("Only here")
    composer.type("Ferries")
    composer.expect_state("offline")
    composer.page.close()
    page = composer.context.new_page()
    page.goto(f"{server.url}/desk/c/{story.slug}/write/")
    queued = Composer(page, server, story.slug)
    expect(queued.text).to_be_visible(timeout=SOON)
    queued.type("Queued")
    queued.press("Control+Enter")
    expect(queued.outcome).to_have_attribute("data-kind", "queued", timeout=SOON)
    page.context.route("**/compose/publish/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"{server.url}/accounts/")
    here = page.locator("#this-device")
    expect(here.get_by_role("listitem")).to_have_count(3, timeout=SOON)
    here.get_by_role("button", name="Forget this device").click()
    asked = page.get_by_role("dialog", name="Forget this device?")
    for words, title in (
        ("Not published yet, and lost:", "Queued"),
        ("Only on this device, and lost:", "Only here"),
        ("Also at the desk, where it stays:", "At the desk as well"),
    ):
        expect(asked.locator("div", has=page.get_by_text(words, exact=True)).last).to_contain_text(title)
    page.keyboard.press("Enter")  # what has the focus is to keep it
    expect(asked).to_have_count(0)
    expect(here.get_by_role("listitem")).to_have_count(3)
    here.get_by_role("button", name="Forget this device").click()
    asked.get_by_role("button", name="Forget this device").click()
    expect(here).to_contain_text("Nothing of yours is on this device any more.", timeout=SOON)
    assert page.evaluate(_KEPT) == {"caches": [], "texts": [], "kits": [], "queue": [], "who": None}
    assert bodies(server, story) == []
