"""Arabic, written at a desk that speaks it, and read."""

from playwright.sync_api import Browser, expect

from tests.browser.page import SOON
from tests.browser.whole_desk import Writing, colleague
from tests.running import Server

SLUG = "port"


def test_arabic_is_written_from_right_to_left_and_read_so(chromium: Browser, server: Server) -> None:
    context = colleague(server, chromium, "ida", "administrator", "ar", viewport={"width": 1280, "height": 900})
    writing = Writing(context, server)
    writing.send("new/", headline="الميناء في حالة تأهب", language="ar", time_zone="Asia/Beirut", slug=SLUG)
    page = writing.page
    page.goto(f"{server.url}/desk/c/{SLUG}/write/")
    editor = page.locator("#composer-text")
    expect(editor).to_be_focused(timeout=SOON)
    expect(page.locator("#composer-heading")).to_have_css("direction", "rtl")
    page.locator("#composer-heading").fill("مقابلة مع Olena Kovalenko")
    editor.click()
    page.keyboard.type("Port Authority: عادت السفن إلى الميناء.")
    expect(editor).to_have_css("direction", "rtl")
    expect(page.locator(".composer-actions kbd").first).to_have_text("Ctrl+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
    page.goto(f"{server.url}/{SLUG}")
    update = page.locator("#updates article").first
    expect(update.locator("h2")).to_have_text("مقابلة مع Olena Kovalenko")
    expect(update.locator("h2")).to_have_css("direction", "rtl")
    expect(update.locator(".body p")).to_have_css("direction", "rtl")
    context.close()
