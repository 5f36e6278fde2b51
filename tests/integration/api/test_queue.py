"""The way of a draft to readers, for programs: submitted, sent back, approved, scheduled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from onrecord.api.room import newsroom
from onrecord.desk.composing import draft_initial
from onrecord.desk.drafted import command_of_draft, name_of_draft
from onrecord.domain import Coverage
from onrecord.newsroom.models import AuditEntry, Draft
from tests.databases import on_both_engines
from tests.integration.api.conftest import Program, words
from tests.integration.desk.people import person

pytestmark = on_both_engines


@pytest.fixture
def reporter(coverage: Coverage) -> Program:
    return Program(person("reporter", coverage.id))


def at(coverage: Coverage, *parts: object) -> str:
    return "/".join(("/coverages", coverage.slug, *map(str, parts)))


def drafted(reporter: Program, coverage: Coverage, text: str = "Water is high") -> int:
    kept = reporter.does("PUT", at(coverage, "drafts", "u-1"), {"content": words(text)})
    return int(kept["number"])


def test_a_reporter_submits_and_an_editor_approves(reporter: Program, program: Program, coverage: Coverage) -> None:
    number = drafted(reporter, coverage)
    told = reporter.does("POST", at(coverage, "queue", number, "submit"))
    assert (told["state"], told["ready_version"]) == ("submitted", told["version"])
    assert [each["number"] for each in program.get(at(coverage, "queue?state=submitted"))["drafts"]] == [number]
    assert reporter.refused("POST", at(coverage, "queue", number, "approve"), {}) == (403, "not_allowed")
    late = {"version": told["version"] + 1}
    assert program.refused("POST", at(coverage, "queue", number, "approve"), late) == (409, "decided_meanwhile")
    published = program.does("POST", at(coverage, "queue", number, "approve"), {"version": told["version"]})
    assert (published["id"], published["standing"]) == ("u-1", "published")
    assert program.refused("POST", at(coverage, "queue", number, "approve"), {}) == (404, "no_such_draft")
    assert AuditEntry.objects.filter(action="draft_approve", actor="ada", update_id="u-1").exists()


def test_an_editor_sends_back_with_a_note(reporter: Program, program: Program, coverage: Coverage) -> None:
    number = drafted(reporter, coverage)
    reporter.does("POST", at(coverage, "queue", number, "submit"))
    assert program.refused("POST", at(coverage, "queue", number, "send-back"), {"why": " "})[0] == 422
    program.does("POST", at(coverage, "queue", number, "send-back"), {"why": "Who says so?"})
    told = reporter.get(at(coverage, "queue", number))
    assert (told["state"], told["why"]) == ("sent_back", "Who says so?")


def test_a_draft_is_scheduled_and_taken_back(reporter: Program, program: Program, coverage: Coverage) -> None:
    number = drafted(reporter, coverage)
    moment = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    schedule = at(coverage, "queue", number, "schedule")
    assert reporter.refused("POST", schedule, {"publish_at": moment}) == (403, "not_allowed")
    assert program.refused("POST", schedule, {"publish_at": "2099-01-01T00:00:00"}) == (422, "zoneless_time")
    assert program.refused("POST", schedule, {"publish_at": "2001-01-01T00:00:00Z"}) == (422, "time_has_passed")
    assert program.does("POST", schedule, {"publish_at": moment})["state"] == "scheduled"
    assert reporter.refused("POST", at(coverage, "queue", number, "take-back")) == (403, "not_allowed")
    assert program.does("POST", at(coverage, "queue", number, "take-back"))["state"] == "draft"


def test_an_embargo_holds_everybody_back(reporter: Program, program: Program, coverage: Coverage) -> None:
    number = drafted(reporter, coverage)
    reporter.does("PUT", at(coverage, "queue", number, "embargo"), {"until": "2099-01-01T00:00:00Z"})
    sent = {"content": words("Water is high"), "id": "u-1"}
    assert program.refused("POST", at(coverage, "updates"), sent) == (422, "under_embargo")
    sooner = {"until": None}
    assert reporter.refused("PUT", at(coverage, "queue", number, "embargo"), sooner) == (403, "not_allowed")
    program.does("PUT", at(coverage, "queue", number, "embargo"), sooner)
    assert program.does("POST", at(coverage, "updates"), sent)["id"] == "u-1"


def test_somebody_elses_draft_is_thrown_away_by_an_editor_alone(
    reporter: Program, program: Program, coverage: Coverage
) -> None:
    program.does("PUT", at(coverage, "drafts", "u-2"), {"content": words("Ada's")})
    of_ada = Draft.objects.get(update_id="u-2").pk
    assert reporter.refused("DELETE", at(coverage, "queue", of_ada)) == (403, "not_allowed")
    number = drafted(reporter, coverage)
    for each in (number, of_ada):
        assert program.ask("DELETE", at(coverage, "queue", each)).status_code == 204
    assert not Draft.objects.exists()


def test_the_desk_takes_up_what_a_program_has_kept(program: Program, coverage: Coverage) -> None:
    drafted(program, coverage, "Water is <strong>high</strong>")
    draft = Draft.objects.get()
    assert name_of_draft(draft) == "Water is high"
    assert draft_initial(draft, "UTC")["body"] == "Water is **high**"
    assert command_of_draft(newsroom(), coverage, draft).content.body[0].words == "Water is high"


def test_what_the_plain_form_kept_is_left_to_the_desk(ada: User, program: Program, coverage: Coverage) -> None:
    now = datetime.now(UTC)
    draft = Draft.objects.create(
        coverage_id=coverage.id, update_id="u-1", author=ada, content={"body": "x"}, created_at=now, changed_at=now
    )
    assert program.refused("POST", at(coverage, "queue", draft.pk, "submit")) == (422, "written_in_a_form")


def test_notes_are_for_colleagues(reporter: Program, program: Program, coverage: Coverage) -> None:
    update_id = program.does("POST", at(coverage, "updates"), {"content": words("One")})["id"]
    path = at(coverage, "updates", update_id, "notes")
    note = program.does("POST", path, {"text": "Who says so?"})
    assert reporter.ask("DELETE", f"{path}/{note['number']}").status_code == 204
    assert reporter.get(path)["notes"] == [note], "only its author takes a note away"
    assert program.ask("DELETE", f"{path}/{note['number']}").status_code == 204
    assert reporter.get(path)["notes"] == []
    assert program.refused("POST", at(coverage, "updates", "none", "notes"), {"text": "x"}) == (404, "no_such_update")


def test_an_owner_says_who_works_on_a_coverage(program: Program, coverage: Coverage) -> None:
    User.objects.create_user("ben")
    path = at(coverage, "members", "ben")
    told = program.does("PUT", path, {"role": "editor"})
    assert {"name": "ben", "role": "editor", "is_of_all": False} in told["members"]
    assert program.refused("PUT", path, {"role": "administrator"})[0] == 422
    assert program.refused("PUT", at(coverage, "members", "nobody"), {"role": "editor"}) == (422, "no_such_person")
    assert program.ask("DELETE", path).status_code == 204
    assert "ben" not in str(program.get(at(coverage, "members")))


def test_every_version_can_be_read(program: Program, coverage: Coverage) -> None:
    update_id = program.does("POST", at(coverage, "updates"), {"content": words("One")})["id"]
    revised = {"content": words("Two"), "expected_revision": 1, "kind": "correction", "note": "It was two."}
    program.does("PUT", at(coverage, "updates", update_id), revised)
    told = program.get(at(coverage, "updates", update_id, "versions"))["versions"]
    assert [each["content"]["body"][0]["html"] for each in told] == ["One", "Two"]
    assert [each["note"] for each in told] == [None, "It was two."]


def test_a_coverage_is_opened_once_under_one_key(program: Program) -> None:
    key = {"idempotency-key": "storm"}
    first = program.ask("POST", "/coverages", {"headline": "Storm"}, **key)
    again = program.ask("POST", "/coverages", {"headline": "Storm"}, **key)
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replayed"]) == (201, 200, "true")
    assert first.content == again.content
    assert program.get("/coverages")["total"] == 1
