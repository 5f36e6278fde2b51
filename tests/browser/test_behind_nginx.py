"""A reader's browser over HTTP/2, with nginx between it and the site."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.nginx import nginx_before
from tests.running import Journalist, Server


def test_a_page_stays_live_over_http_2(reader: Callable[..., Page], tmp_path: Path) -> None:
    (tmp_path / "node").mkdir()
    server = Server(tmp_path / "node", "--behind", "127.0.0.1")
    server.start()
    journalist = Journalist(server.environment)
    try:
        story = journalist.open("harbour")
        with nginx_before([server.port], tmp_path / "nginx") as proxy:
            page = reader(f"https://127.0.0.1:{proxy.port}/harbour", ignore_https_errors=True)
            protocol = page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
            assert protocol == "h2"
            update_id = story.publish("Ferries stay in")
            expect(page.locator(f"#u-{update_id}")).to_be_attached()
            page.goto("about:blank")
    finally:
        journalist.leave()
        server.stop()
