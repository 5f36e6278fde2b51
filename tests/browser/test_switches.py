"""An administrator switches streams off: what open pages say and do, and the page that does it."""

import subprocess
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.page import SOON, expect_streaming
from tests.running import COMMAND, Journalist, Server, Story

PHONE = {"width": 360, "height": 740}
# Told to poll, pages come back to the stream within two intervals and their jitter.
LATER = 60_000
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open("harbour-storm")


def onrecord(server: Server, *arguments: str) -> str:
    done = subprocess.run([COMMAND, *arguments], env=server.environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def administrator(server: Server, chromium: Browser) -> Iterator[Page]:
    link = onrecord(server, "user", "add", "ida", "--link", "--url", server.url).split()[-1]
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in to the desk").click()
    page.goto(f"{server.url}/desk/delivery/")
    yield page
    context.close()


def test_a_page_reads_its_stream_packed(server: Server, story: Story, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    streams: list[Response] = []
    page.on("response", lambda response: streams.append(response) if "/stream" in response.url else None)
    page.goto(f"{server.url}/{story.slug}")
    expect_streaming(page)
    assert streams[0].headers["content-encoding"] == "gzip"
    published = [story.publish(f"Report {number}", "Long words again. " * 40) for number in range(3)]
    for update_id in published:
        expect(page.locator(f"#u-{update_id}")).to_be_visible(timeout=SOON)
    assert len(streams) == 1
    context.close()


def test_a_page_says_that_it_is_not_live_hears_all_the_same_and_is_live_again(
    server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    onrecord(server, "delivery", "static", "--interval", "2")
    expect(page.locator("html")).to_have_attribute("data-live", "still", timeout=SOON)
    expect(page.locator("#connection")).to_contain_text("not live just now")
    update_id = story.publish("Gates close")
    expect(page.locator(f"#u-{update_id}")).to_be_visible(timeout=LATER)
    onrecord(server, "delivery", "live")
    expect(page.locator("html")).to_have_attribute("data-live", "streaming", timeout=LATER)
    expect(page.locator("#connection")).to_be_hidden()


def test_the_desk_switches_by_keyboard_alone(
    server: Server, story: Story, reader: Callable[..., Page], administrator: Page
) -> None:
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    administrator.get_by_role("radio", name="Live:").focus()
    administrator.keyboard.press("ArrowDown")
    administrator.keyboard.press("Tab")
    administrator.keyboard.type("2")
    administrator.keyboard.press("Enter")
    expect(administrator.locator("[data-switched]")).to_contain_text("Polling only")
    expect(administrator.locator("[data-switched]")).to_contain_text("every 2 seconds")
    expect(page.locator("html")).to_have_attribute("data-live", "polling", timeout=SOON)


def test_axe_finds_nothing_wrong_with_the_switch(administrator: Page) -> None:
    for scheme in SCHEMES:
        administrator.emulate_media(color_scheme=scheme)
        violations = Axe().run(administrator).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert administrator.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
