"""What is pasted from elsewhere becomes clean blocks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.composer.composing import Composer, clipboard, updates
from tests.running import Server, Story


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
