"""From a reporter's draft to readers: submitted, sent back, approved, scheduled, under embargo, merged, taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client

from onrecord.domain.blocks import Text
from onrecord.domain.commands import HoldUpdate, ReviseUpdate
from onrecord.domain.content import Contributor, KeyPoint, UpdateContent
from onrecord.domain.updates import Standing
from onrecord.newsroom import new_update_id, presence
from onrecord.newsroom.flow import DraftState
from onrecord.newsroom.flow_models import Note, Outcome, Takedown
from onrecord.newsroom.models import AuditEntry, Draft
from onrecord.newsroom.roles import Role, give_role
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, hidden, signed_in

pytestmark = on_both_engines


@pytest.fixture
def rob(story: Story) -> User:
    """A reporter on this one coverage."""
    user = User.objects.create_user("rob", password="gauge anchor mooring")
    give_role(user, Role.REPORTER, story.coverage.id)
    return user


@pytest.fixture
def reporter(rob: User) -> Client:
    return signed_in(rob)


def submit(browser: Client, story: Story, **fields: str) -> Draft:
    form = {"update_id": str(new_update_id()), "heading": "Gates closed", "body": "The **outer** gates."}
    response = browser.post(story.url("write"), {**form, **fields, "action": "submit"})
    assert response.status_code == 302, response.content.decode()
    return Draft.objects.latest("pk")


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


def test_who_edits_an_update_is_named_to_others_and_not_to_themselves(
    client: Client, ada: User, ben: User, story: Story
) -> None:
    update_id = story.publish("Water is high")
    other = signed_in(ben)
    other.get(story.update_url("edit"))
    assert b"ben is editing this now" in client.get(story.update_url("edit")).content
    assert b"ben edits this" in client.get(story.url()).content
    assert b"ben edits this" not in other.get(story.url()).content
    assert other.post(story.update_url("editing")).status_code == 204
    assert presence.editors_of(story.coverage.id, update_id, other_than=ada) == []
    other.get(story.update_url("edit"))
    other.post(story.update_url("edit"), {"body": "Higher", "base_revision": "1", "action": "publish"})
    assert presence.editors_of(story.coverage.id, update_id, other_than=ada) == []


def test_an_undo_within_a_minute_says_published_in_error(client: Client, story: Story) -> None:
    story.publish("Not yet confirmed")
    assert b"Undo" in client.get(story.url()).content
    assert client.post(story.update_url("undo")).status_code == 302
    assert story.update.retraction is not None
    assert story.update.retraction.reason == "Published in error"


def test_after_a_minute_nothing_is_undone(client: Client, story: Story) -> None:
    story.publish("An hour old")
    clock = story.newsroom.clock
    story.newsroom.clock = lambda: datetime.now(UTC) + timedelta(seconds=70)
    try:
        assert b"Undo" not in client.get(story.url()).content
        assert b"A minute has passed" in client.post(story.update_url("undo"), follow=True).content
    finally:
        story.newsroom.clock = clock
    assert story.update.standing is Standing.PUBLISHED


def test_every_version_is_shown_with_the_words_that_went_and_came(client: Client, story: Story) -> None:
    update_id = story.publish("The outer gates are closed.", "Gates")
    content = UpdateContent(heading="Gates", body=(Text(html="The inner gates are closed."),))
    story.newsroom.execute(story.coverage.id, ReviseUpdate(update_id=update_id, content=content), actor="ben")
    page = client.get(story.url("u", update_id)).content.decode()
    assert "<del>outer</del>" in page
    assert "<ins>inner</ins>" in page
    assert "ben" in page


def test_of_two_who_edit_one_update_neither_loses_a_word(client: Client, ben: User, story: Story) -> None:
    update_id = story.publish("It is open.<br>Boats wait.")
    story.publish("Another")
    edit = story.url("u", update_id, "edit")
    mine = {"body": "It is open.\nBoats leave.\n\nMine.", "base_revision": "1", "action": "publish"}
    theirs = {"body": "It is closed.\nBoats wait.\n\nTheirs.", "base_revision": "1", "action": "publish"}
    assert signed_in(ben).post(edit, theirs).status_code == 302
    refused = client.post(edit, mine)
    assert refused.status_code == 409
    merge = story.url("u", update_id, "merge")
    assert merge.encode() in refused.content
    page = client.get(merge)
    assert b"ben" in page.content
    sent = {"theirs": "2", "version": hidden_value(page, "version"), "revision_kind": "minor", "note": ""}
    undecided = client.post(merge, sent)
    assert undecided.status_code == 422
    head = story.head
    names = [each.part.name for each in page.context["shown"] if each.part.is_conflict]
    assert names
    chosen = {f"take-{name}": "both" for name in names}
    assert client.post(merge, sent | chosen).status_code == 302
    assert story.head == head + 1
    body = story.coverage.updates[update_id].content
    assert body is not None
    words = " ".join(block.words for block in body.body)
    for each in ("It is closed.", "Boats leave.", "Theirs.", "Mine."):
        assert each in words
    assert not Draft.objects.exists()


def test_a_merge_is_not_saved_over_a_third_version(client: Client, ben: User, story: Story) -> None:
    update_id = story.publish("It is open.")
    edit, merge = story.url("u", update_id, "edit"), story.url("u", update_id, "merge")
    other = signed_in(ben)
    other.post(edit, {"body": "It is closed.", "base_revision": "1", "action": "publish"})
    client.post(edit, {"body": "It is ajar.", "base_revision": "1", "action": "publish"})
    sent = {"theirs": "2", "version": hidden_value(client.get(merge), "version"), "revision_kind": "minor"}
    other.post(edit, {"body": "It is locked.", "base_revision": "2", "action": "publish"})
    again = client.post(merge, sent | {"take-0": "mine"})
    assert again.status_code == 409
    assert b"locked" in again.content
    assert b"ajar" in again.content


def test_a_takedown_erases_everywhere_at_the_desk_and_is_written_down(client: Client, story: Story) -> None:
    update_id = story.publish("The name of the witness is Quixotaberrant Smith of Harbour Lane", "A witness")
    client.post(story.url("u", update_id, "edit"), {"body": "Quixotaberrant draft", "action": "draft"})
    client.post(story.url("u", update_id, "note"), {"text": "Quixotaberrant note"})
    redact = story.update_url("redact")
    assert client.post(redact, {"reason": "Court order 7", "confirmation": "erase"}).status_code == 422
    response = client.post(redact, {"reason": "Court order 7", "confirmation": "ERASE"})
    assert response.headers["Location"] == story.update_url("takedown")
    assert not Draft.objects.exists()
    assert not Note.objects.exists()
    takedown = Takedown.objects.get()
    assert "quixot" not in repr(takedown.__dict__).casefold()
    assert AuditEntry.objects.filter(action="takedown", actor="ada", update_id=update_id).exists()
    assert b"Could not be checked" in client.get(story.update_url("takedown")).content


def test_the_checklist_names_what_is_open_before_closing(client: Client, story: Story) -> None:
    update_id = story.publish("Water is high")
    submit(client, story)
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=update_id), actor="ada")
    page = client.get(story.url("close"))
    assert story.coverage.state == "live"
    for words in (b"Submissions without an answer: 1", b"Held updates, neither released nor retracted: 1"):
        assert words in page.content
    assert b"Nothing is scheduled" in page.content
    client.post(story.url("close"))
    assert story.coverage.state == "closed"


def test_a_coverage_opened_from_a_template_begins_with_what_it_says(client: Client, story: Story) -> None:
    form = {"name": "Storm", "headline": "Storm", "kicker": "Weather", "language": "uk", "time_zone": "Europe/Kyiv",
            "points": "It is **windy**", "first_heading": "We are following", "first_body": "Stay inside."}  # fmt: skip
    assert client.post("/desk/templates/new/", form).status_code == 302
    assert client.post("/desk/templates/new/", form).status_code == 422
    listed = client.get("/desk/templates/").content.decode()
    address = listed[listed.index("/desk/new/?template=") :].split('"')[0]
    page = client.get(address)
    shown = {name: hidden(page, name) for name in page.context["form"].fields}
    assert shown["kicker"] == "Weather"
    assert client.post(address, shown | {"headline": "Storm Una"}).status_code == 302
    opened = story.newsroom.find("storm-una")
    assert opened.details.language == "uk"
    assert opened.key_points == (KeyPoint(html="It is <strong>windy</strong>"),)
    assert Draft.objects.get(coverage_id=opened.id).content["heading"] == "We are following"


def test_coverages_are_found_by_words_and_state(client: Client, story: Story) -> None:
    client.post("/desk/new/", {"headline": "Elections", "kicker": "Politics", "language": "en", "time_zone": "UTC"})
    assert b"Harbour on alert" not in client.get("/desk/?q=politics").content
    assert b"Harbour on alert" in client.get("/desk/?q=HARBOUR+alert").content
    client.post(story.url("close"))
    assert b"Elections" not in client.get("/desk/?state=closed").content
    assert b"Elections" in client.get("/desk/?state=live").content
    client.post(story.url("resume"))
    story.publish("Water is high")
    assert b"1 update<" in client.get("/desk/?q=harbour").content


def test_a_reporter_sees_the_coverages_that_are_theirs(reporter: Client, client: Client) -> None:
    client.post("/desk/new/", {"headline": "Elections", "language": "en", "time_zone": "UTC"})
    listed = reporter.get("/desk/").content
    assert b"Harbour on alert" in listed
    assert b"Elections" not in listed


def test_start_and_end_are_typed_in_the_coverages_own_time(client: Client, story: Story) -> None:
    page = client.get(story.url("head"))
    form = {name: hidden(page, name) for name in page.context["form"].fields}
    changes = {"started_at": "2026-02-16T14:05", "ended_at": "2026-07-01T14:05:30"}
    assert client.post(story.url("head"), form | changes).status_code == 302
    details = story.coverage.details
    assert details.started_at == datetime(2026, 2, 16, 12, 5, tzinfo=UTC)
    assert details.ended_at == datetime(2026, 7, 1, 11, 5, 30, tzinfo=UTC)


def test_what_became_of_things_is_put_away_once_it_was_seen(client: Client, story: Story) -> None:
    outcome = Outcome.objects.create(
        coverage_id=story.coverage.id, update_id="x", kind="late", at=datetime.now(UTC), actor="ada", author="rob"
    )
    assert b"Published late" in client.get(story.url()).content
    client.post(story.url("told", str(outcome.pk)))
    assert b"Published late" not in client.get(story.url()).content


def hidden_value(response: Any, name: str) -> str:
    html: str = response.content.decode()
    return html.split(f'name="{name}" value="')[1].split('"')[0]
