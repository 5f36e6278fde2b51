"""The browser itself dies, without a farewell, and is started again on the same profile."""

import os
import shutil
import signal
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.composer.composing import SOON, Composer, bodies, sign_in, sign_in_link
from tests.browser.conftest import ARGUMENTS
from tests.running import Server, Story


def _started(chromium: Browser, profile: Path) -> BrowserContext:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    return chromium.browser_type.launch_persistent_context(profile, executable_path=path, args=ARGUMENTS)


def _kill(profile: Path) -> None:
    """`kill -9` to the one browser that runs on this profile; its lock names it."""
    number = int(str((profile / "SingletonLock").readlink()).rpartition("-")[2])
    os.kill(number, signal.SIGKILL)


def test_a_browser_that_is_killed_and_started_again_has_every_word(
    chromium: Browser, server: Server, story: Story, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    context = _started(chromium, profile)
    page = context.new_page()
    sign_in(page, sign_in_link(server, "ida"))
    composer = Composer(page, server, story.slug).open()
    composer.type("Before ")
    composer.expect_state("desk")
    context.set_offline(True)
    page.keyboard.type("the crash")
    composer.expect_state("offline")
    address = page.url
    with context.expect_event("close", timeout=SOON):
        _kill(profile)
    context = _started(chromium, profile)
    page = context.new_page()
    sign_in(page, sign_in_link(server, "ida"))  # the browser may not have written the cookie down yet
    page.goto(address)
    again = Composer(page, server, story.slug)
    expect(again.text).to_have_text("Before the crash", timeout=SOON)
    again.expect_state("desk")
    again.publish()
    assert bodies(server, story) == ["Before the crash"]
    context.close()
