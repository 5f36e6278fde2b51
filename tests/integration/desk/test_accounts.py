"""Invitations, second factors, passwords, sessions, tokens, and the administrator's pages."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings

from onrecord.desk.signing_in.sessions import BACKGROUND
from onrecord.domain.commands import HoldUpdate
from onrecord.newsroom import audit
from onrecord.newsroom.addresses import is_known, vouch
from onrecord.newsroom.invitations import INVITATION_LASTS, invite
from onrecord.newsroom.models import ApiToken, AuditEntry, Draft
from onrecord.newsroom.roles import Role, give_role, rights_of
from onrecord.newsroom.tokens import token_of
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, signed_in
from tests.one_time_codes import code

PASSWORD = "correct horse battery"


def path_of(link: str) -> str:
    return link.removeprefix("https://news.example")


def invited(role: Role = Role.EDITOR, **more: Any) -> str:
    return path_of(invite(role, "https://news.example/", by="ada", **more))


def with_app(user: User, password: str = PASSWORD) -> str:
    """Give the user an authenticator app, through the pages; its secret."""
    client = signed_in(user)
    activate = "/accounts/2fa/totp/activate/"
    client.post("/accounts/reauthenticate/", {"password": password, "next": activate})
    secret = client.get(activate).context["form"].secret
    assert client.post(activate, {"code": code(secret)}).status_code == 302
    return str(secret)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@on_both_engines
def test_an_invitation_makes_one_account_with_its_role(story: Story) -> None:
    path = invited(coverage_id=story.coverage.id, email="ida@news.example")
    form = {"username": "ida", "password": PASSWORD}
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, form).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    ida = User.objects.get(username="ida")
    assert ida.email == "ida@news.example"
    assert rights_of(ida).on_coverages == {story.coverage.id: Role.EDITOR}
    assert Client().post(path, {**form, "username": "bo"}).status_code == 410
    assert not User.objects.filter(username="bo").exists()


@pytest.mark.parametrize(
    ("username", "password"), [("ida", "short"), ("ada", PASSWORD), ("ADA", PASSWORD), ("a b", PASSWORD), ("", "")]
)
def test_an_account_that_will_not_do_does_not_use_the_invitation_up(ada: User, username: str, password: str) -> None:  # noqa: ARG001
    path = invited()
    assert Client().post(path, {"username": username, "password": password}).status_code == 422
    assert Client().post(path, {"username": "ida", "password": PASSWORD}).status_code == 302


def test_an_invitation_that_is_too_old_or_withdrawn_is_worth_nothing(client: Client) -> None:
    assert Client().get(invited(now=datetime.now(UTC) - INVITATION_LASTS)).status_code == 410
    page = client.post("/desk/people/", {"role": "editor", "coverage_id": "", "email": ""})
    link = page.context["link"]
    path = link[link.index("/accounts") :]
    assert Client().get(path).status_code == 200
    number = page.context["invitations"][0]["row"].pk
    client.post(f"/desk/people/invitations/{number}/withdraw/")
    assert Client().get(path).status_code == 410


def test_nobody_signs_up(ada: User) -> None:  # noqa: ARG001
    form = {"username": "eve", "password1": PASSWORD, "email": "eve@evil.example"}
    assert Client().get("/accounts/signup/").status_code == 403
    assert Client().post("/accounts/signup/", form).status_code == 405
    assert User.objects.count() == 1


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
    assert "second_factor_reset" in actions()


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


def test_an_invitation_vouches_for_the_address_that_it_names(database: Path) -> None:  # noqa: ARG001 - the tables
    Client().post(invited(email="eve@news.example"), {"username": "eve", "password": PASSWORD})
    assert is_known(User.objects.get(username="eve"), "eve@news.example")


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


def test_an_administrator_closes_an_account_and_ends_its_sessions(ada: User, ben: User) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"username": "ben", "password": "staple battery horse"})
    administrator = signed_in(ada)
    administrator.post(f"/desk/people/{ben.pk}/", {"action": "disable"})
    assert browser.get("/desk/").status_code == 302
    assert not UserSession.objects.filter(user=ben).exists()
    administrator.post(f"/desk/people/{ada.pk}/", {"action": "disable"})
    assert administrator.get("/desk/").status_code == 200, "nobody shuts themselves out"
    administrator.post(f"/desk/people/{ada.pk}/", {"action": "take_role", "coverage_id": ""})
    assert rights_of(ada).on_site is Role.ADMINISTRATOR


@on_both_engines
def test_an_owner_gives_roles_on_their_own_coverage_alone(story: Story, ben: User) -> None:
    ida = User.objects.create_user("ida", password=PASSWORD)
    give_role(ida, Role.OWNER, story.coverage.id)
    give_role(ben, None)
    client = signed_in(ida)
    assert client.post(story.url("members"), {"username": "ben", "role": "editor"}).status_code == 302
    assert rights_of(ben).on_coverages == {story.coverage.id: Role.EDITOR}
    assert client.post(story.url("members"), {"username": "ben", "role": "administrator"}).status_code == 422
    assert client.post(story.url("members"), {"username": "nobody", "role": "editor"}).status_code == 422
    link = client.post(story.url("members"), {"username": "", "role": "reporter"}).context["link"]
    assert Client().get(link[link.index("/accounts") :]).status_code == 200
    (row,) = ben.memberships.all()
    client.post(story.url("members", str(row.pk), "remove"))
    assert not rights_of(ben).on_coverages


@on_both_engines
def test_a_token_is_shown_once_after_the_password_is_given_again(ada: User, ben: User) -> None:
    client = signed_in(ada)
    form = {"name": "wire", "scopes": ["read", "publish"], "days": "90"}
    assert client.post("/accounts/tokens/", form).status_code == 302
    assert ApiToken.objects.count() == 0
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/tokens/"})
    secret = client.post("/accounts/tokens/", form).context["secret"]
    token = token_of(secret)
    assert token is not None
    assert token.scopes == ["publish", "read"]
    page = client.get("/accounts/tokens/")
    assert secret.encode() not in page.content
    assert page.context["tokens"][0]["may"] == [
        "Read coverages, updates and drafts",
        "Publish, revise and take down updates",
    ]
    assert signed_in(ben).post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/accounts/tokens/{token.pk}/revoke/")
    assert token_of(secret) is None


@on_both_engines
def test_the_audit_log_has_who_came_and_went_and_whoever_wrote_to_the_log(story: Story) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"username": "ada", "password": "wrong"})
    browser.post("/accounts/login/", {"username": "my password by mistake", "password": "x"})
    browser.post("/accounts/login/", {"username": "ada", "password": PASSWORD})
    update_id = story.publish("Water is high")
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=update_id), actor="an importer")
    page = browser.get("/desk/audit/")
    found = [(each["row"].action, each["row"].actor, each["row"].seq) for each in page.context["entries"]]
    assert ("update_held", "an importer", 3) in found
    assert ("signed_in", "ada", None) in found
    assert [action for action, *_ in found].count("sign_in_failed") == 2
    assert not AuditEntry.objects.filter(subject__contains="mistake").exists()
    browser.post("/accounts/logout/")
    assert actions()[-1] == "signed_out"
    audit.catch_up(story.newsroom.log)
    assert AuditEntry.objects.filter(action="update_held").count() == 1, "copied once, however often"


@on_both_engines
def test_the_audit_log_is_narrowed_and_taken_along(client: Client, story: Story) -> None:
    story.publish("Water is high")
    audit.note("role_given", actor='=HYPERLINK("https://evil.example")', subject="@SUM(1+1)")
    asked = client.get("/desk/audit/", {"action": "update_published", "coverage_id": story.coverage.id})
    assert len(asked.context["entries"]) == 1
    lines = client.get("/desk/audit/audit.jsonl").getvalue().decode().splitlines()
    assert {"update_published", "role_given"} <= {json.loads(line)["action"] for line in lines}
    cells = [
        cell for row in csv.reader(io.StringIO(client.get("/desk/audit/audit.csv").getvalue().decode())) for cell in row
    ]
    assert '\'=HYPERLINK("https://evil.example")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-", "\t"))]
    today = datetime.now(UTC).date()
    assert not client.get("/desk/audit/", {"until": (today - timedelta(days=2)).isoformat()}).context["entries"]


@on_both_engines
def test_however_long_it_is_all_of_the_audit_log_is_taken_along(client: Client) -> None:
    """More than one page of it, and many entries of the same moment."""
    at = datetime(2026, 2, 16, 14, 5, tzinfo=UTC)
    AuditEntry.objects.bulk_create(AuditEntry(at=at, actor="ada", action=f"made_{number}") for number in range(1_203))
    lines = client.get("/desk/audit/audit.jsonl?actor=ada").getvalue().decode().splitlines()
    told = [json.loads(line)["action"] for line in lines]
    made = [action for action in told if action.startswith("made_")]
    assert (len(made), len(set(made))) == (1_203, 1_203)


def test_the_audit_log_is_only_ever_added_to(story: Story) -> None:  # noqa: ARG001
    audit.note("signed_in", actor="ada")
    entry = AuditEntry.objects.latest("pk")
    for forbidden in (entry.delete, entry.save, AuditEntry.objects.all().delete):
        with pytest.raises(TypeError):
            forbidden()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(actor="eve")


def test_no_words_of_a_draft_are_in_the_audit_log(client: Client, story: Story) -> None:
    client.post(story.url("write"), {"heading": "Zanzibar", "body": "Quixotic", "action": "draft"})
    assert Draft.objects.exists()
    audit.catch_up(story.newsroom.log)
    assert not re.search("Zanzibar|Quixotic", repr(list(AuditEntry.objects.values())))


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


def test_shortcuts_of_a_single_letter_are_switched_off_for_one_person_on_every_device(
    client: Client, ada: User
) -> None:
    assert b"data-single-keys" not in client.get("/desk/").content
    client.post("/accounts/keys/", {})
    assert b'data-single-keys="off"' in signed_in(ada).get("/desk/").content
    client.post("/accounts/keys/", {"single_keys": "on"})
    assert b"data-single-keys" not in client.get("/desk/").content


def test_the_audit_log_says_what_was_done_in_the_desks_language(client: Client) -> None:
    audit.note("signed_out", actor="ada")
    page = client.get("/desk/audit/", headers={"accept-language": "uk"}).content.decode()
    assert '<td data-action="signed_out">Вихід</td>' in page
    assert '<option value="signed_out">Вихід</option>' in page
