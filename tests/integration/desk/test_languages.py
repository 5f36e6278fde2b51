"""In which language the desk speaks, to whom."""

import pytest
from django.test import Client

from onrecord.desk.languages import OFFERED

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
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
