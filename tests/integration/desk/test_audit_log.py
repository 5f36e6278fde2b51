"""What the audit log has, to whom it is shown, and that it is only ever added to."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from onrecord.domain.commands import HoldUpdate
from onrecord.newsroom import audit
from onrecord.newsroom.models import AuditEntry, Draft
from tests.databases import on_both_engines
from tests.integration.desk.conftest import PASSWORD, Story


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
    assert AuditEntry.objects.latest("pk").action == "signed_out"
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


def test_the_audit_log_says_what_was_done_in_the_desks_language(client: Client) -> None:
    audit.note("signed_out", actor="ada")
    page = client.get("/desk/audit/", headers={"accept-language": "uk"}).content.decode()
    assert '<td data-action="signed_out">Вихід</td>' in page
    assert '<option value="signed_out">Вихід</option>' in page
