"""Somebody at the composer, and what became of what they wrote."""

import base64
import io
import json
import re
import subprocess
import urllib.request
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.running import COMMAND, ROOT, Server, Story

SOON = 30_000
# Until a picture is uploaded and made anew, on a busy machine.
DEVELOPED = 60_000
PHONE = {"width": 360, "height": 740}
EVERY_BLOCK: list[dict[str, Any]] = [
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
CLIPBOARD = ROOT / "tests" / "data" / "clipboard"
_PASTE = """(element, {html, text}) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
_DROP = """(element, {bytes, name}) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), each => each.charCodeAt(0))], name, {type: "image/jpeg"}));
    const {left, top} = element.getBoundingClientRect();
    const at = {dataTransfer: data, bubbles: true, cancelable: true, clientX: left + 20, clientY: top + 20};
    element.dispatchEvent(new DragEvent("drop", at));
}"""


def sign_in_link(server: Server, name: str, *options: str) -> str:
    """A link that signs this person in, who is made if they are new."""
    arguments = [str(COMMAND), "user", "add", name, "--link", "--url", server.url, *options]
    added = subprocess.run(arguments, env=server.environment, capture_output=True, text=True)
    if added.returncode:
        arguments = [str(COMMAND), "user", "link", name, "--url", server.url]
        added = subprocess.run(arguments, env=server.environment, check=True, capture_output=True, text=True)
    return added.stdout.split()[-1]


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in to the desk").click()
    page.wait_for_url("**/desk/")


class Composer:
    """One page with the composer on it."""

    def __init__(self, page: Page, server: Server, slug: str) -> None:
        self.page = page
        self.server = server
        self.slug = slug

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def text(self) -> Locator:
        return self.page.locator("#composer-text")

    @property
    def heading(self) -> Locator:
        return self.field("Heading")

    def field(self, label: str | re.Pattern[str]) -> Locator:
        """A field of the composer's own; the plain form beneath it has some of the same names."""
        return self.page.locator("#composer").get_by_label(label, exact=True)

    @property
    def outcome(self) -> Locator:
        return self.page.locator(".outcome")

    def open(self, path: str = "write/") -> "Composer":
        self.page.goto(f"{self.server.url}/desk/c/{self.slug}/{path}")
        expect(self.text).to_be_visible(timeout=SOON)
        return self

    def type(self, words: str) -> None:
        self.text.focus()
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def paste(self, text: str, html: str | None = None) -> None:
        self.text.focus()
        self.text.evaluate(_PASTE, {"html": html, "text": text})

    def drop(self, picture: str, name: str = "gates.jpg") -> None:
        """`picture` is base64."""
        self.text.evaluate(_DROP, {"bytes": picture, "name": name})

    def expect_state(self, state: str) -> None:
        expect(self.page.locator(".save-state")).to_have_attribute("data-state", state, timeout=SOON)

    def expect_published(self) -> None:
        expect(self.outcome).to_have_attribute("data-kind", "published", timeout=SOON)

    def expect_picture(self) -> None:
        """Its one picture is at the desk."""
        shown = self.page.locator(".picture-shown img")
        expect(shown).to_have_attribute("src", re.compile("^/media/"), timeout=DEVELOPED)

    def publish(self) -> None:
        self.press("Control+Enter")
        self.expect_published()

    def send(self, document: dict[str, Any], update_id: str) -> None:
        """Publish a document as the composer does, without its hands."""
        token = self.page.locator("#plain-form [name=csrfmiddlewaretoken]").get_attribute("value") or ""
        answer = self.page.request.post(
            f"{self.server.url}/desk/c/{self.slug}/compose/publish/",
            data={"update_id": update_id, "document": document, "without_alt": True},
            headers={"X-CSRFToken": token},
        )
        assert answer.status == 200, answer.text()


def updates(server: Server, slug: str) -> list[dict[str, Any]]:
    """What readers' programs are given of this coverage, the oldest update first."""
    with urllib.request.urlopen(f"{server.url}/{slug}.json", timeout=10) as reply:  # noqa: S310 - our own address
        found: list[dict[str, Any]] = json.load(reply)["updates"]
    return found


def clipboard(name: str) -> str:
    return (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")


def document_of(page: Page) -> dict[str, Any]:
    """What the page gave its composer."""
    data: dict[str, Any] = json.loads(page.locator("#composer-data").text_content() or "")
    document: dict[str, Any] = data["document"]
    return document


def bodies(server: Server, story: Story) -> list[str]:
    """The words of what is published, the oldest first."""
    return [" ".join(str(block.get("html", "")) for block in each["body"]) for each in updates(server, story.slug)]


def photograph(width: int = 1200) -> str:
    """A JPEG that has something to look at, as base64."""
    image = Image.linear_gradient("L").resize((width, width * 2 // 3)).convert("RGB")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return base64.b64encode(file.getvalue()).decode()
