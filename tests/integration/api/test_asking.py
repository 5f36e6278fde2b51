"""Tokens, errors and what holds for every answer."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from onrecord.api.room import newsroom
from onrecord.domain import Coverage
from onrecord.newsroom.models import ApiToken
from onrecord.newsroom.sign_in import MOST_FAILURES
from onrecord.newsroom.tokens import TokenScope, make_token, revoke_token, token_of
from tests.integration.api.conftest import Program, words
from tests.integration.desk.people import person


def test_of_a_token_the_digest_alone_is_kept(ada: User) -> None:
    token, secret = make_token(ada, "wire", [TokenScope.READ])
    assert secret not in repr(ApiToken.objects.values().get())
    assert token_of(secret) == token


def test_a_token_that_is_revoked_too_old_or_of_a_closed_account_is_nobodys(ada: User) -> None:
    revoked, secret = make_token(ada, "one", [TokenScope.READ])
    revoke_token(revoked, by="ada")
    assert token_of(secret) is None
    _, secret = make_token(ada, "two", [TokenScope.READ], lasts=timedelta(days=1))
    assert token_of(secret) is not None
    assert token_of(secret, now=datetime.now(UTC) + timedelta(days=2)) is None
    _, secret = make_token(ada, "three", [TokenScope.READ])
    ada.is_active = False
    ada.save()
    assert token_of(secret) is None


def test_that_a_token_was_used_is_written_down(ada: User, program: Program) -> None:
    assert ApiToken.objects.get(user=ada).last_used_at is None
    program.get("/coverages")
    assert ApiToken.objects.get(user=ada).last_used_at is not None


def test_a_session_is_no_token(ada: User) -> None:
    browser = Client()
    browser.force_login(ada)
    response = browser.get("/api/v1/coverages")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_who_guesses_tokens_is_asked_to_wait_and_who_has_one_is_not(program: Program) -> None:
    guesser = Program(None, authorization="Bearer onrecord_guess")
    for _ in range(MOST_FAILURES):
        assert guesser.refused("GET", "/coverages") == (401, "unauthorized")
    assert guesser.refused("GET", "/coverages") == (429, "too_many_failures")
    assert int(guesser.ask("GET", "/coverages").headers["Retry-After"]) > 0
    assert program.ask("GET", "/coverages").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/coverages", 405),
        ("GET", "/coverages/none", 404),
        ("GET", "/coverages?limit=1000", 422),
        ("GET", "/coverages?limit=x", 422),
        ("POST", "/coverages", 400),
    ],
)
def test_every_error_has_one_shape(program: Program, method: str, path: str, status: int) -> None:
    assert program.refused(method, path)[0] == status


@pytest.mark.parametrize("body", ["{", "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass"), "null", "[]", '"x"'])
def test_a_body_that_is_no_object_is_refused(ada: User, program: Program, body: str | bytes) -> None:  # noqa: ARG001
    status, _code = program.refused("POST", "/coverages", body)
    assert status in (400, 422)


def test_what_cannot_be_stored_is_refused(program: Program, coverage: Coverage) -> None:
    for text in ("\\ud800", "\\u0000"):
        body = f'{{"content": {{"heading": "{text}", "body": []}}}}'
        status, _code = program.refused("POST", f"/coverages/{coverage.slug}/updates", body)
        assert status == 422


def test_a_locked_database_is_told_as_one(program: Program, coverage: Coverage, tmp_path: Path) -> None:
    program.get("/coverages")  # the token's use is written down before, and not again within the minute
    locking = sqlite3.connect(tmp_path / "onrecord.sqlite3", isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    try:
        response = program.ask("POST", f"/coverages/{coverage.slug}/updates", {"content": words("Water")})
    finally:
        locking.execute("ROLLBACK")
        locking.close()
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert b'"log_unavailable"' in response.content
    assert len(newsroom().load(coverage.id).updates) == 0


def test_pages_of_other_sites_read_nothing(program: Program) -> None:
    for response in (
        program.ask("GET", "/coverages", origin="https://evil.example"),
        program.ask("OPTIONS", "/coverages", origin="https://evil.example", access_control_request_method="GET"),
    ):
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]
        assert response.headers["Cache-Control"] == "no-store"


def test_a_coverage_is_opened_revised_paused_and_closed(program: Program) -> None:
    opened = program.does("POST", "/coverages", {"headline": "Storm", "time_zone": "Europe/Kyiv"})
    path = f"/coverages/{opened['id']}"
    revised = program.does("PUT", path, {"headline": "Great storm", "expected_seq": opened["details_seq"]})
    assert revised["details"]["headline"] == "Great storm"
    late = {"headline": "Late", "expected_seq": opened["details_seq"]}
    assert program.refused("PUT", path, late) == (409, "changed_meanwhile")
    for action, state in (("pause", "paused"), ("resume", "live"), ("close", "closed")):
        assert program.does("POST", f"{path}/{action}")["state"] == state
    assert program.refused("POST", "/coverages", {"headline": "x", "slug": opened["slug"]}) == (409, "slug_taken")
    points = {"points": [{"html": "A point"}]}
    assert program.does("PUT", f"{path}/key-points", points)["key_points"] == [{"html": "A point", "update_id": None}]


def test_the_audit_log_has_what_the_api_did(program: Program, coverage: Coverage) -> None:
    told = program.does("POST", f"/coverages/{coverage.slug}/updates", {"content": words("Water is high")})
    entries = program.get(f"/audit?coverage_id={coverage.id}&actor=ada")["entries"]
    assert [entry["action"] for entry in entries] == ["update_published", "coverage_opened"]
    assert entries[0]["update_id"] == told["id"]
    assert "Water" not in str(entries)


def test_the_audit_log_says_through_which_door_and_who_was_refused(program: Program, coverage: Coverage) -> None:
    """The coverage itself was opened by none of the doors, which is how commands do it."""
    program.does("POST", f"/coverages/{coverage.slug}/updates", {"content": words("Water is high")})
    reporter = Program(person("reporter", coverage.id))
    for _ in range(2):
        assert reporter.refused("POST", f"/coverages/{coverage.slug}/close") == (403, "not_allowed")
    told = program.get(f"/audit?coverage_id={coverage.id}")["entries"]
    assert [(entry["action"], entry["actor"], entry["door"]) for entry in told] == [
        ("refused", "reporter", "api"),
        ("role_given", "onrecord", "command_line"),
        ("update_published", "ada", "api"),
        ("coverage_opened", "ada", "command_line"),
    ]
    assert told[0]["subject"] == "close"


def test_pages_of_the_audit_log_have_each_entry_once(program: Program, coverage: Coverage) -> None:
    for number in range(3):
        program.does("POST", f"/coverages/{coverage.slug}/updates", {"content": words(str(number))})
    seen, before = [], ""
    while before is not None:
        page = program.get("/audit?" + urlencode({"coverage_id": coverage.id, "limit": 2, "before": before}))
        seen += [entry["seq"] for entry in page["entries"]]
        before = page["next_before"]
    assert seen == [4, 3, 2, 1]
    for place in ("x", "2026-01-01,1", "2026-01-01T00:00:00Z,-1", "2026-01-01T00:00:00+00:00,x"):
        assert program.refused("GET", "/audit?" + urlencode({"before": place})) == (422, "no_such_place")


def test_the_description_needs_no_token() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "On Record"
