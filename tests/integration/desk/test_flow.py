"""From a reporter's draft to readers: submitted, sent back, approved, scheduled, under embargo, with notes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client

from onrecord.domain.blocks import Text
from onrecord.domain.content import Contributor, UpdateContent
from onrecord.newsroom.flow import DraftState
from onrecord.newsroom.flow_models import Note, Outcome
from onrecord.newsroom.models import Draft
from onrecord.newsroom.roles import Role, give_role
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, signed_in, submit

pytestmark = on_both_engines


def step(browser: Client, story: Story, draft: Draft, what: str, **fields: str) -> Any:
    return browser.post(story.url("drafts", str(draft.pk), what), fields)


def local(moment: datetime) -> str:
    """As Kyiv's clocks, which these coverages go by, show it."""
    return moment.astimezone(ZoneInfo("Europe/Kyiv")).strftime("%Y-%m-%dT%H:%M:%S")


def test_what_a_reporter_submits_is_published_by_an_editor_under_the_reporters_byline(
    reporter: Client, client: Client, story: Story
) -> None:
    draft = submit(reporter, story, contributors="Rob Marsh")
    assert len(story.coverage.updates) == 0
    assert step(client, story, draft, "approve").status_code == 302
    assert story.update.content == UpdateContent(
        heading="Gates closed",
        body=(Text(html="The <strong>outer</strong> gates."),),
        contributors=(Contributor(name="Rob Marsh"),),
    )
    assert [event.actor for event in story.newsroom.log.read(story.coverage.id)][-1] == "ada"
    assert not Draft.objects.exists()


def test_approving_twice_publishes_once(reporter: Client, client: Client, story: Story) -> None:
    draft = submit(reporter, story)
    assert step(client, story, draft, "approve").status_code == 302
    head = story.head
    assert step(client, story, draft, "approve").status_code == 302
    assert story.head == head


def test_an_approval_that_was_cut_off_after_the_log_had_it_is_finished_by_the_next(
    reporter: Client, client: Client, story: Story
) -> None:
    draft = submit(reporter, story)
    kept = Draft.objects.filter(pk=draft.pk).values().get()
    step(client, story, draft, "approve")
    Draft.objects.create(**kept)
    head = story.head
    assert step(client, story, draft, "approve").status_code == 302
    assert story.head == head
    assert not Draft.objects.exists()


@pytest.mark.parametrize("what", ["approve", "send-back", "schedule"])
def test_a_reporter_cannot_decide(reporter: Client, story: Story, what: str) -> None:
    draft = submit(reporter, story)
    moment = local(datetime.now(UTC) + timedelta(hours=1))
    assert step(reporter, story, draft, what, why="x", publish_at=moment).status_code == 403
    draft.refresh_from_db()
    assert draft.state == DraftState.SUBMITTED
    assert len(story.coverage.updates) == 0


def test_another_reporters_draft_cannot_be_submitted_or_taken_back(reporter: Client, story: Story) -> None:
    draft = submit(reporter, story)
    other = User.objects.create_user("una", password="gauge anchor mooring")
    give_role(other, Role.REPORTER, story.coverage.id)
    for what in ("submit", "take-back", "embargo"):
        assert step(signed_in(other), story, draft, what).status_code == 403
    assert "mooring" not in repr(draft.content)


def test_what_is_sent_back_says_why_and_can_be_submitted_again(reporter: Client, client: Client, story: Story) -> None:
    draft = submit(reporter, story)
    assert step(client, story, draft, "send-back", why=" ").status_code == 422
    assert step(client, story, draft, "send-back", why="Who closed them?").status_code == 302
    page = reporter.get(story.url("drafts", str(draft.pk)))
    assert b"Who closed them?" in page.content
    assert step(client, story, draft, "approve").status_code == 422
    assert step(reporter, story, draft, "submit").status_code == 302
    assert step(client, story, draft, "approve").status_code == 302
    assert len(story.coverage.updates) == 1


def test_words_written_after_the_submission_are_not_published_by_its_approval_and_not_lost(
    reporter: Client, client: Client, story: Story
) -> None:
    draft = submit(reporter, story)
    fields = {"update_id": draft.update_id, "heading": "Gates closed again", "body": "Later.", "action": "draft"}
    reporter.post(story.url("write"), fields)
    assert b"written on after this" in client.get(story.url("drafts", str(draft.pk))).content
    step(client, story, draft, "approve")
    assert story.update.content is not None
    assert story.update.content.heading == "Gates closed"
    left = Draft.objects.get()
    assert (left.state, left.base_revision, left.content["heading"]) == ("draft", 1, "Gates closed again")


def test_an_editor_who_saw_an_older_submission_does_not_approve_the_newer(
    reporter: Client, client: Client, story: Story
) -> None:
    draft = submit(reporter, story)
    seen = str(draft.ready_version)
    submit(reporter, story, update_id=draft.update_id, heading="Something else")
    step(client, story, draft, "approve", version=seen)
    assert len(story.coverage.updates) == 0


def test_an_empty_draft_is_refused_when_it_is_submitted(reporter: Client, story: Story) -> None:
    response = reporter.post(story.url("write"), {"body": " ", "dateline": "Port Royal", "action": "submit"})
    assert response.status_code == 422
    assert b"Port Royal" in response.content


def test_nothing_under_an_embargo_is_published_by_anybody_in_any_way(client: Client, story: Story) -> None:
    draft = submit(client, story)
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert step(client, story, draft, "embargo", embargoed_until=local(soon)).status_code == 302
    assert step(client, story, draft, "approve").status_code == 422
    assert step(client, story, draft, "schedule", publish_at=local(soon - timedelta(minutes=5))).status_code == 422
    form = {"update_id": draft.update_id, "heading": "Gates closed", "action": "publish"}
    assert b"embargo" in client.post(story.url("write"), form).content
    assert len(story.coverage.updates) == 0
    assert step(client, story, draft, "schedule", publish_at=local(soon)).status_code == 302
    assert step(client, story, draft, "embargo", embargoed_until="").status_code == 302
    assert step(client, story, draft, "take-back").status_code == 302


def test_a_reporter_can_put_an_embargo_on_but_not_take_it_off(reporter: Client, story: Story) -> None:
    draft = submit(reporter, story)
    until = local(datetime.now(UTC) + timedelta(hours=1))
    assert step(reporter, story, draft, "embargo", embargoed_until=until).status_code == 302
    assert step(reporter, story, draft, "embargo", embargoed_until="").status_code == 403


@pytest.mark.parametrize(
    ("moment", "says"),
    [("", b"date and a time"), ("soon", b"date and a time"), ("2020-01-01T10:00", b"passed"),
     ("2031-03-30T03:30", b"clocks skip"), ("9999-12-31T23:59", b"Scheduled.")],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_refused(client: Client, story: Story, moment: str, says: bytes) -> None:
    draft = submit(client, story)
    response = step(client, story, draft, "schedule", publish_at=moment)
    shown = response.content if response.status_code == 422 else client.get(story.url()).content
    assert says in shown


def test_the_day_of_what_is_scheduled_is_named_with_its_year(client: Client, story: Story) -> None:
    draft = submit(client, story)
    step(client, story, draft, "schedule", publish_at="2099-05-04T18:30")
    assert b"4 May 2099, 18:30" in client.get(story.url()).content


def test_notes_are_seen_by_the_desk_and_removed_by_their_author(reporter: Client, client: Client, story: Story) -> None:
    story.publish("Water is high")
    address = story.url("u", story.update.id, "note")
    assert reporter.post(address, {"text": "Check with the <b>port</b>"}).status_code == 302
    reporter.post(address, {"text": "  "})
    note = Note.objects.get()
    for page in (client.get(story.url()), client.get(story.url("u", story.update.id))):
        assert b"Check with the &lt;b&gt;port&lt;/b&gt;" in page.content
    client.post(story.url("notes", str(note.pk), "remove"))
    assert Note.objects.exists()
    reporter.post(story.url("notes", str(note.pk), "remove"))
    assert not Note.objects.exists()
    assert client.post(story.url("u", "nobody", "note"), {"text": "x"}).status_code == 404


def test_a_note_on_a_draft_is_read_by_colleagues_and_reaches_nothing_public(
    reporter: Client, client: Client, story: Story
) -> None:
    draft = submit(reporter, story)
    assert client.post(story.url("u", draft.update_id, "note"), {"text": "Who says Zanzibar?"}).status_code == 302
    for page in (reporter.get(story.url("drafts", str(draft.pk))), reporter.get(story.url())):
        assert b"Who says Zanzibar?" in page.content
    assert step(client, story, draft, "approve").status_code == 302
    assert "Zanzibar" not in repr(list(story.newsroom.log.read(story.coverage.id))), "all that is public is made of it"


def test_the_page_answers_304_until_something_changes(client: Client, reporter: Client, story: Story) -> None:
    story.publish("Water is high")
    tag = client.get(story.url("live")).headers["ETag"]
    again = client.get(story.url("live"), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    submit(reporter, story)
    changed = client.get(story.url("live"), headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert b"Gates closed" in changed.content


def test_what_became_of_things_is_put_away_once_it_was_seen(client: Client, story: Story) -> None:
    outcome = Outcome.objects.create(
        coverage_id=story.coverage.id, update_id="x", kind="late", at=datetime.now(UTC), actor="ada", author="rob"
    )
    assert b"Published late" in client.get(story.url()).content
    client.post(story.url("told", str(outcome.pk)))
    assert b"Published late" not in client.get(story.url()).content
