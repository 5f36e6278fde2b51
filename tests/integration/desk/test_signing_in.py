"""Second factors, passwords, addresses, and sessions that begin, are renewed and end."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings

from onrecord.desk.signing_in.sessions import BACKGROUND
from onrecord.newsroom.addresses import is_known, vouch
from onrecord.newsroom.models import AuditEntry
from tests.databases import on_both_engines
from tests.integration.desk.conftest import PASSWORD, Story, signed_in
from tests.one_time_codes import code


def with_app(user: User, password: str = PASSWORD) -> str:
    """Give the user an authenticator app, through the pages; its secret."""
    client = signed_in(user)
    activate = "/accounts/2fa/totp/activate/"
    client.post("/accounts/reauthenticate/", {"password": password, "next": activate})
    secret = client.get(activate).context["form"].secret
    assert client.post(activate, {"code": code(secret)}).status_code == 302
    return str(secret)


def test_a_second_factor_is_asked_for_and_what_was_typed_is_kept_through_it(ada: User, story: Story) -> None:
    secret = with_app(ada)
    client = Client()
    asked = client.post(story.url("write"), {"body": "An hour of work", "action": "publish"})
    seal = asked.context["seal"]
    first = client.post("/accounts/login/", {"username": "ada", "password": PASSWORD, "kept": seal})
    assert first.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302, "a password alone does not do"
    assert b"Incorrect" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content
    second = client.post("/accounts/2fa/authenticate/", {"code": code(secret, steps_ahead=1)})
    assert second.headers["Location"] == story.url("write")
    assert b"An hour of work" in client.get(story.url("write")).content


def test_a_sign_in_link_does_not_go_past_the_second_factor(ada: User, ben: User, story: Story) -> None:  # noqa: ARG001
    with_app(ben, "staple battery horse")
    page = signed_in(ada).post(f"/desk/people/{ben.pk}/", {"action": "link"})
    link = page.context["link"]
    client = Client()
    assert client.post(link[link.index("/accounts") :]).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302


def test_a_recovery_code_signs_in_once(ada: User) -> None:
    with_app(ada)
    (recovery,) = Authenticator.objects.filter(user=ada, type=Authenticator.Type.RECOVERY_CODES)
    one = recovery.wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        client.post("/accounts/login/", {"username": "ada", "password": PASSWORD})
        assert client.post("/accounts/2fa/authenticate/", {"code": one}).status_code == expected


def test_an_administrator_resets_a_second_factor(ada: User, ben: User) -> None:
    with_app(ben, "staple battery horse")
    signed_in(ada).post(f"/desk/people/{ben.pk}/", {"action": "factors"})
    client = Client()
    assert client.post("/accounts/login/", {"username": "ben", "password": "staple battery horse"}).status_code == 302
    assert AuditEntry.objects.filter(action="second_factor_reset").exists()


def test_a_password_is_reset_by_mail_and_strangers_learn_nothing(ada: User) -> None:
    vouch(ada, "ada@news.example", by="ida")
    client = Client()
    told = [client.post("/accounts/password/reset/", {"email": each}) for each in ("ada@news.example", "x@y.example")]
    assert [each.headers["Location"] for each in told] == ["/accounts/password/reset/done/"] * 2
    (letter,) = mail.outbox
    assert letter.to == ["ada@news.example"]
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(letter.body))
    assert found is not None
    new = "another horse battery"
    form = client.get(found[1], follow=True)
    assert client.post(form.request["PATH_INFO"], {"password1": "x" * 5, "password2": "x" * 5}).status_code == 200
    assert client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}).status_code == 302
    assert Client().get(found[1], follow=True).context["token_fail"]
    right = {"username": "ada@news.example", "password": new}
    assert Client().post("/accounts/login/", right).headers["Location"] == "/desk/"


def typed_address(client: Client, email: str) -> str:
    """Give it for one's account; the path of the link that was mailed there."""
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery", "next": "/accounts/address/"})
    assert client.post("/accounts/address/", {"email": email}).status_code == 302
    letter = mail.outbox[-1]
    assert letter.to == [email]
    found = re.search(r"http://testserver(/accounts/address/\S+)", str(letter.body))
    assert found is not None
    return found[1]


def test_an_address_counts_once_the_link_that_was_mailed_there_was_opened(client: Client, ada: User) -> None:
    link = typed_address(client, "ada@news.example")
    assert "not confirmed" in client.get("/accounts/").content.decode()
    Client().post("/accounts/password/reset/", {"email": "ada@news.example"})
    assert len(mail.outbox) == 1, "nobody is mailed where nobody may live"
    client.get(link)
    assert not is_known(ada, "ada@news.example"), "looking at the link confirms nothing"
    assert client.post(link).status_code == 302
    assert is_known(ada, "ada@news.example")
    Client().post("/accounts/password/reset/", {"email": "ada@news.example"})
    assert len(mail.outbox) == 2


def test_the_link_confirms_for_nobody_else_and_for_no_other_address(client: Client, ada: User, ben: User) -> None:
    link = typed_address(client, "ben@news.example")
    assert signed_in(ben).post(link).status_code == 410
    other = typed_address(client, "ada@news.example")
    assert client.post(link).status_code == 410
    assert client.post(other).status_code == 302
    assert not is_known(ben, "ben@news.example")
    assert is_known(ada, "ada@news.example")


def test_a_mail_that_cannot_be_sent_is_said_to_be(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery", "next": "/accounts/address/"})
    nowhere = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with override_settings(**nowhere, EMAIL_PORT=1):
        page = client.post("/accounts/address/", {"email": "ada@news.example"}, follow=True)
    assert "could not be sent" in page.content.decode()


def test_mail_goes_into_a_folder_until_a_server_is_named(tmp_path: Path, ada: User) -> None:
    vouch(ada, "ada@news.example", by="ida")
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=tmp_path / "mail"):
        Client().post("/accounts/password/reset/", {"email": "ada@news.example"})
    (letter,) = (tmp_path / "mail").iterdir()
    assert "/accounts/password/reset/key/" in letter.read_text()


def test_a_session_says_how_long_it_has_and_is_renewed_in_place(client: Client) -> None:
    client.get("/desk/")
    session = client.session
    session["ends_at"] = time.time() + 100
    session.save()
    assert 95 <= client.get("/accounts/session/").json()["seconds"] <= 100, "asking does not renew it"
    assert 95 <= client.get("/desk/", headers={BACKGROUND: "1"}).wsgi_request.session["ends_at"] - time.time() <= 100
    assert client.post("/accounts/session/").json()["seconds"] > settings.SESSION_COOKIE_AGE - 10
    assert Client().get("/accounts/session/").json() == {"signed_in": False, "seconds": 0}


def test_working_renews_a_session_and_its_end_signs_out(client: Client) -> None:
    client.get("/desk/")
    session = client.session
    session["ends_at"] = time.time() + 100
    session.save()
    client.get("/desk/")
    assert client.get("/accounts/session/").json()["seconds"] > settings.SESSION_COOKIE_AGE - 10
    session = client.session
    session["ends_at"] = time.time() - 1
    session.save()
    assert client.get("/accounts/session/").status_code == 401
    assert client.get("/desk/").status_code == 302


def test_a_form_opened_before_the_session_ended_takes_the_token_of_the_new_one(ada: User, story: Story) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    token = browser.get("/accounts/session/").json()["csrf_token"]
    form = {"body": "Water is high", "action": "publish"}
    assert browser.post(story.url("write"), {**form, "csrfmiddlewaretoken": token}).status_code == 302


@on_both_engines
def test_ending_a_session_ends_it_at_once_and_ones_own_alone(ada: User, ben: User) -> None:
    here, there = Client(), Client()
    for each in (here, there):
        each.post("/accounts/login/", {"username": "ada", "password": PASSWORD})
    other = UserSession.objects.get(user=ada, session_key=there.session.session_key)
    assert signed_in(ben).post(f"/accounts/sessions/{other.pk}/end/").status_code == 404
    assert here.post(f"/accounts/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200


def test_the_cookie_of_a_session_over_https_stays_there(ada: User) -> None:  # noqa: ARG001
    form = {"username": "ada", "password": PASSWORD}
    secure = Client().post("/accounts/login/", form, secure=True, headers={"referer": "https://testserver/"})
    assert secure.cookies["sessionid"]["secure"]
    assert not Client().post("/accounts/login/", form).cookies["sessionid"]["secure"]


def test_attempts_are_counted_by_all_processes_together(database: Path) -> None:
    other = "import django; django.setup(); from django.core.cache import cache; cache.add('tried', [1.5], 60)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "onrecord.site.settings",
        "ONRECORD_DATA": str(database.parent),
        "ONRECORD_DATABASE_URL": f"sqlite:///{database}",
    }
    subprocess.run([sys.executable, "-c", other], env=environment, check=True)
    assert cache.get("tried") == [1.5]


def test_who_guesses_second_factors_is_asked_to_wait(ada: User) -> None:
    with_app(ada, "correct horse battery")
    client = Client()
    client.post("/accounts/login/", {"username": "ada", "password": "correct horse battery"})
    answers = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}) for _ in range(9)]
    assert b"Too many" in answers[-1].content
