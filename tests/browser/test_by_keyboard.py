"""Everything that is done at the desk, done by keys alone; which things there are is read off the addresses."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.page import SOON
from tests.browser.whole_desk import PASSWORD, colleague
from tests.integration.desk.people import addresses
from tests.photographs import corners, encoded
from tests.running import Server

SLUG = "harbour-on-alert"
UPDATE = "0"
# What a page's script sends; the composer and the library of pictures, which have tests of their own (the library's is
# below); what only shows something; and what is done only after something went wrong, as `test_flow` does by keys.
NOT_PRESSED = re.compile(
    r"/desk/(signed-in/|offline/|worker\.js|audit/.*|templates/|pictures/.*"
    r"|c/[^/]+/(live/|compose/.*|drafts/|write/|told/.*|drafts/[0-9]+/|u/[^/]+/(edit/|editing/)?)?)?"
)


@pytest.fixture
def ida(chromium: Browser, server: Server) -> Iterator[Page]:
    context = colleague(server, chromium, "ida", "administrator", "en")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.url}/desk/")
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def rob(chromium: Browser, server: Server) -> Iterator[Page]:
    context = colleague(server, chromium, "rob", "reporter", "en")
    page = context.new_page()
    yield page
    context.close()


def test_every_action_of_the_desk_is_done_by_keys_and_one_sees_where_one_is(
    ida: Page, rob: Page, server: Server
) -> None:
    keys = Keyboard(ida)
    for step in (_template, _open, _head, _publish, _mark, _revise, _take_down, _notes):
        step(keys)
    _decide(keys, rob, server)
    for step in (_merge, _people, _states, _accounts):
        step(keys)
    pressed = {_shape(url) for url in keys.posted}
    every = {_shape(each.path) for each in addresses(SLUG, UPDATE) if not NOT_PRESSED.fullmatch(each.path)}
    assert every - pressed == set(), "actions that nobody has tried by keys"


def test_a_picture_is_sent_described_taken_down_and_brought_back_by_keys(ida: Page, tmp_path: Path) -> None:
    photograph = tmp_path / "port.jpg"
    photograph.write_bytes(encoded(corners(), "JPEG"))
    keys = Keyboard(ida)
    keys.link("Pictures", "header")
    with ida.expect_file_chooser() as asked:
        keys.press(ida.get_by_label("Add a picture"))
    asked.value.set_files(photograph)
    keys.button("Send")
    keys.to(ida.get_by_label("From the left, in percent"))
    ida.keyboard.press("ArrowLeft")
    keys.button("Keep this point")
    expect(ida.get_by_label("From the left, in percent")).to_have_value("49")
    keys.fill("Description for those who cannot see it", "The port at night")
    keys.press(ida.get_by_role("button", name="Keep", exact=True))
    expect(ida.get_by_role("heading", level=1)).to_have_text("The port at night")
    keys.link("Take it down…", "main")
    keys.fill("Reason", "Court order 7")
    keys.fill("Type TAKE DOWN", "TAKE DOWN")
    keys.button("Take it down")
    keys.button("Ask every address")
    expect(ida.locator("tbody tr.dropped").first).to_be_visible(timeout=4 * SOON)
    keys.button("Reinstate it")
    expect(ida.locator(".messages")).to_contain_text("can be used again")
    done = {re.sub(r"pictures/[^/]+/", "pictures/0/", urlsplit(url).path) for url in keys.posted}
    picture = "/desk/pictures/0/"
    assert done >= {picture, *(f"{picture}{step}/" for step in ("focus", "take-down", "check", "reinstate"))}


def _shape(url: str) -> str:
    """The address without what differs from one update, draft or person to the next."""
    path = re.sub(r"/u/[^/]+/", "/u/0/", urlsplit(url).path)
    return re.sub(r"/\d+/", "/0/", re.sub(r"/c/[^/]+/", "/c/0/", path))


def _room(keys: Keyboard) -> None:
    keys.link("Harbour", "main .trail")
    _there(keys)


def _there(keys: Keyboard) -> None:
    """The page of the coverage, with its scripts, which hear single keys."""
    expect(keys.page.locator("#live")).to_be_visible()
    keys.page.wait_for_load_state()


def _template(keys: Keyboard) -> None:
    keys.link("Templates")
    keys.link("New template")
    keys.fill("Name of the template", "Storm")
    keys.fill("Headline", "A storm")
    keys.button("Save")
    keys.link("Storm", "h2")
    keys.fill("Kicker", "Weather")
    keys.button("Save")
    keys.button("Remove")
    expect(keys.page.get_by_text("No templates yet")).to_be_visible()
    keys.link("On Record", "header")


def _open(keys: Keyboard) -> None:
    keys.link("Open a coverage")
    keys.fill("Headline", "Harbour on alert")
    keys.button("Open")
    _there(keys)
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Harbour on alert")


def _head(keys: Keyboard) -> None:
    keys.link("Headline and introduction")
    keys.fill("Kicker", "Storm")
    keys.button("Publish")
    _there(keys)
    keys.page.keyboard.press("s")
    keys.fill("Points", "The gates are closed")
    keys.button("Publish")
    _there(keys)
    expect(keys.page.locator(".messages")).to_contain_text("Published")


def _write(keys: Keyboard, heading: str, text: str) -> None:
    page = keys.page
    _there(keys)
    page.keyboard.press("n")
    expect(page.locator("#composer-text")).to_be_focused(timeout=SOON)
    page.keyboard.type(text)
    keys.to(page.locator("#composer-heading"), "Shift+Tab")
    page.keyboard.type(heading)


def _publish(keys: Keyboard) -> None:
    for number in range(4):
        _write(keys, f"Report {number}", "Water rises.")
        keys.page.keyboard.press("Control+Enter")
        expect(keys.page.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
        _room(keys)
    keys.page.keyboard.press("u")
    expect(keys.page.locator("#rows")).to_contain_text("Published in error")


def _row(number: int) -> str:
    return f"#rows li:has-text('Report {number}')"


def _mark(keys: Keyboard) -> None:
    row = _row(2)
    for there, back in (("Pin", "Unpin"), ("Key event", "Not a key event"), ("Hold", "Release")):
        for name in (there, back):
            keys.press(keys.page.locator(row).get_by_role("button", name=re.compile(f"^{name}")))
            expect(keys.page.locator(row)).to_be_focused()  # one is still there, and not at the top of the page
    expect(keys.page.locator(".messages")).to_contain_text("Released")


def _revise(keys: Keyboard) -> None:
    page = keys.page
    keys.press(page.locator(_row(2)).get_by_role("link", name="Edit"))
    expect(page.locator("#composer-text")).to_be_focused(timeout=SOON)
    page.keyboard.press("Control+a")
    page.keyboard.type("Water falls.")
    keys.choose("Correction")
    keys.fill("Note to readers", "It falls.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
    _room(keys)
    expect(page.locator(_row(2))).to_contain_text("Corrected")


def _take_down(keys: Keyboard) -> None:
    keys.press(keys.page.locator(_row(1)).get_by_role("link", name="Retract"))
    keys.fill("Reason", "Another harbour")
    keys.button("Retract")
    expect(keys.page.locator("#rows")).to_contain_text("Another harbour")
    keys.press(keys.page.locator(_row(0)).get_by_role("link", name="Erase"))
    keys.fill("Reason", "By law")
    keys.fill("Type ERASE", "ERASE")
    keys.button("Erase")
    expect(keys.page.locator("tbody tr").first).to_be_visible(timeout=4 * SOON)  # every place is asked
    keys.button("Ask them again")
    expect(keys.page.locator("tbody tr").first).to_be_visible(timeout=4 * SOON)
    _room(keys)


def _notes(keys: Keyboard) -> None:
    keys.press(keys.page.locator(_row(2)).get_by_role("link", name="versions"))
    keys.fill("Note", "Who says so?", "#notes")
    keys.button("Add the note")
    expect(keys.page.locator(".noted")).to_contain_text("Who says so?")
    keys.button("Remove", "#notes")
    expect(keys.page.locator(".noted li")).to_have_count(0)
    _room(keys)


def _decide(keys: Keyboard, rob: Page, server: Server) -> None:
    page, reporter = keys.page, Keyboard(rob)
    for heading in ("Ferry", "Train"):
        rob.goto(f"{server.url}/desk/c/{SLUG}/")
        _write(reporter, heading, "It waits.")
        reporter.page.keyboard.press("Control+Enter")
        expect(rob.locator("#submitted")).to_contain_text(heading, timeout=SOON)
    reporter.press(rob.locator("#submitted").get_by_role("link", name="Train"))
    reporter.button("Take back")
    expect(rob.locator("#drafting")).to_contain_text("Train")
    reporter.press(rob.locator("#drafting").get_by_role("link", name="Train"))
    reporter.button("Submit")
    expect(page.locator("#submitted .count")).to_have_text("2", timeout=SOON)
    keys.press(page.locator("#submitted li", has_text="Ferry").get_by_role("link", name="Send back"))
    keys.fill("What is to be done", "Which?")
    keys.button("Send back")
    keys.press(page.locator("#submitted li", has_text="Train").get_by_role("button", name="Approve"))
    expect(page.locator("#rows")).to_contain_text("Train")
    keys.press(page.locator("#drafting").get_by_role("link", name="Ferry"))
    keys.button("Submit")
    keys.press(page.locator("#submitted").get_by_role("link", name="Ferry", exact=True))
    keys.moment("Not before", "01012031", "120000PM")
    keys.button("Set the embargo")
    keys.press(page.locator("#submitted").get_by_role("link", name="Ferry", exact=True))
    keys.moment("Publish at", "01022031", "120000PM")
    keys.button("Schedule")
    expect(page.locator("#scheduled")).to_contain_text("Ferry")
    keys.button("Unschedule", "#scheduled")
    expect(page.locator("#drafting")).to_contain_text("Ferry")
    _there(keys)
    page.keyboard.press("d")
    keys.button("Discard")
    expect(page.get_by_text("No drafts")).to_be_visible()
    _room(keys)
    assert _shape(f"/desk/c/{SLUG}/drafts/1/take-back/") in {_shape(url) for url in reporter.posted}


def _merge(keys: Keyboard) -> None:
    """Two windows of one editor are two editors, as far as the text is concerned."""
    page = keys.page
    address = page.locator(_row(2)).get_by_role("link", name="Edit").get_attribute("href") or ""
    other = page.context.new_page()
    other.goto(page.url.split("/desk/")[0] + address)
    expect(other.locator("#composer-text")).to_be_focused(timeout=SOON)
    keys.press(page.locator(_row(2)).get_by_role("link", name="Edit"))
    for window, words in ((other, "Water falls fast."), (page, "Water falls slowly.")):
        window.bring_to_front()
        expect(window.locator("#composer-text")).to_be_focused(timeout=SOON)
        window.keyboard.press("Control+a")
        window.keyboard.type(words)
        window.keyboard.press("Control+Enter")
        if window is other:
            expect(other.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
            other.close()
    keys.press(page.get_by_role("button", name="Put both versions together"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two versions", timeout=SOON)
    keys.choose("You")
    keys.button("Publish what I chose")
    expect(page.locator(_row(2))).to_contain_text("4 versions", timeout=SOON)


def _people(keys: Keyboard) -> None:
    keys.link("People", "main .tabs")
    keys.fill("Name", "rob")
    keys.button("Add")
    keys.button("Remove")
    keys.link("People", "header")
    keys.button("Make a link")
    expect(keys.page.locator("[data-secret]")).to_be_visible()
    keys.button("Withdraw")
    expect(keys.page.get_by_role("button", name="Withdraw")).to_have_count(0)
    keys.link("rob", "main")
    keys.select("Role", "Editor")
    keys.button("Give this role")
    expect(keys.page.locator(".messages")).to_contain_text("Saved")
    keys.link("Audit log", "header")
    keys.fill("Who", "rob")
    keys.button("Show")
    expect(keys.page.locator("tbody")).to_contain_text("rob")
    keys.link("Delivery", "header")
    keys.choose("Polling only")
    keys.button("Switch")
    expect(keys.page.locator("[data-switched]")).to_contain_text("Polling only")
    keys.link("On Record", "header")
    keys.link("Harbour on alert", "main")


def _states(keys: Keyboard) -> None:
    for name, state in (("Pause", "Paused"), ("Resume", "Live")):
        keys.button(name)
        expect(keys.page.locator(".state")).to_have_text(state)
    keys.link("Close …")
    keys.button("Close the coverage")
    expect(keys.page.locator(".state")).to_have_text("Closed")
    keys.button("Reopen")
    expect(keys.page.locator(".state")).to_have_text("Live")


def _accounts(keys: Keyboard) -> None:
    page = keys.page
    keys.link("ida", "header")
    keys.link("API tokens")
    keys.fill("What it is for", "Wire")
    keys.press(page.get_by_label("Read coverages"), "Space")
    keys.button("Make it")
    expect(page.locator("[data-secret]")).to_be_visible()
    keys.button("Revoke")
    expect(page.get_by_text("No tokens")).to_be_visible()
    keys.press(page.get_by_role("button", name="العربية"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    keys.press(page.get_by_role("button", name="English"))
    keys.button("Sign out", "header")
    keys.fill("Name or e-mail", "ida")
    keys.fill("Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Coverages")).to_be_visible()
