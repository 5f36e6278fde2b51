"""Who may do what: every operation of the API, for every kind of person and every scope of a token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from onrecord.api.api import api
from onrecord.api.guard import Need
from onrecord.api.room import newsroom
from onrecord.domain import Coverage
from onrecord.domain.content import CoverageDetails
from onrecord.newsroom.roles import Role
from onrecord.newsroom.tokens import TokenScope
from tests.integration.api.conftest import Program, words
from tests.integration.desk.people import KINDS, may, person

NOBODYS = "00000000-0000-0000-0000-000000000000"
# One that every operation takes what it knows of would be refused for the rest: each has its own.
BODIES: dict[str, object] = {
    "open_coverage": {"headline": "Storm"},
    "revise_coverage": {"headline": "Another headline"},
    "set_key_points": {"points": [{"html": "A point"}]},
    "publish_update": {"content": words("Published")},
    "revise_update": {"content": words("Revised"), "expected_revision": 1},
    "retract_update": {"reason": "Wrong"},
    "redact_update": {"reason": "By law"},
    "save_draft": {"content": words("Kept")},
    "approve_draft": {},
    "send_back_draft": {"why": "Who says so?"},
    "schedule_draft": {"publish_at": "2099-01-01T00:00:00Z"},
    "set_embargo": {"until": "2099-01-01T00:00:00Z"},
    "add_note": {"text": "Who says so?"},
    "set_member": {"role": "reporter"},
    "add_picture": SimpleUploadedFile("a.jpg", b"%PDF-1.4"),
    "describe_picture": {"alt": "A quay"},
    "take_down_picture": {"reason": "A court asked."},
    "remove_picture": {"note": "A court asked."},
}


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    need: Need | None


def operations() -> Iterator[Operation]:
    for prefix, router in api._routers:  # noqa: SLF001 - what has been registered, not what is documented
        for path, view in router.path_operations.items():
            for each in view.operations:
                need = getattr(each.view_func, "need", None)
                for method in each.methods:
                    yield Operation(name=each.operation_id or "", method=method, path=prefix + path, need=need)


def filled(path: str, coverage: Coverage, update_id: str) -> str:
    told = {"coverage": coverage.slug, "update": update_id, "number": "999999", "picture": NOBODYS, "name": "ada"}
    return re.sub(r"\{(\w+)\}", lambda found: told[found[1]], path)


@pytest.fixture
def update_id(program: Program, coverage: Coverage) -> str:
    told = program.does("POST", f"/coverages/{coverage.slug}/updates", {"content": words("Water is high")})
    return str(told["id"])


def test_every_operation_says_what_it_demands() -> None:
    found = list(operations())
    assert len(found) > 45
    assert [each.name for each in found if each.need is None] == []


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "another"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_as_the_table_says(coverage: Coverage, update_id: str, kind: str, is_own: bool) -> None:
    own = newsroom().open_coverage(CoverageDetails(headline="Of their own"), actor="ada")
    asker = Program(person(kind, coverage.id if is_own else own.id))
    wrong = []
    for each in operations():
        assert each.need is not None
        response = asker.ask(each.method, filled(each.path, coverage, update_id), BODIES.get(each.name))
        allowed = may(kind, each.need.action, is_own=is_own)
        refused = 401 if kind == "anonymous" else 403
        if (response.status_code == refused) is allowed or response.status_code >= 500:
            wrong.append((each.name, response.status_code, response.content))
    assert wrong == []


def test_nothing_that_a_reporter_asks_for_reaches_readers(coverage: Coverage, update_id: str) -> None:
    asker, heads = Program(person("reporter", coverage.id)), newsroom().log.heads()
    for each in operations():
        asker.ask(each.method, filled(each.path, coverage, update_id), BODIES.get(each.name))
    assert newsroom().log.heads() == heads


@pytest.mark.parametrize("scope", list(TokenScope))
def test_a_token_does_what_its_scopes_say_and_no_more(
    ada: User, coverage: Coverage, update_id: str, scope: TokenScope
) -> None:
    asker, wrong = Program(ada, (scope,)), []
    for each in operations():
        assert each.need is not None
        response = asker.ask(each.method, filled(each.path, coverage, update_id), BODIES.get(each.name))
        is_refused = b'"scope_missing"' in response.content
        if is_refused is (each.need.scope is scope):
            wrong.append((each.name, response.content))
    assert wrong == []


def test_an_editor_cannot_open_what_its_owner_closed(program: Program, coverage: Coverage) -> None:
    program.does("POST", f"/coverages/{coverage.slug}/close")
    editor = Program(person("editor", coverage.id))
    assert editor.refused("POST", f"/coverages/{coverage.slug}/resume") == (403, "not_allowed")
    assert program.does("POST", f"/coverages/{coverage.slug}/resume")["state"] == "live"


def test_who_opens_a_coverage_owns_it(coverage: Coverage) -> None:  # noqa: ARG001 - the tables are there
    editor = person("site editor", "")
    opened = Program(editor).does("POST", "/coverages", {"headline": "Storm"})
    assert editor is not None
    assert [(row.coverage_id, row.role) for row in editor.memberships.exclude(coverage_id="")] == [
        (opened["id"], Role.OWNER.key)
    ]


def test_every_answer_is_described_and_every_error_has_one_shape() -> None:
    described = api.get_openapi_schema()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            for status, answer in answers.items():
                if int(status) == 204:
                    continue
                shape = answer["content"]["application/json"]["schema"]
                assert "$ref" in shape, (path, method, status)
                if int(status) >= 400:
                    assert shape["$ref"].endswith("/Problem"), (path, method, status)
            assert any(int(status) < 300 for status in answers)
