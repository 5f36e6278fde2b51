"""Write, edit and publish."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from onrecord.domain.blocks import ListBlock, Table, Text
from onrecord.domain.commands import HoldUpdate, PublishUpdate, RetractUpdate
from onrecord.domain.content import Contributor, Source, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.newsroom import new_update_id
from onrecord.newsroom.models import Draft
from tests.integration.desk.conftest import Story, hidden, signed_in


def test_what_is_written_is_published_in_the_writers_name(client: Client, story: Story) -> None:
    update_id = hidden(client.get(story.url("write")), "update_id")
    response = client.post(
        story.url("write"),
        {
            "update_id": update_id,
            "heading": "Bridge closed",
            "body": "The **old** bridge is closed.\n\n- no cars\n- no lorries",
            "contributors": "Ada Marsh\nBen Stone",
            "dateline": "Port",
            "is_key_event": "on",
            "action": "publish",
        },
    )
    assert response.status_code == 302
    update = story.update
    assert update.id == update_id
    assert update.is_key_event
    assert update.content == UpdateContent(
        heading="Bridge closed",
        body=(Text(html="The <strong>old</strong> bridge is closed."), ListBlock(items=("no cars", "no lorries"))),
        contributors=(Contributor(name="Ada Marsh"), Contributor(name="Ben Stone")),
        dateline="Port",
    )
    assert [event.actor for event in story.newsroom.log.read(story.coverage.id)][-1] == "ada"


def test_the_same_form_sent_twice_publishes_once(client: Client, story: Story) -> None:
    form = {"update_id": new_update_id(), "heading": "Once", "action": "publish"}
    assert client.post(story.url("write"), form).status_code == 302
    head = story.head
    assert client.post(story.url("write"), form).status_code == 302
    assert story.head == head


def test_the_same_form_sent_twice_at_the_same_moment_publishes_once(ada: User, story: Story) -> None:
    form = {"update_id": new_update_id(), "heading": "Once", "action": "publish"}

    def send(client: Client) -> int:
        try:
            return client.post(story.url("write"), form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = set(pool.map(send, [signed_in(ada), signed_in(ada)]))
    assert statuses <= {302, 503}  # with no patience for locks, the second may be asked to try again
    assert len(story.coverage.updates) == 1


def test_another_text_under_a_published_id_is_refused_and_kept(client: Client, story: Story) -> None:
    form = {"update_id": new_update_id(), "heading": "Once", "action": "publish"}
    client.post(story.url("write"), form)
    response = client.post(story.url("write"), {**form, "heading": "Another"})
    assert response.status_code == 409
    assert b"Another" in response.content
    assert len(story.coverage.updates) == 1
    again = {"update_id": hidden(response, "update_id"), "heading": "Another", "action": "publish"}
    assert client.post(story.url("write"), again).status_code == 302
    assert len(story.coverage.updates) == 2


def test_a_refused_update_is_shown_again_with_its_text(client: Client, story: Story) -> None:
    response = client.post(story.url("write"), {"body": " ", "dateline": "Port Royal", "action": "publish"})
    assert response.status_code == 422
    assert b"An update needs a heading or a body." in response.content
    assert b"Port Royal" in response.content


def test_text_that_cannot_be_stored_is_refused_by_name(client: Client, story: Story) -> None:
    response = client.post(story.url("write"), {"body": "before\0after", "action": "publish"})
    assert response.status_code == 422
    assert b"after" in response.content


def test_nothing_is_published_into_a_paused_coverage_and_the_text_stays(client: Client, story: Story) -> None:
    client.post(story.url("pause"))
    response = client.post(story.url("write"), {"body": "Too early", "action": "publish"})
    assert response.status_code == 422
    assert b"paused or closed" in response.content
    assert b"Too early" in response.content


def test_a_locked_database_publishes_nothing_and_loses_nothing(client: Client, story: Story, database: Path) -> None:
    form = {"update_id": new_update_id(), "body": "Written in a storm", "action": "publish"}
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = client.post(story.url("write"), form)
    other.execute("ROLLBACK")
    other.close()
    assert refused.status_code == 503
    assert b"Nothing was published" in refused.content
    assert b"Written in a storm" in refused.content
    assert len(story.coverage.updates) == 0
    assert client.post(story.url("write"), form).status_code == 302
    assert len(story.coverage.updates) == 1


def test_a_draft_that_cannot_be_saved_stays_on_the_page(client: Client, story: Story, database: Path) -> None:
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = client.post(story.url("write"), {"body": "Not lost", "action": "draft"})
    other.execute("ROLLBACK")
    other.close()
    assert refused.status_code == 503
    assert b"Not lost" in refused.content


@pytest.mark.parametrize("kind", RevisionKind)
def test_an_edit_is_a_revision_of_the_kind_that_was_chosen(client: Client, story: Story, kind: RevisionKind) -> None:
    story.publish("It is open.")
    page = client.get(story.update_url("edit"))
    response = client.post(
        story.update_url("edit"),
        {
            "body": "It is closed.",
            "base_revision": hidden(page, "base_revision"),
            "revision_kind": kind.value,
            "note": "We said that it was open.",
            "action": "publish",
        },
    )
    assert response.status_code == 302
    newest = story.update.revisions[-1]
    assert (newest.kind, newest.note) == (kind, "We said that it was open.")
    assert story.update.content == UpdateContent(body=(Text(html="It is closed."),))


def test_a_correction_without_its_note_is_refused_with_the_text(client: Client, story: Story) -> None:
    story.publish("It is open.")
    form = {"body": "It is closed.", "base_revision": "1", "revision_kind": "correction", "action": "publish"}
    response = client.post(story.update_url("edit"), form)
    assert response.status_code == 422
    assert b"says what was wrong" in response.content
    assert b"It is closed." in response.content


def test_the_same_edit_sent_twice_is_one_revision(client: Client, story: Story) -> None:
    story.publish("It is open.")
    form = {"body": "It is closed.", "base_revision": "1", "revision_kind": "minor", "action": "publish"}
    for _ in range(2):
        assert client.post(story.update_url("edit"), form).status_code == 302
    assert story.update.revision == 2


def test_of_two_editors_the_second_sees_both_texts_and_may_then_decide(client: Client, ben: User, story: Story) -> None:
    story.publish("One")
    form = {"base_revision": "1", "revision_kind": "minor", "action": "publish"}
    client.post(story.update_url("edit"), {**form, "body": "Two, by Ada"})
    ben_client = signed_in(ben)
    conflict = ben_client.post(story.update_url("edit"), {**form, "body": "Three, by Ben"})
    assert conflict.status_code == 409
    assert b"Two, by Ada" in conflict.content
    assert b"Three, by Ben" in conflict.content
    assert hidden(conflict, "base_revision") == "2"
    assert story.update.content == UpdateContent(body=(Text(html="Two, by Ada"),))
    again = ben_client.post(story.update_url("edit"), {**form, "body": "Three, by Ben", "base_revision": "2"})
    assert again.status_code == 302
    assert story.update.content == UpdateContent(body=(Text(html="Three, by Ben"),))


def test_an_edit_loses_nothing_that_the_form_cannot_show(client: Client, story: Story) -> None:
    content = UpdateContent(
        heading="Votes",
        body=(Text(html="Counted."), Table(rows=(("North", "10"),), header=("District", "Votes"))),
        contributors=(Contributor(name="Ada", id="c1"),),
        labels=("count, partial", "north"),
        source=Source(name="Board", url="https://board.example/"),
    )
    update_id = new_update_id()
    story.newsroom.execute(story.coverage.id, PublishUpdate(update_id=update_id, content=content), actor="ada")
    page = client.get(story.update_url("edit"))
    form = {name: hidden(page, name) for name in page.context["form"].fields}
    body = form["body"].replace("Counted.", "All counted.")
    assert client.post(story.update_url("edit"), {**form, "body": body, "action": "publish"}).status_code == 302
    edited = story.update.content
    assert edited is not None
    assert edited.body == (Text(html="All counted."), content.body[1])
    assert (edited.contributors, edited.labels, edited.source) == (content.contributors, content.labels, content.source)


def test_a_held_update_can_be_edited_and_stays_held(client: Client, story: Story) -> None:
    story.publish("In doubt")
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=story.update.id), actor="ada")
    page = client.get(story.update_url("edit"))
    assert b"In doubt" in page.content
    form = {"body": "Checked", "base_revision": "1", "revision_kind": "minor", "action": "publish"}
    assert client.post(story.update_url("edit"), form).status_code == 302
    assert story.update.is_held
    assert story.coverage.withheld[story.update.id] == UpdateContent(body=(Text(html="Checked"),))


def test_an_edit_of_what_was_retracted_meanwhile_is_refused_with_the_text(client: Client, story: Story) -> None:
    story.publish("Wrong")
    story.newsroom.execute(story.coverage.id, RetractUpdate(update_id=story.update.id, reason="No"), actor="ben")
    response = client.post(story.update_url("edit"), {"body": "Amended", "base_revision": "1", "action": "publish"})
    assert response.status_code == 422
    assert b"Amended" in response.content


def test_the_preview_is_what_readers_would_get_and_publishes_nothing(client: Client, story: Story) -> None:
    head = story.head
    response = client.post(
        story.url("write"), {"heading": "Soon", "body": "**Very** soon <script>x()</script>", "action": "preview"}
    )
    assert response.status_code == 200
    frame = LexborHTMLParser(response.content).css_first("iframe[sandbox]")
    assert frame is not None
    preview = frame.attributes["srcdoc"]
    assert preview is not None
    assert "<strong>Very</strong> soon" in preview
    assert "<script>" not in preview
    assert "<article" in preview
    assert story.head == head
    assert b"**Very** soon" in response.content


def test_the_preview_of_a_held_update_shows_its_words(client: Client, story: Story) -> None:
    story.publish("In doubt")
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=story.update.id), actor="ada")
    for body in ("In doubt", "Less in doubt"):
        form = {"body": body, "base_revision": "1", "revision_kind": "minor", "action": "preview"}
        assert body in client.post(story.update_url("edit"), form).context["preview"]


def test_a_draft_is_kept_found_again_and_gone_once_it_is_published(client: Client, story: Story) -> None:
    head = story.head
    form = {"update_id": new_update_id(), "heading": "Not yet", "body": "Waiting for a second source"}
    saved = client.post(story.url("write"), {**form, "action": "draft"}, follow=True)
    assert story.head == head
    assert hidden(saved, "body") == "Waiting for a second source"
    assert b"Not yet" in client.get(story.url("drafts")).content
    published = {**form, "update_id": hidden(saved, "update_id"), "action": "publish"}
    assert client.post(story.url("write"), published).status_code == 302
    assert story.update.id == form["update_id"]
    assert not Draft.objects.exists()


def test_a_draft_saved_from_two_windows_shows_both_texts(client: Client, story: Story) -> None:
    form = {"update_id": new_update_id(), "action": "draft"}
    first = client.post(story.url("write"), {**form, "body": "One"}, follow=True)
    version = hidden(first, "draft_version")
    client.post(story.url("write"), {**form, "body": "Two", "draft_version": version})
    stale = client.post(story.url("write"), {**form, "body": "Three", "draft_version": version})
    assert stale.status_code == 409
    assert b"Two" in stale.content
    assert b"Three" in stale.content
    again = {**form, "body": "Three", "draft_version": hidden(stale, "draft_version")}
    assert client.post(story.url("write"), again).status_code == 302
    assert Draft.objects.get().content["body"] == "Three"


def test_a_draft_can_be_discarded(client: Client, story: Story) -> None:
    client.post(story.url("write"), {"body": "No", "action": "draft"})
    client.post(story.url("drafts", str(Draft.objects.get().pk), "discard"))
    assert not Draft.objects.exists()


def test_an_update_of_the_greatest_length_can_be_sent(client: Client, story: Story) -> None:
    response = client.post(
        story.url("write"),
        "action=publish&body=" + "%D1%97" * 900_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 302


def test_a_picture_without_a_description_takes_a_second_step_in_the_plain_form_too(
    client: Client, story: Story
) -> None:
    form = {"update_id": new_update_id(), "body": "![](https://a.example/flood.jpg) The flood", "action": "publish"}
    refused = client.post(story.url("write"), form)
    assert refused.status_code == 422
    assert b'name="without_alt"' in refused.content
    assert b"The flood" in refused.content
    assert len(story.coverage.updates) == 0
    assert client.post(story.url("write"), {**form, "without_alt": "on"}).status_code == 302
