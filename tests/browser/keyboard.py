"""Somebody who has a keyboard and no mouse, and sees where they are."""

import re

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.page import SOON

# More stops than any page of the tests has.
_MOST_STOPS = 250
_HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const style = getComputedStyle(here);
  const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  // The page that is shown within another draws its own, and the text in the composer has its caret.
  const isSeen = isOutlined || style.boxShadow !== "none" || here.isContentEditable || here.tagName === "IFRAME";
  return { html: here.outerHTML.slice(0, 160), isSeen, isShown: here.checkVisibility() };
}"""


class Keyboard:
    """Goes through a page by Tab, and fails where it is not to be seen what a key would do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.posted: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST":
            self.posted.append(request.url)

    def to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until this is where the focus is."""
        target = target.first
        target.wait_for(timeout=SOON)
        passed: list[str] = []
        for _ in range(_MOST_STOPS):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press(key)
            here = self.page.evaluate(_HERE)
            if here is None:
                continue  # around the end of the page
            assert here["isSeen"], f"no outline: {here['html']}"
            assert here["isShown"], f"focus on what is hidden: {here['html']}"
            passed.append(here["html"])
        raise AssertionError(f"not to be reached by Tab: {target}; passed {passed[:40]}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press the key."""
        self.to(target)
        self.page.keyboard.press(key)

    def button(self, name: str, within: str = "main") -> None:
        self.press(self.page.locator(within).get_by_role("button", name=name))

    def link(self, name: str, within: str = "body") -> None:
        self.press(self.page.locator(within).get_by_role("link", name=name))

    def fill(self, label: str, text: str, within: str = "main") -> None:
        """Type this in the place of whatever the field has."""
        self.to(self.page.locator(within).get_by_label(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def moment(self, label: str, day: str, time: str) -> None:
        """Type a date and time, part by part, as the browser's own field takes it."""
        self.to(self.page.locator("main").get_by_label(label))
        self.page.keyboard.type(day)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(time)

    def choose(self, name: str) -> None:
        """Among radio buttons, which are one stop: by the arrows."""
        wanted = self.page.get_by_role("radio", name=re.compile(f"^{name}"))
        group = wanted.first.get_attribute("name")
        radios = self.page.locator(f"input[type=radio][name='{group}']")
        stop = self.page.locator(f"input[type=radio][name='{group}']:checked")
        self.to(stop if stop.count() else radios)
        if not stop.count():
            self.page.keyboard.press("Space")
        for _ in range(radios.count()):
            if wanted.first.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(wanted.first).to_be_checked()

    def select(self, label: str, letters: str) -> None:
        """In a list that opens: by the first letters of what is wanted."""
        self.to(self.page.locator("main").get_by_label(label))
        self.page.keyboard.type(letters)
