"""A coverage in a frame on somebody else's page, and what an open page forgets of the words in its head."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, expect

from tests.browser.page import SOON, expect_streaming
from tests.running import Journalist, Server, Story

_PARTNER = """<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>
<iframe src="{address}" title="Live" style="width: 100%; height: 10rem; border: 0"></iframe>
<script>
  addEventListener("message", (event) => {{
    if (event.origin !== "{origin}" || event.data?.type !== "onrecord:height") return;
    for (const frame of document.querySelectorAll("iframe")) {{
      if (frame.contentWindow === event.source) frame.style.height = `${{event.data.height}}px`;
    }}
  }});
</script></html>"""


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open("harbour-storm")


@contextmanager
def partner(folder: Path, server: Server, story: Story) -> Iterator[str]:
    """Another site, at a name of its own, with the coverage in a frame; its address."""
    folder.mkdir()
    page = _PARTNER.format(address=f"{server.url}/{story.slug}/embed", origin=server.url)
    (folder / "index.html").write_text(page, encoding="utf-8")
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        thread = Thread(target=site.serve_forever)
        thread.start()
        yield f"http://localhost:{site.server_port}/"
        site.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def _frame(page: Page) -> Frame:
    handle = page.locator("iframe").element_handle()
    frame = None if handle is None else handle.content_frame()
    assert frame is not None
    return frame


def test_an_embed_is_live_and_as_high_as_what_it_says(
    server: Server, story: Story, chromium: Browser, tmp_path: Path
) -> None:
    for number in range(4):
        story.publish(f"Report {number}", "Ferries stay in. " * 20)
    with partner(tmp_path / "partner", server, story) as address:
        page = chromium.new_page()
        page.goto(address)
        frame = _frame(page)
        expect(frame.locator("html")).to_have_attribute("data-live", "streaming", timeout=SOON)
        arrived = story.publish("One more", "Ferries stay in. " * 20)
        expect(frame.locator(f"#u-{arrived}")).to_be_visible(timeout=SOON)
        page.wait_for_function(
            "() => { const f = document.querySelector('iframe'); return f.clientHeight > innerHeight; }", timeout=SOON
        )
        overflow = frame.evaluate("() => document.documentElement.scrollHeight - innerHeight")
        assert overflow <= 1
        assert page.context.cookies() == []
        story.do("retract", id=arrived, reason="It was not so.")
        expect(frame.locator(f"#u-{arrived}")).to_have_attribute("data-standing", "retracted", timeout=SOON)
        page.close()


def test_links_of_an_embed_open_in_a_tab_of_their_own(
    server: Server, story: Story, chromium: Browser, tmp_path: Path
) -> None:
    story.publish("Gates close")
    with partner(tmp_path / "partner", server, story) as address:
        page = chromium.new_page()
        page.goto(address)
        with page.expect_popup() as opened:
            _frame(page).locator("nav.pages a").click()
        expect(opened.value.locator("h1")).to_be_visible()
        assert opened.value.url == f"{server.url}/{story.slug}"
        assert page.url == address
        page.context.close()


@pytest.mark.parametrize("path", ["", "/embed"])
def test_a_page_with_linked_data_breaks_no_rule_of_its_own(
    server: Server, story: Story, chromium: Browser, path: str
) -> None:
    story.publish("Gates close")
    page = chromium.new_page()
    said: list[ConsoleMessage] = []
    page.on("console", lambda message: said.append(message))
    page.goto(f"{server.url}/{story.slug}{path}")
    expect_streaming(page)
    assert [message.text for message in said if message.type in ("error", "warning")] == []
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900])
def test_axe_finds_nothing_wrong_with_an_embed(
    server: Server,
    journalist: Journalist,
    chromium: Browser,
    language: str,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    story = journalist.open(f"river-{language}", headline="The river rises", language=language)
    story.publish("Gates close", "The <b>gates</b> close at nine.", is_key_event=True)
    gone = story.publish("Bridge falls")
    story.do("retract", id=gone, reason="It stands.")
    page = chromium.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)
    page.goto(f"{server.url}/{story.slug}/embed")
    expect_streaming(page)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_an_open_page_forgets_withdrawn_words_also_in_its_head(
    server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    update_id = story.publish("Quixotaberrant", "Quixotaberrant words.")
    pages = [reader(f"{server.url}/{story.slug}{path}") for path in ("", f"/u/{update_id}", "/embed")]
    for page in pages:
        expect_streaming(page)
        assert "Quixotaberrant" in page.content()
    story.do("retract", id=update_id, reason="It was not so.")
    for page in pages:
        expect(page.locator(f"#u-{update_id}")).to_have_attribute("data-standing", "retracted", timeout=SOON)
        assert "Quixotaberrant" not in page.content()
        assert "Quixotaberrant" not in page.title()
