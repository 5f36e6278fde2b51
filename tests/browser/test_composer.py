"""The composer in a real Chromium: what is written, pasted and dropped, and what readers get of it."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.composing import SOON, Composer, clipboard, document_of, sign_in, sign_in_link, updates
from tests.running import Journalist, Server, Story

PHONE = {"width": 360, "height": 740}
EVERY_BLOCK = [
    {
        "type": "text",
        "html": 'The <b>old</b> <em><strong>bridge</strong></em> is <a href="https://a.example/">shut</a>.',
    },
    {"type": "heading", "text": "Roads", "level": 4},
    {"type": "list", "items": ["one", "two <i>and</i><br>more"], "ordered": True},
    {"type": "quote", "text": "We are safe.\n\nAll of us.\nReally.", "attribution": "A resident"},
    {
        "type": "image",
        "url": "https://a.example/b.jpg",
        "alt": "",
        "caption": "The bridge",
        "credit_line": "Ada",
        "width": 800,
        "height": 600,
        "renditions": [{"url": "/media/b.avif", "media_type": "image/avif", "width": 800, "height": 600}],
    },
    {"type": "embed", "url": "https://www.youtube.com/watch?v=abcdefghijk", "provider": "youtube", "text": "A film"},
    {"type": "link", "text": "A link that was lost", "url": None},
    {"type": "table", "rows": [["a", "b\nc"], ["d"], ["e", "f", "g"]], "header": ["One"], "caption": "Ragged"},
    {"type": "divider"},
    {"type": "text", "html": "The last paragraph."},
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all of these tests; each has a coverage of its own."""
    server = Server(tmp_path_factory.mktemp("site"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def journalist(server: Server) -> Iterator[Journalist]:
    journalist = Journalist(server.environment)
    yield journalist
    journalist.leave()


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, server: Server) -> StorageState:
    """Ida's cookies."""
    context = chromium.new_context()
    sign_in(context.new_page(), sign_in_link(server, "ida"))
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open(f"harbour-{uuid4().hex[:8]}")


@pytest.fixture
def desk(chromium: Browser, signed_in: StorageState) -> Iterator[Callable[..., Page]]:
    """Opens a window of Ida's; fails the test for errors of the page's own."""
    contexts = []
    errors: list[str] = []

    def opened(**options: object) -> Page:
        context = chromium.new_context(storage_state=signed_in, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def composer(desk: Callable[..., Page], server: Server, story: Story) -> Composer:
    return Composer(desk(), server, story.slug).open()


def test_from_the_coverage_an_update_is_written_and_published_by_keys_alone(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.page.goto(f"{server.url}/desk/c/{story.slug}/")
    composer.press("n")
    expect(composer.text).to_be_focused(timeout=SOON)
    composer.page.keyboard.type("The ")
    composer.press("Control+b")
    composer.page.keyboard.type("outer")
    composer.press("Control+b")
    composer.page.keyboard.type(" gates are closed.")
    composer.press("Enter")
    composer.page.keyboard.type("- Ferries wait")
    composer.press("Enter")
    composer.page.keyboard.type("Lorries turn back")
    composer.press("Enter", "Enter", "Control+Shift+B")
    composer.page.keyboard.type("We are safe.")
    composer.press("ArrowDown")
    composer.page.keyboard.type("A resident")
    composer.press("Enter", "Control+Alt+3")
    composer.page.keyboard.type("Roads")
    composer.press("Enter")
    composer.page.keyboard.type("see the map")
    composer.press("Shift+Home", "Control+k")
    composer.page.keyboard.type("map.example/roads")
    composer.press("Enter")
    expect(composer.text).to_be_focused()
    composer.publish()
    (published,) = updates(server, story.slug)
    assert published["body"] == [
        {"type": "text", "html": "The <strong>outer</strong> gates are closed."},
        {"type": "list", "items": ["Ferries wait", "Lorries turn back"], "ordered": False},
        {"type": "quote", "text": "We are safe.", "attribution": "A resident"},
        {"type": "heading", "text": "Roads", "level": 3},
        {"type": "text", "html": '<a href="https://map.example/roads">see the map</a>'},
    ]
    composer.press("n")
    expect(composer.text).to_be_focused(timeout=SOON)
    expect(composer.text).to_have_text("")


def test_everything_around_the_text_is_published_with_it(composer: Composer, server: Server, story: Story) -> None:
    page = composer.page
    composer.heading.fill("Gates closed")
    composer.type("Closed.")
    for name in ("Ada Marsh", "Ben Stone"):
        composer.field("By").fill(name)
        composer.press("Enter")
    page.get_by_text("Sign-off, dateline, labels, source, time").click()
    composer.field("Sign-off").fill("am")
    composer.field("Dateline").fill("Port")
    composer.field("Labels").fill("weather")
    composer.field("Source").fill("Harbour office")
    composer.field("Address of the source").fill("https://harbour.example/")
    composer.field("Said or happened at").fill("2026-02-16T14:05")
    composer.field(re.compile("Key event")).check()
    composer.publish()
    (published,) = updates(server, story.slug)
    assert published["heading"] == "Gates closed"
    assert [each["name"] for each in published["contributors"]] == ["Ada Marsh", "Ben Stone"]
    assert (published["sign_off"], published["dateline"], published["labels"]) == ("am", "Port", ["weather"])
    assert published["source"] == {"name": "Harbour office", "url": "https://harbour.example/"}
    assert published["occurred_at"].startswith("2026-02-16T14:05:00")
    assert published["is_key_event"]


def test_a_known_contributor_is_suggested_in_the_next_update(composer: Composer) -> None:
    composer.type("One")
    composer.field("By").fill("Ada Marsh")
    composer.press("Enter")
    composer.publish()
    composer.open()
    options = composer.page.locator("datalist option").evaluate_all("all => all.map(each => each.value)")
    assert "Ada Marsh" in options


@pytest.mark.parametrize("name", ["word", "google-docs"])
def test_what_is_pasted_from_an_office_program_becomes_clean_blocks(
    composer: Composer, server: Server, story: Story, name: str
) -> None:
    composer.paste("The outer gates were closed", clipboard(name))
    composer.publish()
    (published,) = updates(server, story.slug)
    kinds = [block["type"] for block in published["body"]]
    assert kinds[:3] == ["heading", "text", "list"]
    assert kinds[-1] == "table"
    assert "<strong>outer gates</strong>" in published["body"][1]["html"]
    assert "<em>hurt</em>" in published["body"][1]["html"]
    assert published["body"][2]["items"] == ["Ferries wait", "two at the pier", "<strong>Lorries</strong> turn back"]
    assert not re.search(r"style|class|mso|span|docs-internal", str(published["body"]))


def test_words_pasted_into_a_sentence_stay_in_it(composer: Composer, server: Server, story: Story) -> None:
    composer.type("Before after")
    composer.press(*["ArrowLeft"] * 5)
    composer.paste(
        "x", "<meta charset=utf-8><b style='font-weight:normal'><span style='font-weight:700'>in</span> </b>"
    )
    composer.publish()
    assert updates(server, story.slug)[0]["body"] == [{"type": "text", "html": "Before <strong>in</strong>after"}]


@pytest.mark.parametrize(
    ("url", "keys", "block"),
    [
        ("https://harbour.example/notice", ["Tab", "Enter"], {"type": "link", "url": "https://harbour.example/notice"}),
        ("https://youtu.be/abcdefghijk", ["Tab", "Enter"], {"type": "embed", "provider": "youtube"}),
        ("https://harbour.example/notice", ["Escape"], {"type": "text"}),
    ],
)
def test_an_address_pasted_alone_offers_a_card_or_an_embed(
    composer: Composer, server: Server, story: Story, url: str, keys: list[str], block: dict[str, str]
) -> None:
    composer.paste(url)
    expect(composer.page.get_by_role("button", name="Link card", exact=True).last).to_be_visible()
    composer.press(*keys)
    composer.publish()
    (made,) = updates(server, story.slug)[0]["body"]
    assert block.items() <= made.items()
    assert url in str(made)


def test_an_address_pasted_over_words_links_them(composer: Composer, server: Server, story: Story) -> None:
    composer.type("the map")
    composer.press("Control+a")
    composer.paste("https://map.example/")
    composer.publish()
    assert updates(server, story.slug)[0]["body"][0]["html"] == '<a href="https://map.example/">the map</a>'


def test_where_a_link_leads_can_be_changed_and_taken_away(composer: Composer, server: Server, story: Story) -> None:
    update_id = str(uuid4())
    linked = 'See <a href="https://map.example/">the map</a> now'
    composer.send({"content": {"body": [{"type": "text", "html": linked}]}}, update_id)
    for address, html in (
        ("https://other.example/", 'See <a href="https://other.example/">the map</a> now'),
        ("", "See the map now"),
    ):
        composer.open(f"u/{update_id}/edit/")
        composer.press("Control+End", *["ArrowLeft"] * 7, "Control+k")
        if address:
            composer.page.get_by_role("dialog").get_by_label("Address").fill(address)
            composer.press("Enter")
        else:
            composer.page.get_by_role("button", name="Remove link").click()
        expect(composer.text).to_be_focused()
        composer.publish()
        assert updates(server, story.slug)[0]["body"] == [{"type": "text", "html": html}]


def test_a_table_is_made_filled_and_grown_by_keys(composer: Composer, server: Server, story: Story) -> None:
    composer.press("Alt+F10", "End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter")
    composer.page.keyboard.type("Gauge")
    for words in ("Level", "North", "4.1 m", "South", "3.8 m", "West", "3.1 m"):
        composer.press("Tab")
        composer.page.keyboard.type(words)
    composer.field("Caption of the table").fill("Water")
    composer.publish()
    assert updates(server, story.slug)[0]["body"] == [
        {
            "type": "table",
            "header": ["Gauge", "Level"],
            "rows": [["North", "4.1 m"], ["South", "3.8 m"], ["West", "3.1 m"]],
            "caption": "Water",
        }
    ]


def photograph(width: int = 1200) -> str:
    """A JPEG that has something to look at, as base64."""
    image = Image.linear_gradient("L").resize((width, width * 2 // 3)).convert("RGB")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return base64.b64encode(file.getvalue()).decode()


def test_a_dropped_picture_is_uploaded_described_and_published(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.type("The gates.")
    composer.drop(photograph())
    alt = composer.field("Description for those who cannot see it")
    expect(alt).to_be_focused()
    composer.page.keyboard.type("Closed gates under a grey sky")
    composer.field("Credit").fill("Ada Marsh")
    shown = composer.page.locator(".picture-shown img")
    expect(shown).to_have_attribute("src", re.compile("^/media/"), timeout=60_000)
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    composer.press("Control+Enter")
    composer.expect_published()
    _, picture = updates(server, story.slug)[0]["body"]
    assert (picture["alt"], picture["credit_line"]) == ("Closed gates under a grey sky", "Ada Marsh")
    assert {each["media_type"] for each in picture["renditions"]} == {"image/avif", "image/webp"}


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
    expect(composer.page.locator(".picture-shown img")).to_have_attribute("src", re.compile("^/media/"), timeout=60_000)


def test_a_file_that_is_no_picture_says_why_and_can_be_removed(composer: Composer) -> None:
    composer.drop(base64.b64encode(b"no picture at all").decode(), "gates.jpg")
    expect(composer.page.locator(".upload-told")).to_contain_text("not a picture", timeout=60_000)
    composer.page.get_by_role("button", name="Remove: Picture").click()
    expect(composer.page.locator(".picture-block")).to_have_count(0)


def test_publishing_a_picture_without_a_description_takes_a_second_step(
    composer: Composer, server: Server, story: Story
) -> None:
    composer.drop(photograph())
    expect(composer.page.locator(".picture-shown img")).to_have_attribute("src", re.compile("^/media/"), timeout=60_000)
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


def test_one_word_is_changed_in_an_update_with_every_kind_of_block_and_nothing_else(
    composer: Composer, server: Server, story: Story
) -> None:
    update_id = str(uuid4())
    content = {"heading": "Everything", "body": EVERY_BLOCK, "contributors": [{"name": "Ada", "id": "c1"}] * 2}
    content["labels"] = ["count, partial"]
    content["occurred_at"] = "2026-02-16T14:05:09.123456Z"
    composer.send({"content": content}, update_id)
    (before,) = updates(server, story.slug)
    composer.open(f"u/{update_id}/edit/")
    assert document_of(composer.page)["content"]["body"] == before["body"] == EVERY_BLOCK
    composer.text.get_by_text("The last paragraph.").click()
    composer.press("End", "ArrowLeft", "Control+Backspace")
    composer.page.keyboard.type("block")
    composer.press("Control+Enter")
    composer.page.get_by_role("button", name="Publish without", exact=True).click()
    composer.expect_published()
    (after,) = updates(server, story.slug)
    assert after["body"] == [*EVERY_BLOCK[:-1], {"type": "text", "html": "The last block."}]
    changed = {"version", "revised_at", "revision", "body"}
    assert {name: part for name, part in after.items() if name not in changed} == {
        name: part for name, part in before.items() if name not in changed
    }


def test_a_correction_says_what_was_wrong(composer: Composer, server: Server, story: Story) -> None:
    update_id = story.publish("Gates", "They are open.")
    composer.open(f"u/{update_id}/edit/")
    composer.press("Control+a")
    composer.page.keyboard.type("They are closed.")
    composer.field("Correction: we were wrong").check()
    composer.press("Control+Enter")
    expect(composer.page.get_by_text("A correction says what was wrong")).to_be_visible(timeout=SOON)
    composer.field("Note to readers").fill("We said that they were open.")
    composer.publish()
    (published,) = updates(server, story.slug)
    assert published["body"] == [{"type": "text", "html": "They are closed."}]
    assert [(each["kind"], each["note"]) for each in published["corrections"]] == [
        ("correction", "We said that they were open.")
    ]


def test_the_preview_is_made_by_the_readers_templates(composer: Composer, server: Server, story: Story) -> None:
    composer.type("Very soon")
    composer.page.get_by_role("button", name="Preview").click()
    frame = composer.page.frame_locator("iframe[title='Preview of the update']")
    expect(frame.locator("article")).to_contain_text("Very soon")
    assert updates(server, story.slug) == []


def test_who_publishes_is_told_when_it_was_durable_and_when_readers_had_it(
    composer: Composer, server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    page = reader(f"{server.url}/{story.slug}")
    expect(page.locator("html")).to_have_attribute("data-live", "streaming", timeout=SOON)
    composer.type("The gates are closed.")
    composer.publish()
    expect(composer.outcome).to_contain_text("as number 2")
    expect(composer.outcome).to_contain_text(re.compile(r"One reader has it, \d+\.\d+ s after"), timeout=SOON)
    expect(page.locator("#updates")).to_contain_text("The gates are closed.")


def test_the_list_of_keys_opens_while_writing(composer: Composer) -> None:
    composer.type("What? ")
    composer.press("Control+/")
    keys = composer.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Publish")
    composer.press("Escape")
    expect(keys).to_be_hidden()
    expect(composer.text).to_contain_text("What?")


def test_without_scripts_the_plain_form_is_there(
    chromium: Browser, signed_in: StorageState, server: Server, story: Story
) -> None:
    context = chromium.new_context(java_script_enabled=False, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{server.url}/desk/c/{story.slug}/write/")
    expect(page.get_by_label("Text", exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_composer_is_accessible_and_fits_a_phone(
    desk: Callable[..., Page], server: Server, journalist: Journalist, scheme: str, direction: str
) -> None:
    story = journalist.open(f"harbour-{uuid4().hex[:8]}", language="ar" if direction == "rtl" else "en")
    # The checker is a script, which the desk's policy keeps out; nothing else is different.
    page = desk(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    composer = Composer(page, server, story.slug).open()
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


def test_a_picture_of_the_library_is_used_again(composer: Composer, server: Server, story: Story) -> None:
    composer.drop(photograph(900), "harbour-gates.jpg")
    expect(composer.page.locator(".picture-shown img")).to_have_attribute("src", re.compile("^/media/"), timeout=60_000)
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


def test_a_mistaken_publish_is_undone_by_one_key(composer: Composer, server: Server, story: Story) -> None:
    composer.type("Too early")
    composer.publish()
    composer.press("u")
    composer.page.wait_for_url(re.compile(f"/desk/c/{story.slug}/$"))
    (update,) = updates(server, story.slug)
    assert update["standing"] == "retracted"
    assert "Too early" not in str(update)
