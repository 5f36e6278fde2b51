"""In which language the desk speaks, to whom."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from onrecord.desk.words.languages import OFFERED
from onrecord.newsroom.presence import be_here
from tests.integration.desk.conftest import Story, hidden
from tests.public_interface import latin_words


@pytest.fixture
def browser(database: Path) -> Client:  # noqa: ARG001 - the pages ask it
    return Client()


@pytest.mark.parametrize(
    ("wanted", "language", "direction"),
    [
        ("", "en", "ltr"),
        ("uk-UA,uk;q=0.9,en;q=0.5", "uk", "ltr"),
        ("ar-EG", "ar", "rtl"),
        ("de-DE,de;q=0.9", "en", "ltr"),
        ("fr,uk;q=0.4,en;q=0.3", "uk", "ltr"),
        ("*", "en", "ltr"),
        ("," * 10_000, "en", "ltr"),
    ],
)
def test_the_desk_speaks_the_first_of_the_browsers_languages_that_it_knows(
    browser: Client, wanted: str, language: str, direction: str
) -> None:
    answer = browser.get("/accounts/login/", headers={"accept-language": wanted})
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("language", OFFERED)
def test_a_language_that_was_chosen_stays(browser: Client, language: str) -> None:
    answer = browser.post("/accounts/language/", {"language": language, "next": "/accounts/login/?next=/desk/"})
    assert answer["Location"] == "/accounts/login/?next=/desk/"
    page = browser.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert f'<html lang="{language}"' in page


def test_a_language_that_is_not_offered_is_not_kept(browser: Client) -> None:
    browser.post("/accounts/language/", {"language": "xx"})
    assert browser.cookies == {}


@pytest.mark.parametrize("elsewhere", ["https://evil.test/desk", "//evil.test", "/desk\\\\evil", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(browser: Client, elsewhere: str) -> None:
    answer = browser.post("/accounts/language/", {"language": "uk", "next": elsewhere})
    assert answer["Location"].startswith("/desk")
    assert "evil.test" not in answer["Location"]


def test_programs_are_answered_in_english_whatever_they_ask_for(browser: Client) -> None:
    answer = browser.get("/api/v1/coverages", headers={"accept-language": "uk"})
    assert answer.json()["error"]["message"].isascii() or "Bearer …" in answer.json()["error"]["message"]


def test_the_language_of_one_request_does_not_stay_for_the_next(browser: Client) -> None:
    browser.get("/accounts/login/", headers={"accept-language": "uk"})
    assert '<html lang="en"' in Client().get("/accounts/login/").content.decode()


_PAGES = (
    *("/desk/", "/desk/new/", "/desk/people/", "/desk/audit/", "/desk/templates/", "/desk/templates/new/"),
    *("/accounts/", "/accounts/2fa/", "/desk/c/{slug}/", "/desk/c/{slug}/write/", "/desk/c/{slug}/head/"),
    *("/desk/c/{slug}/summary/", "/desk/c/{slug}/drafts/", "/desk/c/{slug}/members/", "/desk/c/{slug}/close/"),
    *("/desk/c/{slug}/u/{update}/", "/desk/c/{slug}/u/{update}/edit/", "/desk/c/{slug}/u/{update}/retract/"),
    *("/desk/c/{slug}/u/{update}/redact/", "/desk/signed-in/", "/desk/c/none/", "/accounts/password/change/"),
)
# Names, signs and formats that are the same in every language.
_SAME = (
    "On Record English JavaScript API UTC JSON Lines CSV ERASE BCP Enter uk-UA en ar Europe Kyiv IANA EET EEST"
    " ada Harbour on alert WebAuthn TOTP administrator onrecord RSS Atom Feed Ctrl"
)


@pytest.mark.parametrize("language", ["uk", "ar"])
@pytest.mark.parametrize("page", _PAGES)
def test_no_page_of_the_desk_says_a_word_in_english(client: Client, story: Story, page: str, language: str) -> None:
    update_id = story.publish("Вода прибуває.", heading="Рівень")
    address = page.format(slug=story.slug, update=update_id)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code in (200, 404), address
    assert latin_words(answer.content.decode(), but=_SAME) == set()


@pytest.mark.parametrize(
    ("language", "said"), [("uk", "Допис потребує заголовка або тексту."), ("en", "An update needs")]
)
def test_a_refusal_is_said_in_the_language_of_the_desk(client: Client, story: Story, language: str, said: str) -> None:
    answer = client.post(story.url("write"), {"action": "publish"}, headers={"accept-language": language})
    assert said in answer.content.decode()


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize("path", ["/desk/new/", "/desk/templates/new/"])
def test_a_new_coverage_is_proposed_in_the_language_of_the_desk(client: Client, path: str, language: str) -> None:
    page = client.get(path, headers={"accept-language": language})
    assert hidden(page, "language") == language


def test_labels_are_parted_by_the_commas_of_arabic_keyboards_too(client: Client, story: Story) -> None:
    client.post(story.url("write"), {"body": "Water", "labels": "ميناء، عاصفة, Storm", "action": "publish"})
    content = story.update.content
    assert content is not None
    assert content.labels == ("ميناء", "عاصفة", "Storm")


def test_names_are_parted_as_the_language_parts_them(client: Client, story: Story, ben: User) -> None:
    story.publish("Water is high")
    for user in (ben, User.objects.create_user("eve")):
        be_here(user, story.coverage.id, story.update.id)
    page = client.get(story.url(), headers={"accept-language": "ar"}).content.decode()
    assert "ben، eve" in page
