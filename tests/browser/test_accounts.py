"""Accounts in a real browser: passkeys, the end of a session, the newsroom's own sign-in, and how the pages look."""

import json
import subprocess
from collections.abc import Callable, Iterator
from email import message_from_string, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import sign_on_provider
from tests.one_time_codes import code
from tests.running import COMMAND, Server

PASSWORD = "correct horse battery"
Make = Callable[..., Server]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Starts a server with these settings, at a name that passkeys can be made for."""
    servers: list[Server] = []

    def make(**settings: str) -> Server:
        server = Server(tmp_path, **settings)
        server.start()
        server.url = server.url.replace("127.0.0.1", "localhost")
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.kill()


def onrecord(server: Server, *arguments: str, given: str = "") -> str:
    done = subprocess.run(
        [COMMAND, *arguments], env=server.environment, input=given, check=True, capture_output=True, text=True
    )
    return done.stdout


def add(server: Server, name: str, role: str = "administrator") -> None:
    onrecord(server, "user", "add", name, "--password-stdin", "--role", role, given=f"{PASSWORD}\n")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, server: Server, name: str = "ida", path: str = "/desk/") -> None:
    page.goto(f"{server.url}/accounts/login/?next={path}")
    page.get_by_label("Name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Give the password once more, as is asked before what matters."""
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_is_made_and_signs_in_without_a_password(make: Make, page: Page) -> None:
    server = make()
    add(server, "ida")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, server)
    page.get_by_role("link", name="ida").click()
    page.get_by_role("link", name="Passkeys and authenticator app").click()
    page.get_by_role("link", name="Add").first.click()
    confirm(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{server.url}/desk/")
    expect(page.get_by_role("link", name="ida")).to_be_visible()


def test_an_authenticator_app_is_set_up_and_asked_for(make: Make, page: Page) -> None:
    server = make()
    add(server, "ida")
    sign_in(page, server, path="/accounts/")
    page.goto(f"{server.url}/accounts/2fa/totp/activate/")
    confirm(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    expect(page.get_by_role("img", name=secret)).to_be_visible()
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Activate").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, server)
    page.locator("input[name=code]").fill(code(secret, steps_ahead=1))
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page).to_have_url(f"{server.url}/desk/")


def test_a_session_warns_is_renewed_in_place_and_its_end_takes_no_word(make: Make, page: Page) -> None:
    server = make(ONRECORD_SESSION_HOURS="0.005")  # eighteen seconds
    add(server, "ida")
    onrecord(server, "open", "Harbour on alert", "--slug", "harbour")
    sign_in(page, server, path="/desk/new/")
    page.get_by_label("Headline").fill("An hour of work")  # without a key pressed: nobody seems to be there
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_visible(timeout=25_000)
    stay.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    again = page.get_by_role("link", name="Sign in in a new tab")
    expect(again).to_be_visible(timeout=40_000)
    with page.context.expect_page() as opened:
        again.click()
    other = opened.value
    other.get_by_label("Name or e-mail").fill("ida")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.get_by_role("heading", name="You are signed in").wait_for()
    page.bring_to_front()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=10_000)
    assert page.get_by_label("Headline").input_value() == "An hour of work"
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name="An hour of work")).to_be_visible()


def test_the_newsrooms_own_sign_in_lets_its_people_in(make: Make, page: Page) -> None:
    with sign_on_provider.running() as provider:
        server = make(
            ONRECORD_OIDC_ISSUER=provider.url,
            ONRECORD_OIDC_CLIENT_ID=sign_on_provider.CLIENT_ID,
            ONRECORD_OIDC_CLIENT_SECRET=sign_on_provider.CLIENT_SECRET,
            ONRECORD_OIDC_NAME="the newsroom",
            ONRECORD_OIDC_ROLE="reporter",
        )
        person = {"sub": "4711", "preferred_username": "ida", "email": "ida@news.example"}
        provider.person = {**person, "email_verified": False}
        page.goto(f"{server.url}/accounts/login/")
        page.get_by_role("link", name="Sign in with the newsroom").click()
        expect(page.get_by_role("heading", name="No account yet")).to_be_visible()
        provider.person = {**person, "email_verified": True}
        page.goto(f"{server.url}/accounts/login/?next=/desk/")
        page.get_by_role("link", name="Sign in with the newsroom").click()
        expect(page).to_have_url(f"{server.url}/desk/")
        (account,) = json.loads(onrecord(server, "user", "list", "--json"))
        assert (account["name"], account["roles"]) == ("ida", [{"role": "reporter", "coverage": None}])


def test_the_newsrooms_own_sign_in_joins_the_account_with_its_address_and_makes_none(make: Make, page: Page) -> None:
    with sign_on_provider.running() as provider:
        server = make(
            ONRECORD_OIDC_ISSUER=provider.url,
            ONRECORD_OIDC_CLIENT_ID=sign_on_provider.CLIENT_ID,
            ONRECORD_OIDC_CLIENT_SECRET=sign_on_provider.CLIENT_SECRET,
        )
        provider.person = {"sub": "1", "preferred_username": "eve", "email": "eve@x.example", "email_verified": True}
        page.goto(f"{server.url}/accounts/login/")
        page.get_by_role("link", name="Sign in with SSO").click()
        expect(page.get_by_role("heading", name="No account yet")).to_be_visible()
        add(server, "ida")
        sign_in(page, server, path="/accounts/")
        page.goto(f"{server.url}/accounts/address/")
        confirm(page)
        page.get_by_label("E-mail").fill("ida@news.example")
        page.get_by_role("button", name="Save").click()
        provider.person = {"sub": "2", "preferred_username": "i", "email": "ida@news.example", "email_verified": True}
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in with SSO").click()
        expect(page.get_by_role("heading", name="No account yet")).to_be_visible()  # it may be anybody's so far
        sign_in(page, server, path="/accounts/")
        page.goto(mailed_link(server))
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("button", name="Sign out").click()
        provider.person = {"sub": "2", "preferred_username": "i", "email": "ida@news.example", "email_verified": True}
        page.get_by_role("link", name="Sign in with SSO").click()
        expect(page.get_by_role("link", name="ida")).to_be_visible()
        assert len(json.loads(onrecord(server, "user", "list", "--json"))) == 1


def test_an_account_is_joined_to_the_newsrooms_own_sign_in_from_its_page(make: Make, page: Page) -> None:
    with sign_on_provider.running() as provider:
        server = make(
            ONRECORD_OIDC_ISSUER=provider.url,
            ONRECORD_OIDC_CLIENT_ID=sign_on_provider.CLIENT_ID,
            ONRECORD_OIDC_CLIENT_SECRET=sign_on_provider.CLIENT_SECRET,
        )
        add(server, "ida")
        provider.person = {"sub": "7", "preferred_username": "i.n", "email": "i@x.example", "email_verified": False}
        sign_in(page, server, path="/accounts/")
        page.goto(f"{server.url}/accounts/")
        page.get_by_role("link", name="Join with SSO").click()
        confirm(page)
        expect(page.get_by_text("Joined to this account.")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in with SSO").click()
        expect(page.get_by_role("link", name="ida")).to_be_visible()
        assert len(json.loads(onrecord(server, "user", "list", "--json"))) == 1


def mailed_link(server: Server) -> str:
    """The address in the mail that was sent last."""
    letter = max((server.data / "mail").iterdir(), key=lambda file: file.stat().st_mtime)
    words = message_from_string(letter.read_text(), policy=policy.default).get_content()
    return next(str(word) for word in words.split() if word.startswith("http"))
