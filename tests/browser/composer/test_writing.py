"""What is written, by keys alone, and what readers get of it."""

import re
from typing import Any
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.composer.composing import EVERY_BLOCK, SOON, Composer, document_of, updates
from tests.running import Server, Story


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
    page.locator("#composer").get_by_text("Sign-off, dateline, labels, source, time").click()
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


def test_a_card_an_embed_and_a_divider_are_put_in_by_their_buttons(
    composer: Composer, server: Server, story: Story
) -> None:
    tools = composer.page.get_by_role("toolbar", name="Formatting")
    composer.type("Before")
    for name, address in (
        ("Link card", "harbour.example/notice"),
        ("Embed", "https://youtu.be/abcdefghijk"),
        ("Divider", ""),
    ):
        tools.get_by_role("button", name=name, exact=True).click()
        if address:
            composer.page.get_by_role("dialog").get_by_label("Address").fill(address)
            composer.press("Enter")
    composer.page.keyboard.type("After")
    composer.publish()
    body = updates(server, story.slug)[0]["body"]
    assert [block["type"] for block in body] == ["text", "link", "embed", "divider", "text"]
    assert (body[1]["url"], body[2]["provider"]) == ("https://harbour.example/notice", "youtube")


def said(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks without what they leave unsaid, which each format writes in its own way."""
    return [{name: part for name, part in block.items() if part is not None} for block in body]


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
    for body in (document_of(composer.page)["content"]["body"], before["body"]):
        assert said(body) == said(EVERY_BLOCK)
    composer.text.get_by_text("The last paragraph.").click()
    composer.press("End", "ArrowLeft", "Control+Backspace")
    composer.page.keyboard.type("block")
    composer.press("Control+Enter")
    composer.page.get_by_role("button", name="Publish without", exact=True).click()
    composer.expect_published()
    (after,) = updates(server, story.slug)
    assert after["body"] == [*before["body"][:-1], {"type": "text", "html": "The last block."}]
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
