"""The composer for everybody: by keys, with a screen reader, on a phone, without scripts."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, StorageState, expect

from tests.browser.composer.composing import EVERY_BLOCK, PHONE, SOON, Composer
from tests.running import Journalist, Server, Story


def test_the_list_of_keys_opens_while_writing(composer: Composer) -> None:
    composer.type("What? ")
    composer.press("Control+/")
    keys = composer.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Publish")
    composer.press("Escape")
    expect(keys).to_be_hidden()
    expect(composer.text).to_contain_text("What?")


def test_who_switched_single_letters_off_types_them_in_vain_and_chords_still_work(
    window: Callable[..., Composer], server: Server, story: Story
) -> None:
    story.publish("Gates", "They are open.")
    composer = window("sam")
    page, dialogs = composer.page, composer.page.locator("dialog[open]")
    coverage = f"{server.url}/desk/c/{story.slug}/"
    letters = page.get_by_label("Single letters are shortcuts")

    def switch(*, on: bool) -> None:
        page.goto(f"{server.url}/accounts/")
        letters.set_checked(on)
        page.locator("#keys").get_by_role("button", name="Save").click()
        expect(page.locator(".messages")).to_contain_text("Saved")

    switch(on=False)
    for address in (coverage, f"{server.url}/desk/"):
        page.goto(address)
        expect(page.get_by_role("button", name="Keys")).to_be_visible(timeout=SOON)  # its scripts have run
        composer.press("j", "p", "n", "?")
        expect(dialogs).to_have_count(0)
        expect(page.locator("[data-here]")).to_have_count(0)
        expect(page).to_have_url(address)
    composer.open()
    composer.type("n? ")
    composer.press("Control+/")
    expect(dialogs).to_contain_text("Publish")
    composer.press("Escape")
    composer.publish()
    switch(on=True)
    page.goto(coverage)
    composer.press("j")
    expect(page.locator("[data-here]")).to_have_count(1)
    composer.press("n")
    expect(composer.text).to_be_focused(timeout=SOON)


def test_without_scripts_the_plain_form_is_there(
    chromium: Browser, cookies: Callable[[str], StorageState], server: Server, story: Story
) -> None:
    context = chromium.new_context(java_script_enabled=False, storage_state=cookies("ida"))
    page = context.new_page()
    page.goto(f"{server.url}/desk/c/{story.slug}/write/")
    expect(page.get_by_label("Text", exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_composer_is_accessible_and_fits_a_phone(
    window: Callable[..., Composer], journalist: Journalist, scheme: str, direction: str
) -> None:
    story = journalist.open(f"harbour-{uuid4().hex[:8]}", language="ar" if direction == "rtl" else "en")
    # The checker is a script, which the desk's policy keeps out; nothing else is different.
    composer = window(slug=story.slug, viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    page = composer.page
    update_id = str(uuid4())
    composer.send({"content": {"heading": "Everything", "body": EVERY_BLOCK}}, update_id)
    for path in ("write/", f"u/{update_id}/edit/"):
        composer.open(path)
        page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
        page.locator("#composer details.more summary").click()
        page.wait_for_function("() => [...document.images].every(each => each.complete)")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        violations = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in violations] == []


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}])
def test_two_versions_beside_each_other_are_accessible(
    window: Callable[..., Composer], story: Story, viewport: dict[str, int]
) -> None:
    path = f"u/{story.publish('Gates', 'One')}/edit/"
    first, second = window("ben", path), window("ida", path, viewport=viewport, bypass_csp=True)
    first.heading.fill("Gates shut")
    second.heading.fill("Gates open")
    first.publish()
    second.press("Control+Enter")
    expect(second.page.get_by_role("region", name="What stands now")).to_contain_text("Gates shut", timeout=SOON)
    assert second.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    violations = Axe().run(second.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_on_a_phone_the_buttons_stand_in_one_row(window: Callable[..., Composer]) -> None:
    page = window(viewport=PHONE).page
    bar = page.locator(".composer-actions")
    tops = bar.locator("button:visible").evaluate_all(
        "all => all.map(each => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(tops) == 3
    assert len(set(tops)) == 1
    more = bar.get_by_role("button", name="More actions")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(bar.get_by_role("button", name="Submit")).to_be_visible()
    expect(bar.get_by_role("button", name="Schedule…")).to_be_visible()


def test_the_composer_leads_to_what_this_device_keeps(composer: Composer) -> None:
    composer.type("Water is high")
    composer.expect_state("desk")
    composer.page.get_by_role("link", name="What this device keeps").click()
    expect(composer.page.locator("#this-device")).to_contain_text("Water is high", timeout=SOON)
