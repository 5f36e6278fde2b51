"""From publishing to words on the screen of a real Chromium, beside a crowd."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bench.crowd import crowd
from bench.measure import Figure, NotMeasured, Size
from bench.servers import running

if TYPE_CHECKING:
    from playwright.sync_api import Page

_UPDATES = 40


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """The 95th percentile, from before the journalist's command to the moment at which the browser shows the update."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NotMeasured("playwright is missing: make setup") from error
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise NotMeasured("chromium is missing (Debian: chromium), and is too large to be installed unasked")
    readers = max(size.readers)
    with running(folder / "run", 560) as site, sync_playwright() as playwright:
        for number in range(20):
            site.story.publish(f"Before {number}")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{site.port}/harbour")
        page.wait_for_selector("html[data-live]", state="attached")
        with crowd(site.port, site.path, readers):
            waits = sorted(_visible(page, site.story.publish) for _ in range(_UPDATES))
        browser.close()
    p95 = waits[int(0.95 * len(waits))] * 1e3
    yield Figure(
        what=f"publish to visible in Chromium, beside {readers:,} readers, p95, ms",
        value=p95,
        must=1_000,
        aim=250,
        more={"all_ms": [wait * 1e3 for wait in waits]},
    )


def _visible(page: "Page", publish: Callable[[str], str]) -> float:
    begun = time.monotonic()
    update_id = publish("Report")
    page.wait_for_selector(f"#u-{update_id}", state="visible")
    return time.monotonic() - begun
