"""Invitations, roles, tokens, and the administrator's pages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.test import Client

from onrecord.newsroom.addresses import is_known
from onrecord.newsroom.invitations import INVITATION_LASTS, invite
from onrecord.newsroom.models import ApiToken
from onrecord.newsroom.roles import Role, give_role, rights_of
from onrecord.newsroom.tokens import token_of
from tests.databases import on_both_engines
from tests.integration.desk.conftest import PASSWORD, Story, signed_in


def path_of(link: str) -> str:
    return link.removeprefix("https://news.example")


def invited(role: Role = Role.EDITOR, **more: Any) -> str:
    return path_of(invite(role, "https://news.example/", by="ada", **more))


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


def test_an_invitation_vouches_for_the_address_that_it_names(database: Path) -> None:  # noqa: ARG001 - the tables
    Client().post(invited(email="eve@news.example"), {"username": "eve", "password": PASSWORD})
    assert is_known(User.objects.get(username="eve"), "eve@news.example")


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


def test_shortcuts_of_a_single_letter_are_switched_off_for_one_person_on_every_device(
    client: Client, ada: User
) -> None:
    assert b"data-single-keys" not in client.get("/desk/").content
    client.post("/accounts/keys/", {})
    assert b'data-single-keys="off"' in signed_in(ada).get("/desk/").content
    client.post("/accounts/keys/", {"single_keys": "on"})
    assert b"data-single-keys" not in client.get("/desk/").content
