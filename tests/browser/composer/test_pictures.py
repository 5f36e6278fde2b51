"""Pictures: dropped, uploaded, described, used again."""

import base64
from pathlib import Path

from PIL import Image
from playwright.sync_api import Dialog, expect

from tests.browser.composer.composing import DEVELOPED, Composer, photograph, updates
from tests.photographs import corners, encoded, exif
from tests.running import Server, Story

# As browsers hand over what was copied in a program for pictures.
_PASTE_FILE = """(target, data) => {
  const carried = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
  carried.items.add(new File([bytes], "image.jpg", { type: "image/jpeg" }));
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def test_a_dropped_picture_is_uploaded_described_and_published(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("The gates.")
    composer.drop(photograph(532))
    alt = composer.field("Description for those who cannot see it")
    expect(alt).to_be_focused()
    composer.page.keyboard.type("Closed gates under a grey sky")
    composer.field("Credit").fill("Ada Marsh")
    composer.expect_picture()
    assert (
        composer.page.locator(".picture-shown img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        > 0
    )
    composer.press("Control+Enter")
    composer.expect_published()
    _, picture = updates(server, story.slug)[0]["body"]
    assert (picture["alt"], picture["credit_line"]) == ("Closed gates under a grey sky", "Ada Marsh")
    assert {each["media_type"] for each in picture["renditions"]} == {"image/avif", "image/webp"}


def test_a_pasted_picture_is_uploaded_as_a_dropped_one(composer: Composer, server: Server, story: Story) -> None:
    composer.type("The gates.")
    composer.text.evaluate(_PASTE_FILE, photograph(540))
    composer.expect_picture()
    composer.field("Description for those who cannot see it").fill("Closed gates")
    composer.publish()
    assert [block["type"] for block in updates(server, story.slug)[0]["body"]] == ["text", "image"]


def test_while_a_picture_is_on_its_way_its_progress_is_shown_and_nothing_is_published(
    composer: Composer, server: Server, story: Story
) -> None:
    held = []
    composer.page.route("**/compose/picture/", lambda route: held.append(route))
    composer.type("The gates.")
    composer.drop(photograph())
    expect(composer.page.get_by_label("Uploading")).to_be_visible()
    expect(composer.page.locator(".upload-told")).not_to_be_empty()
    composer.press("Control+Enter")
    expect(composer.page.get_by_text("A picture is still on its way to the desk")).to_be_visible()
    assert updates(server, story.slug) == []
    held[0].continue_()
    composer.expect_picture()


def test_a_file_that_is_no_picture_says_why_and_can_be_removed(composer: Composer) -> None:
    composer.drop(base64.b64encode(b"no picture at all").decode(), "gates.jpg")
    expect(composer.page.locator(".upload-told")).to_contain_text("not a picture", timeout=DEVELOPED)
    composer.page.get_by_role("button", name="Remove: Picture").click()
    expect(composer.page.locator(".picture-block")).to_have_count(0)


def test_publishing_a_picture_without_a_description_takes_a_second_step(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.drop(photograph(920))
    composer.expect_picture()
    composer.press("Control+Enter")
    asked = composer.page.get_by_role("dialog", name="Publish without a description?")
    expect(asked).to_be_visible()
    composer.press("Enter")  # the choice that has the focus is to describe it
    expect(asked).to_be_hidden()
    expect(composer.field("Description for those who cannot see it")).to_be_focused()
    assert updates(server, story.slug) == []
    composer.press("Control+Enter")
    composer.page.get_by_role("button", name="Publish without", exact=True).click()
    composer.expect_published()
    assert updates(server, story.slug)[0]["body"][0]["alt"] == ""


def test_an_upload_that_the_closed_tab_cut_off_goes_on_when_it_is_opened_again(
    composer: Composer, tmp_path: Path
) -> None:
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
    Composer(page, composer.server, composer.slug).expect_picture()
    expect(page.get_by_label("Description for those who cannot see it")).to_have_value("Gates")


def test_markup_in_the_words_of_a_picture_stays_words_on_every_page(
    composer: Composer, server: Server, story: Story
) -> None:
    evil = "<img src=nowhere onerror=alert(1)><script>alert(2)</script>"
    page = composer.page
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    data = encoded(corners(620, 400), "JPEG", exif=exif(caption=evil))
    composer.drop(base64.b64encode(data).decode(), f"{evil}.jpg".replace("/", ""))
    composer.expect_picture()
    expect(composer.field("Caption")).to_have_value(evil)
    composer.field("Description for those who cannot see it").fill(evil)
    composer.field("Credit").fill(evil)
    composer.publish()
    (published,) = updates(server, story.slug)
    assert [published["body"][-1][name] for name in ("alt", "caption", "credit_line")] == [evil] * 3
    coverage = f"{server.url}/desk/c/{story.slug}/"
    page.goto(f"{server.url}/desk/pictures/?q=nowhere")
    picture = page.locator(".picture-list a").first.get_attribute("href")
    for address in (
        f"{server.url}{picture}",
        coverage,
        f"{coverage}u/{published['id']}/",
        f"{coverage}u/{published['id']}/edit/",
        f"{server.url}/{story.slug}",
        f"{server.url}/{story.slug}/u/{published['id']}",
    ):
        page.goto(address)
        expect(page.locator("main")).to_be_visible()
        if address.endswith("/edit/"):
            composer.expect_picture()
        assert page.locator("img[src=nowhere]").count() == 0, address
    assert opened == []


def test_a_picture_of_the_library_is_used_again(composer: Composer, server: Server, story: Story) -> None:
    composer.drop(photograph(900), "harbour-gates.jpg")
    composer.expect_picture()
    composer.open()
    composer.page.get_by_role("button", name="Picture from the library").click()
    dialog = composer.page.get_by_role("dialog", name="Picture from the library")
    dialog.get_by_label("Look for").fill("harbour gates")
    dialog.get_by_role("button", name="harbour-gates.jpg").click()
    composer.field("Description for those who cannot see it").fill("The gates")
    composer.publish()
    (picture,) = updates(server, story.slug)[0]["body"]
    assert picture["alt"] == "The gates"
    assert picture["renditions"]
