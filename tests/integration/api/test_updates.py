"""Publishing through the API: once, in order, and never over somebody's words unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connections

from onrecord.api.room import newsroom
from onrecord.domain import Coverage
from onrecord.newsroom.models import Draft
from tests.databases import on_both_engines
from tests.integration.api.conftest import Program, words

pytestmark = on_both_engines


def at(coverage: Coverage, *parts: str) -> str:
    return "/".join(("/coverages", coverage.slug, *parts))


def test_an_update_is_published_and_read_again(program: Program, coverage: Coverage) -> None:
    sent = {"content": words("Water <b>is</b> high<script>x</script>", heading="Water"), "is_key_event": True}
    told = program.does("POST", at(coverage, "updates"), sent)
    assert told["standing"] == "published"
    assert told["is_key_event"] is True
    assert told["content"]["body"] == [{"type": "text", "html": "Water <b>is</b> high"}]
    assert program.get(at(coverage, "updates", told["id"])) == told
    assert program.get(at(coverage, "updates"))["updates"] == [told]


def test_a_request_that_is_sent_again_publishes_once(program: Program, coverage: Coverage) -> None:
    key = {"idempotency-key": "morning-1"}
    sent = {"content": words("Water is high")}
    first = program.ask("POST", at(coverage, "updates"), sent, **key)
    again = program.ask("POST", at(coverage, "updates"), sent, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.content == again.content
    assert len(newsroom().load(coverage.id).updates) == 1


def test_a_key_that_is_used_for_other_words_is_refused(program: Program, coverage: Coverage) -> None:
    key = {"idempotency-key": "morning-1"}
    program.does("POST", at(coverage, "updates"), {"content": words("One")}, **key)
    assert program.refused("POST", at(coverage, "updates"), {"content": words("Two")}, **key) == (409, "update_exists")


def test_an_id_of_the_callers_own_publishes_once(program: Program, coverage: Coverage) -> None:
    sent = {"content": words("Water is high"), "id": "wire-4711"}
    for _ in range(2):
        assert program.does("POST", at(coverage, "updates"), sent)["id"] == "wire-4711"
    assert len(newsroom().load(coverage.id).updates) == 1
    assert program.refused("POST", at(coverage, "updates"), {**sent, "id": "a b"}) == (422, "bad_id")


def test_a_revision_of_what_somebody_else_has_revised_is_refused(program: Program, coverage: Coverage) -> None:
    update_id = program.does("POST", at(coverage, "updates"), {"content": words("One")})["id"]
    revised = {"content": words("Two"), "expected_revision": 1, "kind": "correction", "note": "It was two."}
    assert program.does("PUT", at(coverage, "updates", update_id), revised)["revision"] == 2
    assert program.does("PUT", at(coverage, "updates", update_id), revised)["revision"] == 2, "the same, sent again"
    late = {"content": words("Three"), "expected_revision": 1}
    assert program.refused("PUT", at(coverage, "updates", update_id), late) == (409, "revision_conflict")


def test_what_is_done_to_an_update_is_undone(program: Program, coverage: Coverage) -> None:
    update_id = program.does("POST", at(coverage, "updates"), {"content": words("One")})["id"]
    for action, field, value in (
        ("pin", "is_pinned", True),
        ("unpin", "is_pinned", False),
        ("flag", "is_key_event", True),
        ("unflag", "is_key_event", False),
        ("hold", "standing", "held"),
        ("release", "standing", "published"),
    ):
        assert program.does("POST", at(coverage, "updates", update_id, action))[field] == value
    assert program.refused("POST", at(coverage, "updates", update_id, "release")) == (409, "already_so")


def test_a_retraction_and_a_redaction_take_the_words_away(program: Program, coverage: Coverage, ada: User) -> None:
    update_id = program.does("POST", at(coverage, "updates"), {"content": words("One")})["id"]
    program.does("PUT", at(coverage, "drafts", update_id), {"content": words("Kept"), "base_revision": 1})
    told = program.does("POST", at(coverage, "updates", update_id, "retract"), {"reason": "Not so"})
    assert (told["standing"], told["content"], told["withdrawal"]["reason"]) == ("retracted", None, "Not so")
    told = program.does("POST", at(coverage, "updates", update_id, "redact"), {"reason": "By law"})
    assert told["standing"] == "redacted"
    assert not Draft.objects.filter(author=ada).exists()


def test_pages_of_updates_have_each_once(program: Program, coverage: Coverage) -> None:
    for number in range(5):
        program.does("POST", at(coverage, "updates"), {"content": words(str(number))})
    seen, before = [], ""
    while before is not None:
        page = program.get(at(coverage, f"updates?limit=2{before and f'&before={before}'}"))
        seen += [update["order"] for update in page["updates"]]
        before = page["next_before"]
    assert seen == [5, 4, 3, 2, 1]


def test_of_many_who_publish_under_one_id_one_does(coverage: Coverage, program: Program) -> None:
    def publish(_: int) -> int:
        try:
            sent = {"content": words("Water"), "id": "one"}
            return program.ask("POST", at(coverage, "updates"), sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(publish, range(8)))
    assert statuses.count(201) <= 1
    assert set(statuses) <= {200, 201, 503}
    assert len(newsroom().load(coverage.id).updates) == 1


def test_a_draft_is_kept_read_and_discarded_by_its_author_alone(program: Program, coverage: Coverage) -> None:
    path = at(coverage, "drafts", "u-1")
    kept = program.does("PUT", path, {"content": words("Kept", labels=["water"])})
    assert kept["document"]["content"]["labels"] == ["water"]
    assert program.get(path) == kept
    assert program.refused("PUT", path, {"content": words("Other"), "version": 9}) == (409, "draft_conflict")
    other = Program(User.objects.create_superuser("ben"))
    assert other.refused("GET", path) == (404, "no_such_draft")
    assert other.refused("DELETE", path) == (404, "no_such_draft")
    assert program.ask("DELETE", path).status_code == 204
    assert program.refused("GET", path) == (404, "no_such_draft")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "empty_update"),
        ({"body": [{"type": "nonsense"}]}, "unreadable_content"),
        ({"body": [{"type": "text"}]}, "unreadable_content"),
        ({"body": "text"}, "invalid_request"),
        ({"heading": 7}, "invalid_request"),
        ({"headline": "misspelt"}, "invalid_request"),
        ({"heading": "x", "occurred_at": "2026-02-16T14:05:00"}, "naive_time"),
        ({"heading": "x" * 1_100_000}, "too_large"),
        ({"heading": "x", "contributors": [{"nam": "Ida"}]}, "unreadable_content"),
    ],
)
def test_what_is_no_update_is_refused_with_a_reason(
    program: Program, coverage: Coverage, content: object, code: str
) -> None:
    assert program.refused("POST", at(coverage, "updates"), {"content": content}) == (422, code)
    assert len(newsroom().load(coverage.id).updates) == 0
