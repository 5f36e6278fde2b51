"""Several people at one desk, at once, each in a browser of their own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.page import SOON
from tests.public_words import all_that_is_said
from tests.running import COMMAND, ROOT, Journalist, Server

PHONE = {"width": 360, "height": 740}
SLUG = "harbour-on-alert"

Join = Callable[..., Page]


@pytest.fixture
def join(chromium: Browser, server: Server) -> Iterator[Join]:
    """Signs a colleague in, in a browser of their own; fails the test for script errors."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def join(name: str, role: str = "administrator", **options: object) -> Page:
        made = subprocess.run(
            [sys.executable, "-m", "tests.colleagues", server.url, name, role],
            cwd=ROOT,
            env=server.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{name}: {error}"))
        page.goto(made.stdout.strip())
        page.get_by_role("button", name="Sign in to the desk").click()
        return page

    yield join
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def ida(join: Join, server: Server) -> Page:
    """An editor, on the page of a coverage that she has opened."""
    page = join("ida")
    page.goto(f"{server.url}/desk/new/")
    page.get_by_label("Headline").fill("Harbour on alert")
    page.get_by_role("button", name="Open").click()
    return page


def room(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/desk/c/{SLUG}/")
    return page


def compose(page: Page, server: Server, heading: str, *paragraphs: str) -> None:
    """Into the composer, and not yet any further than the desk's own draft."""
    page.goto(f"{server.url}/desk/c/{SLUG}/write/")
    expect(page.locator("#composer-text")).to_be_focused(timeout=SOON)
    page.locator("#composer-heading").fill(heading)
    editor = page.locator("#composer-text")
    editor.click()
    for number, paragraph in enumerate(paragraphs):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(paragraph)


def publish(page: Page, server: Server, heading: str, *paragraphs: str) -> str:
    """The new update's id."""
    compose(page, server, heading, *paragraphs)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
    return update_ids(server)[-1]


def update_ids(server: Server) -> list[str]:
    """Of what readers have, oldest first."""
    document = httpx.get(f"{server.url}/{SLUG}.json", trust_env=False).json()
    return [update["id"] for update in document["updates"]]


def rewrite(page: Page, was: str, now: str) -> None:
    """Put one paragraph in the place of another, in the composer."""
    page.locator("#composer-text p", has_text=was).first.click(click_count=3)
    page.keyboard.type(now)


def test_a_colleagues_draft_appears_without_a_reload_and_so_does_the_colleague(
    ida: Page, join: Join, server: Server
) -> None:
    expect(ida.locator("#room")).to_contain_text("ida")
    ida.evaluate("() => { window.stayed = true; }")
    amira = join("amira")
    compose(amira, server, "Gates are closing", "The outer gate first.")
    expect(ida.locator("#drafting")).to_contain_text("Gates are closing", timeout=SOON)
    expect(ida.locator("#room")).to_contain_text("amira")
    expect(ida.locator("#drafting .editing")).to_contain_text("amira")
    amira.keyboard.press("Control+Enter")
    expect(ida.locator("#rows")).to_contain_text("Gates are closing", timeout=SOON)
    expect(ida.locator("#drafting")).to_have_count(0, timeout=SOON)
    assert ida.evaluate("() => window.stayed") is True


def test_what_changes_around_them_leaves_focus_and_place_alone(ida: Page, join: Join, server: Server) -> None:
    amira = join("amira")
    for number in range(12):
        publish(amira, server, f"Report {number}", "Water rises.")
    room(ida, server)
    target = ida.get_by_role("link", name="Edit number 3", exact=True)
    target.scroll_into_view_if_needed()
    target.focus()
    top = target.evaluate("node => node.getBoundingClientRect().top")
    publish(amira, server, "Report 12", "Water rises more.")
    expect(ida.locator("#rows")).to_contain_text("Report 12", timeout=SOON)
    assert target.evaluate("node => node === document.activeElement") is True
    assert abs(target.evaluate("node => node.getBoundingClientRect().top") - top) < 2


def test_a_reporter_submits_from_a_phone_and_an_editor_approves(ida: Page, join: Join, server: Server) -> None:
    rob = join("rob", "reporter", viewport=PHONE)
    compose(rob, server, "Ferry turned back", "The ferry turned back at noon.")
    expect(rob.get_by_role("button", name="Publish")).to_be_hidden()
    assert rob.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    rob.get_by_role("button", name="Submit").click()
    expect(rob.locator("#submitted")).to_contain_text("Ferry turned back", timeout=SOON)
    submitted = ida.locator("#submitted")
    expect(submitted).to_contain_text("Ferry turned back", timeout=SOON)
    expect(submitted.locator(".count")).to_have_text("1")
    expect(ida).to_have_title("(1) Harbour on alert – On Record")
    assert "Ferry" not in all_that_is_said(server.port, SLUG)
    submitted.get_by_role("link", name="Send back").click()
    ida.get_by_label("What is to be done").fill("Which ferry?")
    ida.locator("#send-back").get_by_role("button").click()
    expect(rob.locator("#drafting")).to_contain_text("Which ferry?", timeout=SOON)
    rob.get_by_role("link", name="Ferry turned back").click()
    rob.get_by_role("link", name="Go on writing").click()
    rewrite(rob, "The ferry turned back", "The ferry Aurora turned back at noon.")
    rob.get_by_role("button", name="Submit").click()
    expect(submitted).to_contain_text("Ferry turned back", timeout=SOON)
    submitted.get_by_role("button", name="Approve").dblclick()
    expect(rob.locator("#rows")).to_contain_text("Ferry turned back", timeout=SOON)
    assert len(update_ids(server)) == 1
    assert "The ferry Aurora turned back" in all_that_is_said(server.port, SLUG)


def test_of_three_at_the_desk_two_approve_at_once_and_it_is_published_once_before_all_eyes(
    ida: Page, join: Join, server: Server
) -> None:
    amira, rob = room(join("amira", "editor"), server), join("rob", "reporter")
    compose(rob, server, "Ferry turned back", "The ferry turned back at noon.")
    rob.keyboard.press("Control+Enter")
    expect(rob.locator("#submitted")).to_contain_text("Ferry turned back", timeout=SOON)
    for page in (ida, amira, rob):
        for name in ("ida", "amira", "rob"):
            expect(page.locator("#room")).to_contain_text(name, timeout=SOON)
    approve = [page.locator("#submitted").get_by_role("button", name="Approve") for page in (ida, amira)]
    for button in approve:
        expect(button).to_be_visible(timeout=SOON)
    for button in approve:
        button.click(no_wait_after=True)
    for page in (ida, amira, rob):
        expect(page.locator("#rows")).to_contain_text("Ferry turned back", timeout=SOON)
        expect(page.locator("#submitted")).to_have_count(0, timeout=SOON)
    assert len(update_ids(server)) == 1


def test_two_who_edit_one_update_are_warned_and_then_merge_and_nothing_is_lost(
    ida: Page, join: Join, server: Server
) -> None:
    update_id = publish(ida, server, "Gates", "The gates are open.", "Boats wait outside.", "The wind is strong.")
    amira = join("amira")
    edit = f"{server.url}/desk/c/{SLUG}/u/{update_id}/edit/"
    ida.goto(edit)
    amira.goto(edit)
    expect(amira.locator("#editing")).to_contain_text("ida is editing this now")
    expect(ida.locator("#editing")).to_contain_text("amira is editing this now", timeout=SOON)
    rewrite(ida, "The gates are open.", "The gates are closed.")
    rewrite(amira, "The gates are open.", "The gates are half open.")
    rewrite(amira, "The wind is strong.", "The wind is a storm.")
    ida.keyboard.press("Control+Enter")
    expect(ida.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
    amira.keyboard.press("Control+Enter")
    amira.get_by_role("button", name="Put both versions together").click(timeout=SOON)
    expect(amira.get_by_role("heading", level=1)).to_contain_text("Two versions")
    conflict = amira.locator(".part.conflict")
    expect(conflict).to_have_count(1)
    expect(conflict).to_contain_text("closed")
    expect(conflict).to_contain_text("half")
    amira.get_by_role("button", name="Publish what I chose").click()
    expect(amira.get_by_role("alert")).to_contain_text("choose")
    conflict.get_by_role("textbox").fill("The gates are closed; one was half open until noon.")
    amira.get_by_role("button", name="Publish what I chose").click()
    expect(amira.locator("#rows")).to_contain_text("3 versions", timeout=SOON)
    said = all_that_is_said(server.port, SLUG)
    for words in ("one was half open until noon", "Boats wait outside", "The wind is a storm"):
        assert words in said
    amira.get_by_role("link", name="3 versions").click()
    expect(amira.locator("#version-2 del")).to_have_text(["open"])
    expect(amira.locator("#version-2 ins")).to_have_text(["closed"])


def test_what_is_scheduled_fires_once_after_a_kill_and_is_called_late(ida: Page, server: Server) -> None:
    compose(ida, server, "Embargo ends", "The report is out.")
    ida.get_by_role("button", name="Schedule…").click()
    moment = datetime.now(UTC) + timedelta(seconds=6)
    ida.get_by_label("Publish at").fill(moment.strftime("%Y-%m-%dT%H:%M:%S"))
    ida.get_by_role("button", name="Schedule", exact=True).click()
    expect(ida.locator("#scheduled")).to_contain_text("Embargo ends")
    server.kill()
    ida.wait_for_timeout(28_000)
    server.start()
    expect(ida.locator("#rows")).to_contain_text("Embargo ends", timeout=SOON)
    expect(ida.locator("#told")).to_contain_text("Published late")
    server.kill()
    server.start()
    expect(ida.locator("#live-lost")).to_be_hidden(timeout=SOON)
    ida.wait_for_timeout(2_000)
    assert len(update_ids(server)) == 1
    Keyboard(room(ida, server)).button("Put away")
    expect(ida.locator("#told")).to_have_count(0)


def test_what_is_scheduled_is_out_within_a_second_of_its_moment(ida: Page, server: Server) -> None:
    compose(ida, server, "Polls close", "The polls are closed.")
    ida.get_by_role("button", name="Schedule…").click()
    moment = (datetime.now(UTC) + timedelta(seconds=5)).replace(microsecond=0)
    ida.get_by_label("Publish at").fill(moment.strftime("%Y-%m-%dT%H:%M:%S"))
    ida.get_by_role("button", name="Schedule", exact=True).click()
    expect(ida.locator("#rows")).to_contain_text("Polls close", timeout=SOON)
    document = httpx.get(f"{server.url}/{SLUG}.json", trust_env=False).json()
    published = datetime.fromisoformat(document["updates"][0]["published_at"])
    assert moment <= published < moment + timedelta(seconds=2)
    expect(ida.locator("#told")).to_have_count(0)


def test_a_mistaken_publish_is_undone_with_one_key(ida: Page, server: Server) -> None:
    publish(ida, server, "Not confirmed", "Somebody said so.")
    room(ida, server).keyboard.press("u")
    expect(ida.locator("#rows")).to_contain_text("Published in error")
    assert "Somebody said so" not in all_that_is_said(server.port, SLUG)


def test_a_takedown_is_gone_from_everywhere_and_the_report_says_so(
    join: Join, journalist: Journalist, server: Server, reader: Callable[..., Page]
) -> None:
    secret = "Quixotaberrant Smith lives at seven Harbour Lane"
    story = journalist.open(SLUG)
    ids = [story.publish(f"Report {number}", secret if number == 40 else "Water rises.") for number in range(64)]
    update_id = ids[40]
    story.do("revise", id=update_id, heading="A witness", body=[f"{secret}, second floor."])
    ida = join("ida")
    opened = reader(f"{server.url}/{SLUG}")
    expect(opened.locator(f"#u-{update_id}")).to_contain_text("Quixotaberrant")
    assert secret in all_that_is_said(server.port, SLUG)
    ida.goto(f"{server.url}/desk/c/{SLUG}/u/{update_id}/redact/")
    ida.get_by_label("Reason").fill("Court order 7")
    ida.get_by_label("Type ERASE").fill("ERASE")
    ida.get_by_role("button", name="Erase").click()
    expect(ida.locator(".good")).to_contain_text("Every public place")
    states = ida.locator("tbody tr").evaluate_all("rows => rows.map(row => [row.cells[0].innerText, row.className])")
    dropped = [name for name, state in states if state == "dropped"]
    assert len(dropped) >= 9, states
    assert [name for name, state in states if state not in ("dropped", "not_offered")] == []
    ida.get_by_role("button", name="Ask them again").click()
    expect(ida.locator(".good")).to_be_visible()
    expect(opened.locator(f"#u-{update_id}")).not_to_contain_text("Quixotaberrant", timeout=SOON)
    assert "Quixotaberrant" not in all_that_is_said(server.port, SLUG, [update_id])
    exported = subprocess.run(
        [COMMAND, "export", SLUG],
        env=server.environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Court order 7" in exported.stdout
    assert "Quixotaberrant" not in exported.stdout
    assert b"Quixotaberrant" not in b"".join(path.read_bytes() for path in server.data.glob("onrecord.sqlite3"))


_PICTURE = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
django.setup()
from onrecord.cli.installation import open_newsroom
from onrecord.domain.commands import PublishUpdate
from onrecord.domain.content import UpdateContent
from onrecord.newsroom import new_update_id, pictures
from tests.photographs import corners, encoded
room = open_newsroom()
picture = pictures.add(encoded(corners(), "JPEG"), "witness.jpg", by=None)
block = pictures.image_block(picture, alt="A witness")
update_id = new_update_id()
command = PublishUpdate(update_id=update_id, content=UpdateContent(body=(block,)))
room.execute(room.find(sys.argv[1]).id, command, actor="ida")
print(update_id, block.url)
"""


def test_the_pictures_of_a_takedown_are_gone_as_well(ida: Page, server: Server) -> None:
    made = subprocess.run(
        [sys.executable, "-c", _PICTURE, SLUG],
        cwd=ROOT, env=server.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    update_id, url = made.stdout.split()[-2:]
    assert httpx.get(server.url + url, trust_env=False).status_code == 200
    ida.goto(f"{server.url}/desk/c/{SLUG}/u/{update_id}/redact/")
    ida.get_by_label("Reason").fill("Court order 9")
    ida.get_by_label("Type ERASE").fill("ERASE")
    expect(ida.get_by_label("Take its picture down as well")).to_be_checked()
    ida.get_by_role("button", name="Erase").click()
    expect(ida.locator(".good")).to_contain_text("Every public place")
    expect(ida.locator("tr.dropped", has_text="Picture").first).to_be_visible()
    assert httpx.get(server.url + url, trust_env=False).status_code == 404


def test_a_public_place_that_still_has_the_words_is_named(ida: Page, server: Server) -> None:
    words = "The harbour master has resigned with immediate effect today"
    publish(ida, server, "Another", words)
    update_id = publish(ida, server, "A resignation", words)
    ida.goto(f"{server.url}/desk/c/{SLUG}/u/{update_id}/redact/")
    ida.get_by_label("Reason").fill("Court order 8")
    ida.get_by_label("Type ERASE").fill("ERASE")
    ida.get_by_role("button", name="Erase").click()
    expect(ida.locator(".problem")).to_contain_text("not dropped it")
    expect(ida.locator("tr.still_there").first).to_contain_text("harbour master has resigned")


def test_the_room_is_worked_by_keys_alone(ida: Page, server: Server) -> None:
    for number in range(3):
        publish(ida, server, f"Report {number}", "Water rises.")
    room(ida, server)
    ida.keyboard.press("j")
    ida.keyboard.press("j")
    expect(ida.locator("[data-here]")).to_contain_text("Report 1")
    ida.keyboard.press("p")
    expect(ida.locator("#rows li", has_text="Report 1")).to_contain_text("Pinned")
    expect(ida.locator("[data-here]")).to_contain_text("Report 1")
    ida.keyboard.press("h")
    expect(ida.locator("#rows li", has_text="Report 1")).to_contain_text("Held")
    ida.keyboard.press("k")
    expect(ida.locator("[data-here]")).to_contain_text("Report 2")
    ida.keyboard.press("v")
    expect(ida.get_by_role("heading", name="Versions")).to_be_visible()
    ida.go_back()
    ida.keyboard.press("n")
    expect(ida.locator("#composer-heading")).to_be_visible()
