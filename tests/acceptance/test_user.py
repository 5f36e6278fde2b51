"""Who may use the desk."""

import pytest

from tests.acceptance.conftest import Terminal

PASSWORD = b"correct horse battery staple\n"


def test_an_account_is_added_with_a_password_from_standard_input(onrecord: Terminal) -> None:
    onrecord.does("user", "add", "ida", "--password-stdin", given=PASSWORD)
    (account,) = onrecord.does("user", "list", "--json").json
    assert account == {
        "name": "ida",
        "is_active": True,
        "has_password": True,
        "last_login": None,
        "roles": [{"role": "administrator", "coverage": None}],
    }


def test_an_account_can_begin_with_a_link(onrecord: Terminal) -> None:
    outcome = onrecord.does("user", "add", "ida", "--link", "--url", "https://live.example/")
    assert b"https://live.example/accounts/link/" in outcome.out
    assert onrecord.does("user", "list", "--json").json[0]["has_password"] is False


def test_links_differ_each_time(onrecord: Terminal) -> None:
    onrecord.does("user", "add", "ida", "--link")
    links = {onrecord.does("user", "link", "ida").out for _ in range(2)}
    assert len(links) == 2


def test_without_a_terminal_a_password_is_not_asked_for(onrecord: Terminal) -> None:
    assert onrecord("user", "add", "ida").status == 2
    assert onrecord.does("user", "list", "--json").json == []


@pytest.mark.parametrize(
    "given", [b"", b"short\n", b"password1234\n", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"x" * 5000]
)
def test_a_password_that_will_not_do_is_refused(onrecord: Terminal, given: bytes) -> None:
    onrecord.refuses("user", "add", "ida", "--password-stdin", given=given)
    assert onrecord.does("user", "list", "--json").json == []


def test_a_name_is_given_once(onrecord: Terminal) -> None:
    onrecord.does("user", "add", "ida", "--link")
    assert "already" in onrecord.refuses("user", "add", "ida", "--link")


@pytest.mark.parametrize("name", ["", "a b", "x" * 200, "a\x1b[31m", "../x y"])
def test_a_name_that_cannot_be_is_refused(onrecord: Terminal, name: str) -> None:
    onrecord.refuses("user", "add", name, "--link")


def test_a_disabled_account_gets_no_link_until_it_is_enabled(onrecord: Terminal) -> None:
    onrecord.does("user", "add", "ida", "--link")
    onrecord.does("user", "disable", "ida")
    assert "disabled" in onrecord.refuses("user", "link", "ida")
    onrecord.does("user", "enable", "ida")
    onrecord.does("user", "link", "ida")


@pytest.mark.parametrize("command", ["link", "disable", "enable"])
def test_an_unknown_account_is_refused(onrecord: Terminal, command: str) -> None:
    assert "user list" in onrecord.refuses("user", command, "nobody")


def test_a_role_is_given_on_one_coverage_and_taken_away(onrecord: Terminal) -> None:
    onrecord.does("open", "Harbour on alert", "--slug", "harbour")
    onrecord.does("user", "add", "ida", "--link", "--role", "reporter")
    onrecord.does("user", "role", "ida", "owner", "--coverage", "harbour")
    onrecord.does("user", "role", "ida", "none")
    (account,) = onrecord.does("user", "list", "--json").json
    assert [role["role"] for role in account["roles"]] == ["owner"]
    assert "whole site" in onrecord.refuses("user", "role", "ida", "administrator", "--coverage", "harbour")
    assert "no coverage" in onrecord.refuses("user", "role", "ida", "editor", "--coverage", "nowhere")


def test_a_password_is_changed(onrecord: Terminal) -> None:
    onrecord.does("user", "add", "ida", "--link")
    onrecord.does("user", "password", "ida", "--stdin", given=PASSWORD)
    assert onrecord.does("user", "list", "--json").json[0]["has_password"] is True
    onrecord.refuses("user", "password", "ida", "--stdin", given=b"short\n")
