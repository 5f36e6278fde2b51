"""The desk in a real Chromium: without JavaScript, on a phone, light and dark."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.running import COMMAND, Server

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def link(server: Server) -> str:
    """An address that signs the editor in, once."""
    added = subprocess.run(
        [COMMAND, "user", "add", "ida", "--link", "--url", server.url],
        env=server.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return added.stdout.split()[-1]


@pytest.fixture
def desk(chromium: Browser, link: str) -> Iterator[Page]:
    """An editor on a phone whose browser runs no scripts, signed in by the link."""
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in to the desk").click()
    yield page
    context.close()


def _open_coverage(page: Page) -> None:
    page.get_by_role("link", name="Open a coverage").click()
    page.get_by_label("Headline").fill("Harbour on alert")
    page.get_by_role("button", name="Open").click()


def _publish(page: Page, heading: str, body: str) -> None:
    page.get_by_role("link", name="Write an update").click()
    page.get_by_label("Heading").fill(heading)
    page.get_by_label("Text", exact=True).fill(body)
    page.get_by_role("button", name="Publish").click()


def test_a_story_is_written_previewed_corrected_and_retracted_without_javascript(desk: Page, server: Server) -> None:
    _open_coverage(desk)
    desk.get_by_role("link", name="Write an update").click()
    desk.get_by_label("Heading").fill("Gates closed")
    desk.get_by_label("Text", exact=True).fill("The **outer** gates are closed.")
    desk.get_by_role("button", name="Preview").click()
    preview = desk.frame_locator("iframe")
    assert preview.locator("article strong").inner_text() == "outer"
    assert preview.locator("article").evaluate("node => getComputedStyle(node.querySelector('h2')).fontWeight") >= "600"
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_role("link", name="Edit number 1").click()
    desk.get_by_label("Text", exact=True).fill("The inner gates are closed.")
    desk.get_by_label("Correction: we were wrong").check()
    desk.get_by_label("Note to readers").fill("We named the outer gates.")
    desk.get_by_role("button", name="Publish").click()
    _publish(desk, "A mistake", "This is wrong.")
    desk.get_by_role("link", name="Retract number 2").click()
    desk.get_by_label("Reason").fill("It was another harbour.")
    desk.get_by_role("button", name="Retract").click()
    desk.goto(f"{server.url}/harbour-on-alert")
    page = desk.content()
    assert "The inner gates are closed." in page
    assert "We named the outer gates." in page
    assert "It was another harbour." in page
    assert "This is wrong." not in page


def test_what_was_written_before_the_session_ended_is_back_after_the_sign_in(desk: Page, server: Server) -> None:
    password = "correct horse battery"
    subprocess.run(
        [COMMAND, "user", "add", "ben", "--password-stdin"],
        env=server.environment,
        input=f"{password}\n",
        check=True,
        capture_output=True,
        text=True,
    )
    _open_coverage(desk)
    desk.get_by_role("link", name="Write an update").click()
    desk.get_by_label("Text", exact=True).fill("An hour of work")
    desk.context.clear_cookies(name="sessionid")
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_label("Name or e-mail").fill("ben")
    desk.get_by_label("Password").fill(password)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    assert desk.get_by_label("Text", exact=True).input_value() == "An hour of work"
