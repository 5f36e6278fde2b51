"""A newsroom in which every page of the desk has something to show, in one of the desk's languages.

What is written goes through the desk's own plain forms, by the names of their fields, so that it is written the same in
every language.
"""

import subprocess
import sys
from collections.abc import Iterator
from email import message_from_string, policy
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.one_time_codes import code
from tests.running import COMMAND, ROOT, Server

PASSWORD = "correct horse battery"
SLUG = "port"
WORDS = {
    "headline": {"ar": "الميناء في حالة تأهب بعد عاصفة Bella", "en": "The port on alert after the storm"},
    "kicker": {"ar": "لبنان", "en": "Lebanon"},
    "standfirst": {
        "ar": "تتابع غرفة الأخبار تطورات العاصفة Bella لحظة بلحظة.",
        "en": "The newsroom follows the storm as it comes.",
    },
    "first": {"ar": "إغلاق البوابات الخارجية", "en": "The outer gates are closed"},
    "first body": {
        "ar": "أُغلقت **البوابات** الخارجية عند 14:05 وفق Port Authority.\n\n- أولًا\n- Second",
        "en": "The **outer** gates were closed at 14:05.\n\n- First\n- Second",
    },
    "corrected": {
        "ar": "أُغلقت البوابات الداخلية، بحسب https://example.org/port و Port Authority.",
        "en": "The inner gates were closed, says https://example.org/port.",
    },
    "note": {"ar": "ذكرنا البوابات الخارجية خطأ.", "en": "We named the outer gates."},
    "wrong": {"ar": "نبأ خاطئ", "en": "A false report"},
    "reason": {"ar": "كان ميناء آخر.", "en": "It was another port."},
    "erased": {"ar": "اسم لا يجوز نشره", "en": "A name that may not be told"},
    "by law": {"ar": "بأمر المحكمة.", "en": "By order of the court."},
    "last": {"ar": "مقابلة مع Ida Novak", "en": "Ida Novak, interviewed"},
    "quote": {
        "ar": "> نحن مستعدون.\n> -- Ida Novak\n\n[وثيقة](https://example.org/a)",
        "en": "> We are ready.\n> -- Ida Novak\n\n[Document](https://example.org/a)",
    },
    "question": {"ar": "من يتصل بـ Port Authority؟", "en": "Who calls the port?"},
    "template": {"ar": "عاصفة Storm", "en": "Storm"},
    "point": {"ar": "أُغلقت البوابات", "en": "The gates are closed"},
    "submitted": {"ar": "أول السفن تعود", "en": "The first ships return"},
    "planned": {"ar": "الموجز المسائي", "en": "The evening in short"},
    "draft": {"ar": "وصف الرصيف رقم 4", "en": "Quay 4, described"},
}


def colleague(
    server: Server, browser: Browser, name: str, role: str, language: str, **options: object
) -> BrowserContext:
    """Somebody signed in, who has given the password once more, as is asked before what matters."""
    subprocess.run(
        [COMMAND, "user", "add", name, "--password-stdin", "--role", role],
        env=server.environment,
        check=False,  # who is there already only signs in once more
        capture_output=True,
        input=PASSWORD.encode() + b"\n",
    )
    context = speaking(browser, server, language, **options)
    page = context.new_page()
    page.goto(f"{server.url}/accounts/login/")
    page.locator("main [name=username]").fill(name)
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url("**/desk/**")
    confirm(page, server)
    page.close()
    return context


def confirm(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/accounts/reauthenticate/?next=/accounts/")
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url("**/accounts/")


def speaking(browser: Browser, server: Server, language: str, **options: object) -> BrowserContext:
    """A browser in which the desk speaks this language."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.add_cookies([{"name": "onrecord_language", "value": language, "url": server.url}])
    return context


class Writing:
    """Fills in the desk's plain forms, as a browser without scripts shows them."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.page = context.new_page()
        self.url = f"{server.url}/desk/"

    def send(self, path: str, button: str = "main form button.main", *, refused: bool = False, **fields: Any) -> str:
        """The path of the page that it led to."""
        self.page.goto(self.url + path)
        for field in self.page.locator("details").all():
            field.evaluate("one => { one.open = true; }")
        for name, value in fields.items():
            control = self.page.locator(f"main [name={name}]:not([type=hidden])").first
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(**value) if isinstance(value, dict) else control.select_option(value)
            elif control.get_attribute("type") == "checkbox":
                control.check()
            else:
                control.fill(value)
        self.page.locator(button).first.click()
        if not refused:
            expect(self.page.locator("main .problem:visible, main .error:visible")).to_have_count(0)
        return urlsplit(self.page.url).path

    def update(self, action: str, heading: str, body: str, path: str = f"c/{SLUG}/write/") -> str:
        return self.send(path, f"button[name=action][value={action}]", heading=heading, body=body)

    def newest(self) -> str:
        """The id of the update that was published last."""
        self.page.goto(f"{self.url}c/{SLUG}/")
        return str(self.page.locator("#rows > li").first.get_attribute("id")).removeprefix("u-")


_PICTURES = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
django.setup()
from django.contrib.auth.models import User
from onrecord.newsroom import pictures
from tests.photographs import corners, encoded
kept = pictures.add(encoded(corners(), "JPEG"), "port.jpg", by=None)
taken = pictures.add(encoded(corners(300, 500), "JPEG"), "witness.jpg", by=None)
pictures.withdraw(taken, by=User.objects.get(username="ida"), reason="Court order 7", erase_original=False)
print(kept.pk, taken.pk)
"""


def _pictures(server: Server) -> list[str]:
    """One that can be used, and one that was taken down."""
    made = subprocess.run(
        [sys.executable, "-c", _PICTURES],
        cwd=ROOT, env=server.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return made.stdout.split()[-2:]


class Desk:
    """A running server with something on every page; `paths` are those of the pages."""

    def __init__(self, server: Server, browser: Browser, language: str) -> None:
        self.server = server
        self.browser = browser
        self.language = language
        self.words = {name: said[language] for name, said in WORDS.items()}
        self.updates: dict[str, str] = {}
        self.links: list[str] = []
        context = colleague(server, browser, "ida", "administrator", language, java_script_enabled=False)
        self.ida = Writing(context, server)
        self._publish()
        self._plan()
        self.pictures = _pictures(server)
        self.paths = [*self._desk(), *_ACCOUNTS]
        context.close()

    @property
    def readers_paths(self) -> list[str]:
        return [SLUG, f"{SLUG}/u/{self.updates['first']}", f"{SLUG}/u/{self.updates['erased']}"]

    def mailed_link(self) -> str:
        """The address in the mail that was sent last."""
        letter = max((self.server.data / "mail").iterdir(), key=lambda file: file.stat().st_mtime)
        words = message_from_string(letter.read_text(), policy=policy.default).get_content()
        return next(str(word) for word in words.split() if word.startswith("http"))

    def _publish(self) -> None:
        say, ida = self.words, self.ida
        head: dict[str, Any] = {name: say[name] for name in ("headline", "kicker", "standfirst")}
        ida.send("new/", **head, language=self.language, time_zone="Asia/Beirut", slug=SLUG)
        ida.update("publish", say["first"], say["first body"])
        self.updates["first"] = first = ida.newest()
        publish = "button[name=action][value=publish]"
        ida.send(f"c/{SLUG}/u/{first}/edit/", publish, body=say["corrected"], note=say["note"])
        ida.update("publish", say["wrong"], say["wrong"])
        ida.send(f"c/{SLUG}/u/{ida.newest()}/retract/", "main form button.danger", reason=say["reason"])
        ida.update("publish", say["erased"], say["erased"])
        self.updates["erased"] = erased = ida.newest()
        ida.send(f"c/{SLUG}/u/{erased}/redact/", "main form button.danger", reason=say["by law"], confirmation="ERASE")
        ida.update("publish", say["last"], say["quote"])
        self.updates["last"] = last = ida.newest()
        ida.send(f"c/{SLUG}/u/{last}/", "#notes form:last-of-type button", text=say["question"])
        head = {"headline": say["template"], "language": self.language, "time_zone": "Asia/Beirut"}
        ida.send("templates/new/", name=say["template"], **head, points=say["point"])
        ida.send("people/", "main form.sheet button.main", email="new@example.org")
        ida.send("../accounts/tokens/", "main form.sheet button.main", name="CMS", scopes="read")
        ida.send(f"c/{SLUG}/summary/", points=f"{say['point']} (#1)")

    def _plan(self) -> None:
        say, ida = self.words, self.ida
        plain = {"java_script_enabled": False}
        reporter = Writing(
            colleague(self.server, self.browser, "dmytro", "reporter", self.language, **plain), self.server
        )
        self.submitted = reporter.update("submit", say["submitted"], say["submitted"])
        ida.update("schedule", say["planned"], say["planned"])
        self.scheduled = urlsplit(ida.page.url).path
        ida.page.locator("#publish-at").fill("2031-05-04T18:30:00")
        ida.page.locator("#schedule button").click()
        edit = f"c/{SLUG}/u/{self.updates['last']}/edit/"
        ida.update("draft", say["draft"], say["draft"], edit)
        editor = Writing(colleague(self.server, self.browser, "olena", "editor", self.language, **plain), self.server)
        editor.update("publish", say["planned"], say["planned"], edit)  # and so the draft is behind

    def _desk(self) -> list[str]:
        first, last, erased = (self.updates[name] for name in ("first", "last", "erased"))
        coverage = ("", "members/", "head/", "summary/", "write/", "drafts/", "close/")
        return [
            *(f"desk/{page}" for page in _DESK),
            *(f"desk/c/{SLUG}/{page}" for page in coverage),
            *(f"desk/c/{SLUG}/u/{first}/{page}" for page in ("", "edit/", "retract/", "redact/")),
            *(f"desk/c/{SLUG}/u/{last}/{page}" for page in ("edit/", "merge/")),
            f"desk/c/{SLUG}/u/{erased}/takedown/",
            self.scheduled[1:],
            *(f"desk/pictures/{picture}/" for picture in self.pictures),
            f"desk/pictures/{self.pictures[0]}/take-down/",
        ]


_DESK = (
    *(
        "",
        "?q=nothing&state=closed",
        "pictures/",
        "delivery/",
        "offline/",
        "new/",
        "new/?template=1",
        "people/",
        "people/1/",
        "audit/",
    ),
    *("templates/", "templates/new/", "templates/1/", "c/nowhere/", "signed-in/"),
)
_ACCOUNTS = [
    f"accounts/{page}"
    for page in (
        *("", "address/", "tokens/", "reauthenticate/", "inactive/", "signup/", "link/used", "invitation/used"),
        *("password/change/", "password/reset/", "password/reset/done/", "password/reset/key/1-wrong/"),
        *("password/reset/key/done/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/"),
        *("oidc/login/cancelled/", "oidc/login/error/", "oidc/signup/"),
    )
]


def states(desk: Desk, page: Page) -> Iterator[str]:
    """Pages that only follow on something, one after the other, each by its name; `page` is ida's, and shows it."""
    ida, base = Writing(page.context, desk.server), f"{desk.server.url}/"
    ida.page = page
    first, last = desk.updates["first"], desk.updates["last"]
    coverage = f"c/{SLUG}/"

    def sent(state: str, path: str, button: str = "main form button.main", /, **fields: Any) -> str:
        ida.send(path, button, refused=True, **fields)
        return state

    yield sent("a coverage without a headline", "new/", headline="")
    yield sent("a headline in no language", f"{coverage}head/", language="english!")
    yield sent("a retraction without a reason", f"{coverage}u/{first}/retract/", "main form button.danger", reason="")
    yield sent(
        "an erasure without the word", f"{coverage}u/{first}/redact/", "main form button.danger", confirmation="no"
    )
    yield sent("a merge without a choice", f"{coverage}u/{last}/merge/")
    yield sent("an invitation, shown once", "people/", "main form.sheet button.main", email="b@example.org")
    desk.links.append(page.locator("[data-secret]").inner_text())
    yield sent("a sign-in link, shown once", "people/2/", "button[value=link]")
    desk.links.append(page.locator("[data-secret]").inner_text())
    yield sent(
        "a role that cannot be", "people/2/", "main form button.main", role="administrator", coverage_id={"index": 1}
    )
    yield sent("a token, shown once", "../accounts/tokens/", "main form.sheet button.main", name="B", scopes="read")
    yield sent("a token for nothing", "../accounts/tokens/", "main form.sheet button.main", name="C")
    yield sent("an address that is none", "../accounts/address/", email="a@b@c")
    sent("an address", "../accounts/address/", email="ida@news.example")
    page.goto(desk.mailed_link())
    yield "a link that was mailed"
    page.goto(base + "accounts/address/wrong/")
    yield "a link that confirms nothing"
    yield sent(
        "a password that is short", "../accounts/password/change/", oldpassword="x", password1="y", password2="z"
    )
    page.goto(base + desk.submitted.strip("/"))
    page.locator("#submitted h3 a").click()
    yield "a submission"
    page.locator("#why").fill("")
    page.locator("#send-back button").click()
    yield "sent back without a word"
    yield sent(
        "scheduled for the past",
        desk.scheduled.removeprefix("/desk/"),
        "#schedule button",
        publish_at="2001-01-01T00:00:00",
    )
    page.goto(f"{base}accounts/2fa/totp/activate/")
    secret = page.locator("main img").get_attribute("alt") or ""
    page.locator("main input[name=code]").fill("000000")
    page.locator("main form button").last.click()
    yield "a code that is wrong"
    page.locator("main input[name=code]").fill(code(secret))
    page.locator("main form button").last.click()
    page.wait_for_url("**/recovery-codes/")
    yield "recovery codes, made"
    for path in (
        "2fa/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "2fa/totp/deactivate/",
        "2fa/reauthenticate/",
    ):
        page.goto(f"{base}accounts/{path}")
        yield path
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{base}accounts/2fa/webauthn/add/")
    page.locator("main [name=name]").fill("Laptop")
    page.bring_to_front()  # keys are made for who is looking
    page.locator("main form button").last.click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto(f"{base}accounts/2fa/webauthn/")
    yield "a passkey, made"
    for path in page.locator("main a[href*='/keys/']").evaluate_all("all => all.map(one => one.pathname)"):
        page.goto(base + path.strip("/") + "/")
        yield "a passkey, changed"
    page.goto(f"{base}accounts/2fa/webauthn/reauthenticate/")
    yield "a passkey, asked for once more"
    page.goto(f"{base}desk/")
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{base}accounts/login/")
    yield "signing in"
    page.locator("main [name=username]").fill("ida")
    page.locator("main [name=password]").fill("wrong")
    page.locator("main form button.main").click()
    yield "signing in with a wrong password"
    page.locator("main [name=username]").fill("ida")
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url("**/authenticate/**")
    yield "the second factor"
