"""Every page of the desk and of accounts, light and dark, on a phone: whether axe finds a fault.

Which pages there are is read off the addresses: one that is in neither list here fails the test.
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.urls.resolvers import RegexPattern
from playwright.sync_api import Browser, Page, expect

from onrecord.site.urls import _SIGN_ON
from tests import sign_on_provider
from tests.browser.page import SOON
from tests.browser.whole_desk import Desk, colleague, speaking, states
from tests.running import Server

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
# They answer a form, a script or a program, and lead to a page or are none.
NO_PAGES = {
    "desk/worker.js",
    "desk/c/<slug:slug>/compose/kit/",
    "desk/audit/audit.csv",
    "desk/audit/audit.jsonl",
    "desk/people/invitations/<int:number>/withdraw/",
    "desk/c/<slug:slug>/members/<int:number>/remove/",
    "desk/c/<slug:slug>/drafts/<int:number>/discard/",
    "desk/c/<slug:slug>/compose/draft/",
    "desk/c/<slug:slug>/compose/discard/",
    "desk/c/<slug:slug>/compose/preview/",
    "desk/c/<slug:slug>/compose/publish/",
    "desk/c/<slug:slug>/compose/reached/",
    "desk/c/<slug:slug>/compose/picture/",
    "desk/c/<slug:slug>/compose/library/",
    "desk/c/<slug:slug>/compose/focus/",
    "desk/pictures/<slug:picture_id>/focus/",
    "desk/pictures/<slug:picture_id>/remove/",
    "desk/pictures/<slug:picture_id>/check/",
    "desk/pictures/<slug:picture_id>/reinstate/",
    "desk/templates/<int:number>/remove/",
    "desk/c/<slug:slug>/live/",
    "desk/c/<slug:slug>/told/<int:number>/",
    "desk/c/<slug:slug>/notes/<int:number>/remove/",
    "desk/c/<slug:slug>/u/<slug:update_id>/note/",
    "desk/c/<slug:slug>/u/<slug:update_id>/editing/",
    "desk/c/<slug:slug>/u/<slug:update_id>/undo/",
    "desk/c/(?P<slug>[-a-z0-9]+)/u/(?P<update_id>[-\\w]+)/(?P<change>hold|release|pin|unpin|flag|unflag)/$",
    "accounts/logout/",
    "accounts/session/",
    "accounts/language/",
    "accounts/keys/",
    "accounts/sessions/<int:number>/end/",
    "accounts/tokens/<int:number>/revoke/",
    "accounts/2fa/recovery-codes/download/",
    "accounts/2fa/webauthn/login/",
    "accounts/oidc/(?P<provider_id>[^/]+)/login/",
    "accounts/oidc/(?P<provider_id>[^/]+)/login/callback/",
}
# Only for who has no password: a page that looks as `password/change/` does.
NO_PAGES |= {"accounts/password/set/"}
_DECIDE = r"(?P<change>submit|take-back|approve|send-back|schedule|embargo)/$"
NO_PAGES |= {"desk/c/(?P<slug>[-a-z0-9]+)/drafts/(?P<number>[0-9]{1,18})/" + _DECIDE}

# What a person reads of the interface, without the names and addresses that stand in it.
_INTERFACE = """() => [...document.querySelectorAll(
  "h1, h2, label, legend, th, summary, main button, main a.button, header a, header button, .help, .tag, .state"
)].filter((one) => one.checkVisibility()).map((one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll("bdi, code, kbd, time, [lang], [dir]").forEach((name) => name.remove());
  return one.closest("bdi, [dir=auto], .who, .languages, #updates") ? "" : copy.textContent.trim();
})"""
_AXE = Axe()
_FOUND = """options => axe.run({ resultTypes: ["violations"], ...options })
  .then(all => all.violations.map(one => [one.id, one.nodes[0].html]))"""
# Between the themes only the colours differ, so that in the second only they are looked at.
_SCHEMES: dict[Literal["light", "dark"], dict[str, object]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
_NAMES = {"ida", "dmytro", "CMS", "JSON"}


@pytest.fixture(scope="module", params=["en", "ar"])
def desk(request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with ExitStack() as stack:
        provider = stack.enter_context(sign_on_provider.running())
        server = Server(
            tmp_path_factory.mktemp(request.param),
            ONRECORD_OIDC_ISSUER=provider.url,
            ONRECORD_OIDC_CLIENT_ID=sign_on_provider.CLIENT_ID,
            ONRECORD_OIDC_CLIENT_SECRET=sign_on_provider.CLIENT_SECRET,
        )
        server.start()
        stack.callback(server.kill)
        server.url = server.url.replace("127.0.0.1", "localhost")  # passkeys are made for names alone
        yield Desk(server, chromium, request.param)


class Look:
    """What is wrong with the pages that were looked at, and which addresses they were."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wrong: list[tuple[str, object]] = []
        self.routes: set[str] = set()

    def at(self, page: Page, name: str) -> None:
        """Both themes of the page that is open, without loading it again: what is shown once stays."""
        address = urlsplit(page.url).path
        if address.startswith(("/desk/", "/accounts/")):
            self.routes.add(_route(address))
        name = f"{address} ({name})"
        direction = "rtl" if self.desk.language == "ar" else "ltr"
        if page.locator(f"html[lang={self.desk.language}][dir={direction}]").count() != 1:
            self.wrong.append((name, "language or direction"))
        page.evaluate(_AXE.axe_script)
        for scheme, options in _SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            self.wrong += [(name, (scheme, *found)) for found in page.evaluate(_FOUND, options)]
            self._keep(page, name, f"{scheme}-phone")
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append((name, "wider than the window"))
        if self.desk.language == "ar":
            self.wrong += [(name, word) for word in page.evaluate(_INTERFACE) if _is_latin(word)]
        if os.environ.get("SCREENSHOTS"):
            page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
            self._keep(page, name, "dark-desktop")
            page.emulate_media(color_scheme="light")
            self._keep(page, name, "light-desktop")
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    def _keep(self, page: Page, name: str, how: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[-90:]
            page.screenshot(path=f"{folder}/{self.desk.language}-{how}-{file}.png", full_page=True)


def test_axe_finds_nothing_on_any_page_of_the_desk_in_any_state(chromium: Browser, desk: Desk) -> None:
    look = Look(desk)
    context = colleague(desk.server, chromium, "ida", "administrator", desk.language, viewport=PHONE)
    page = context.new_page()
    for address in [*desk.paths, *desk.readers_paths]:
        page.goto(f"{desk.server.url}/{address}")
        if address.endswith(("/write/", "/edit/")):
            expect(page.locator("#composer-text")).to_be_visible(timeout=SOON)
        look.at(page, "as it opens")
    for name in states(desk, page):
        look.at(page, name)
    context.close()
    look_in_from_outside(look, chromium)
    assert look.wrong == [], "\n".join(map(str, look.wrong))
    assert _routes() - look.routes - NO_PAGES == set(), "pages that nobody looked at"
    assert NO_PAGES - _routes() == set(), "addresses that are no more"


def look_in_from_outside(look: Look, chromium: Browser) -> None:
    """As one who is invited, and as a reporter, who may not come everywhere."""
    desk = look.desk
    context = colleague(desk.server, chromium, "dmytro", "reporter", desk.language, viewport=PHONE)
    page = context.new_page()
    for address in ("", "people/", f"c/port/u/{desk.updates['first']}/redact/", "c/port/"):
        page.goto(f"{desk.server.url}/desk/{address}")
        look.at(page, "as a reporter")
    context.close()
    context = speaking(chromium, desk.server, desk.language, viewport=PHONE)
    page = context.new_page()
    for address in desk.links:
        page.goto(address)
        look.at(page, "as one who was sent it")
        page.locator("main form button.main").click()
        look.at(page, "as one who was sent it, and pressed the button")
        context.clear_cookies(name="sessionid")
    context.close()


# Those of the newsroom's own sign-in are there where one is set up, as it is on the server of these tests.
_ADDRESSES = URLResolver(RegexPattern(r"^/"), [*get_resolver().url_patterns, path("accounts/", include(_SIGN_ON))])


def _is_latin(word: str) -> bool:
    return word not in _NAMES and bool(re.search("[A-Za-z]", word)) and not re.search("[\u0620-\u064a]", word)


def _route(address: str) -> str:
    return _plain(_ADDRESSES.resolve(address).route)


def _plain(route: str) -> str:
    """Without the sign of a beginning, which stands there or not as the address is asked for."""
    return re.sub(r"(?<!\[)\^", "", route)


def _routes() -> set[str]:
    found = (_plain(route) for route in _flat(_ADDRESSES.url_patterns, ""))
    return {route for route in found if route.startswith(("desk/", "accounts/"))}


def _flat(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns, route)
        else:
            yield route
