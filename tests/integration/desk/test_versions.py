"""The versions of an update: who writes the next, undo, what changed between them, and two that are merged."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from onrecord.domain.blocks import Text
from onrecord.domain.commands import ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.updates import Standing
from onrecord.newsroom import presence
from onrecord.newsroom.models import Draft
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, signed_in

pytestmark = on_both_engines


def hidden_value(response: Any, name: str) -> str:
    html: str = response.content.decode()
    return html.split(f'name="{name}" value="')[1].split('"')[0]


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
