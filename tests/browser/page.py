"""What a reader sees on an open page, asked of the browser itself."""

from playwright.sync_api import Page, expect

# A second is what readers are promised; a busy machine running the whole suite gets more before it is called a failure.
SOON = 15_000


def ids(page: Page) -> list[str]:
    """The ids of the updates in the page's list, top to bottom, those that wait included."""
    found: list[str] = page.eval_on_selector_all("#updates > article", "all => all.map(one => one.id)")
    return found


def visible_ids(page: Page) -> list[str]:
    """As `ids`, but only what the reader can see."""
    found: list[str] = page.eval_on_selector_all(
        "#updates > article", "all => all.filter(one => one.checkVisibility()).map(one => one.id)"
    )
    return found


def expect_applied(page: Page, seq: int) -> None:
    """Waits until the page has applied every frame up to `seq`."""
    page.wait_for_function("seq => Number(document.body.dataset.applied) >= seq", arg=seq, timeout=SOON)


def expect_streaming(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "streaming", timeout=SOON)


def top_of(page: Page, update_id: str) -> float:
    """Where the update's upper edge stands in the window, in CSS pixels."""
    top: float = page.eval_on_selector(f"#u-{update_id}", "one => one.getBoundingClientRect().top")
    return top


def look_at(page: Page, update_id: str) -> None:
    """Scroll so that this update stands a little below the window's top, as somebody reading it would."""
    page.eval_on_selector(
        f"#u-{update_id}", "one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 120)"
    )
    page.wait_for_function("() => scrollY > 0")
