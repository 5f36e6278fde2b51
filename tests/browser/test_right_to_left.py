"""The desk, the accounts' pages and a reader's page in Arabic: from right to left, on a phone, light and dark."""

import re
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.page import SOON
from tests.running import COMMAND, Server

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
SLUG = "port"
PASSWORD = "correct horse battery"
# What a person reads of the interface, without the names and addresses that stand in it.
_INTERFACE = """() => [...document.querySelectorAll(
  "h1, h2, label, legend, th, summary, main button, main a.button, header a, header button, .help, .tag, .state"
)].filter((one) => one.checkVisibility()).map((one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll("bdi, code, kbd, time, [lang], [dir]").forEach((name) => name.remove());
  return one.closest("bdi, [dir=auto], .who, .languages, #updates") ? "" : copy.textContent.trim();
})"""
_NAMES = {"ida", "CMS", "JSON"}


def _colleague(server: Server, browser: Browser, name: str, role: str, **options: object) -> BrowserContext:
    """Somebody signed in at a desk that speaks Arabic, in a browser of their own."""
    subprocess.run(
        [COMMAND, "user", "add", name, "--password-stdin", "--role", role],
        env=server.environment,
        check=False,  # who is there already only signs in once more
        capture_output=True,
        input=PASSWORD.encode() + b"\n",
    )
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.add_cookies([{"name": "onrecord_language", "value": "ar", "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/accounts/login/")
    page.locator("main [name=username]").fill(name)
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{server.url}/accounts/reauthenticate/?next=/accounts/")  # as is asked before what matters
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url("**/accounts/")
    page.close()
    return context


class Writing:
    """Fills in the desk's plain forms, as a browser without scripts shows them."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.page = context.new_page()
        self.url = f"{server.url}/desk/"

    def send(self, path: str, button: str = "main form button.main", **fields: str) -> str:
        """The path of the page that it led to."""
        self.page.goto(self.url + path)
        for field in self.page.locator("details").all():
            field.evaluate("one => { one.open = true; }")
        for name, value in fields.items():
            control = self.page.locator(f"main [name={name}]:not([type=hidden])").first
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            elif control.get_attribute("type") == "checkbox":
                control.check()
            else:
                control.fill(value)
        self.page.locator(button).first.click()
        expect(self.page.locator("main .problem:visible, main .error:visible")).to_have_count(0)
        return urlsplit(self.page.url).path

    def update(self, action: str, heading: str, body: str, path: str = f"c/{SLUG}/write/") -> str:
        return self.send(path, f"button[name=action][value={action}]", heading=heading, body=body)

    def newest(self) -> str:
        """The id of the update that was published last."""
        self.page.goto(f"{self.url}c/{SLUG}/")
        return str(self.page.locator("#rows > li").first.get_attribute("id")).removeprefix("u-")


def _published(server: Server, browser: Browser) -> list[str]:
    """Something on every page of the desk; the paths of these pages."""
    context = _colleague(server, browser, "ida", "administrator", java_script_enabled=False)
    ida = Writing(context, server)
    ida.send(
        "new/",
        headline="الميناء في حالة تأهب بعد عاصفة Bella",
        kicker="لبنان",
        standfirst="تتابع غرفة الأخبار تطورات العاصفة Bella لحظة بلحظة.",
        language="ar",
        time_zone="Asia/Beirut",
        slug=SLUG,
    )
    ida.update(
        "publish",
        "إغلاق البوابات الخارجية",
        "أُغلقت **البوابات** الخارجية عند 14:05 وفق Port Authority.\n\n- أولًا\n- Second",
    )
    first = ida.newest()
    ida.send(
        f"c/{SLUG}/u/{first}/edit/",
        "button[name=action][value=publish]",
        body="أُغلقت البوابات الداخلية، بحسب https://example.org/port و Port Authority.",
        note="ذكرنا البوابات الخارجية خطأ.",
    )
    ida.update("publish", "نبأ خاطئ", "كان هذا خطأ.")
    ida.send(f"c/{SLUG}/u/{ida.newest()}/retract/", "main form button.danger", reason="كان ميناء آخر.")
    ida.update("publish", "اسم لا يجوز نشره", "كلمات يحظرها القانون.")
    erased = ida.newest()
    ida.send(f"c/{SLUG}/u/{erased}/redact/", "main form button.danger", reason="بأمر المحكمة.", confirmation="ERASE")
    ida.update("publish", "مقابلة مع Ida Novak", "> نحن مستعدون.\n> -- Ida Novak\n\n[وثيقة](https://example.org/a)")
    last = ida.newest()
    ida.send(f"c/{SLUG}/u/{last}/", "#notes form:last-of-type button", text="من يتصل بـ Port Authority؟")
    ida.send(
        "templates/new/", name="عاصفة Storm", headline="عاصفة", language="ar", time_zone="Asia/Beirut", points="نقطة"
    )
    ida.send("people/", "main form.sheet button.main", email="new@example.org")
    ida.send("../accounts/tokens/", "main form.sheet button.main", name="CMS", scopes="read")
    ida.send(f"c/{SLUG}/summary/", points="أُغلقت البوابات (#1)")

    reporter = Writing(_colleague(server, browser, "dmytro", "reporter", java_script_enabled=False), server)
    reporter.update("submit", "أول السفن تعود", "عادت السفينة Ocean Pearl إلى الميناء.")
    ida.update("schedule", "الموجز المسائي", "ملخص اليوم.")
    scheduled = urlsplit(ida.page.url).path
    ida.page.locator("#publish-at").fill("2031-05-04T18:30:00")
    ida.page.locator("#schedule button").click()
    ida.update("draft", "وصف الرصيف رقم 4", "مسودة عن الرصيف.", f"c/{SLUG}/u/{last}/edit/")
    desk = ("", "new/", "people/", "people/1/", "audit/", "templates/", "templates/1/", "c/nowhere/", "signed-in/")
    accounts = ("", "address/", "tokens/", "reauthenticate/", "inactive/", "signup/", "link/used", "invitation/used")
    signing_in = ("password/change/", "password/reset/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/")
    paths = [f"desk/{page}" for page in desk] + [f"accounts/{page}" for page in (*accounts, *signing_in)]
    paths += [f"desk/c/{SLUG}/{page}" for page in ("", "members/", "head/", "summary/", "write/", "drafts/", "close/")]
    paths += [f"desk/c/{SLUG}/u/{first}/{page}" for page in ("", "edit/", "retract/", "redact/")]
    paths += [f"desk/c/{SLUG}/u/{last}/{page}" for page in ("edit/", "merge/")]
    paths += [f"desk/c/{SLUG}/u/{erased}/takedown/", scheduled[1:], SLUG, f"{SLUG}/u/{first}", f"{SLUG}/u/{erased}"]
    context.close()
    return paths


class Site:
    def __init__(self, server: Server, paths: list[str]) -> None:
        self.server = server
        self.paths = paths


@pytest.fixture(scope="module")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    server = Server(tmp_path_factory.mktemp("arabic"))
    server.start()
    try:
        yield Site(server, _published(server, chromium))
    finally:
        server.kill()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_runs_from_right_to_left_on_a_phone(chromium: Browser, site: Site, scheme: str) -> None:
    """Without a sidewards scroll, without a finding of axe, and with no word of the interface in Latin letters."""
    context = _colleague(site.server, chromium, "ida", "administrator", viewport=PHONE, color_scheme=scheme)
    page = context.new_page()
    wrong: list[tuple[str, object]] = []
    for path in site.paths:
        page.goto(f"{site.server.url}/{path}")
        if path.endswith(("/write/", "/edit/")):
            expect(page.locator("#composer-text")).to_be_visible(timeout=SOON)
        if page.locator("html[lang=ar][dir=rtl]").count() != 1:
            wrong.append((path, "direction"))
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            wrong.append((path, "wider than the window"))
        words = [word for word in page.evaluate(_INTERFACE) if word not in _NAMES]
        wrong += [
            (path, word) for word in words if re.search("[A-Za-z]", word) and not re.search("[\u0620-\u064a]", word)
        ]
        wrong += [(path, one["id"]) for one in Axe().run(page).response["violations"]]
    context.close()
    assert wrong == []


def test_arabic_is_written_from_right_to_left_and_read_so(chromium: Browser, site: Site) -> None:
    context = _colleague(site.server, chromium, "ida", "administrator", viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{site.server.url}/desk/c/{SLUG}/write/")
    editor = page.locator("#composer-text")
    expect(editor).to_be_focused(timeout=SOON)
    expect(page.locator("#composer-heading")).to_have_css("direction", "rtl")
    page.locator("#composer-heading").fill("مقابلة مع Olena Kovalenko")
    editor.click()
    page.keyboard.type("Port Authority: عادت السفن إلى الميناء.")
    expect(editor).to_have_css("direction", "rtl")
    expect(page.locator(".composer-actions kbd").first).to_have_text("Ctrl+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outcome[data-kind=published]")).to_be_visible(timeout=SOON)
    page.goto(f"{site.server.url}/{SLUG}")
    update = page.locator("#updates article").first
    expect(update.locator("h2")).to_have_text("مقابلة مع Olena Kovalenko")
    expect(update.locator("h2")).to_have_css("direction", "rtl")
    expect(update.locator(".body p")).to_have_css("direction", "rtl")
    context.close()
