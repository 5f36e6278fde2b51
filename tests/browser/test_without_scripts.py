"""Browsers without scripts, and those that did not get ours: the page is complete, and one can look for what is new."""

import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import SOON, expect_streaming
from tests.running import COMMAND, Journalist, Server, Story

_WORDS = "This page does not update by itself here."


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open("plain")


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_scripts_the_page_is_complete(server: Server, story: Story, plain: Page) -> None:
    published = [story.publish(f"Report {number}", f"Words of report {number}.") for number in range(40)]
    plain.goto(f"{server.url}/{story.slug}")
    expect(plain.locator("#updates > article")).to_have_count(40)
    expect(plain.locator(f"#u-{published[0]}")).to_contain_text("Words of report 0.")
    plain.locator(f"#u-{published[7]} a[data-permalink]").first.click()
    expect(plain.locator(f"#u-{published[7]}")).to_contain_text("Words of report 7.")


@pytest.mark.parametrize("mode", ["live", "static"])
def test_without_scripts_one_looks_for_what_is_new(server: Server, story: Story, plain: Page, mode: str) -> None:
    story.publish("Before")
    interval = [] if mode == "live" else ["--interval", "2"]
    subprocess.run([COMMAND, "delivery", mode, *interval], env=server.environment, check=True, capture_output=True)
    plain.goto(f"{server.url}/{story.slug}")
    expect(plain.get_by_text(_WORDS)).to_be_visible()
    later = plain.locator(f"#u-{story.publish('Later')}")
    assert later.count() == 0
    # The browser may keep the page for some seconds, as the reply says.
    deadline = time.monotonic() + SOON / 1000
    while later.count() == 0:
        assert time.monotonic() < deadline, "it is not shown"
        plain.get_by_role("link", name="Check for updates").click()


def test_without_scripts_an_embed_is_looked_at_again_in_its_frame(server: Server, story: Story, plain: Page) -> None:
    plain.goto(f"{server.url}/{story.slug}/embed")
    plain.get_by_role("link", name="Check for updates").click()
    expect(plain).to_have_url(f"{server.url}/{story.slug}/embed")
    assert len(plain.context.pages) == 1


def test_a_live_page_says_nothing_of_it(server: Server, story: Story, reader: Callable[..., Page]) -> None:
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    expect(page.get_by_text(_WORDS)).to_be_hidden()


def test_where_the_script_does_not_come_the_page_says_so_after_a_while(
    server: Server, story: Story, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{server.url}/{story.slug}")
    expect(page.get_by_text(_WORDS)).to_be_visible(timeout=60_000)
    context.close()
