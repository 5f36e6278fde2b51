"""What the composer asks of the desk."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from onrecord.desk import reach
from onrecord.domain.blocks import Divider, Image, ListBlock, Quote, Table, Text
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.content import Contributor, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.newsroom import new_update_id
from onrecord.newsroom.documents import Document, write_document
from onrecord.newsroom.models import Draft
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, signed_in

pytestmark = on_both_engines

Send = Callable[..., Any]


def document(heading: str = "Bridge closed", *body: Any, **fields: Any) -> dict[str, Any]:
    content = UpdateContent(heading=heading, body=body or (Text(html="The <strong>old</strong> bridge."),))
    return {**write_document(Document(content=content)), **fields}


@pytest.fixture
def send(client: Client, story: Story) -> Send:
    """Posts JSON to one of the composer's addresses."""

    def post(name: str, by: Client | None = None, **fields: Any) -> Any:
        return (by or client).post(story.url("compose", name), json.dumps(fields), content_type="application/json")

    return post


def data_of(response: Any) -> dict[str, Any]:
    """What the page gives its composer."""
    script = LexborHTMLParser(response.content).css_first("#composer-data")
    assert script is not None
    data: dict[str, Any] = json.loads(script.text())
    return data


def test_what_is_published_stands_in_the_log_under_the_seq_that_is_answered(send: Send, story: Story) -> None:
    answer = send("publish", update_id=new_update_id(), document=document(is_key_event=True)).json()
    assert answer["seq"] == story.head
    assert story.update.content == UpdateContent(
        heading="Bridge closed", body=(Text(html="The <strong>old</strong> bridge."),)
    )
    assert story.update.is_key_event


def test_sent_again_it_is_published_once_and_answered_as_before(send: Send, story: Story) -> None:
    order = {"update_id": new_update_id(), "document": document()}
    first, second = send("publish", **order).json(), send("publish", **order).json()
    assert (second["seq"], second["was_already"]) == (first["seq"], True)
    assert len(story.coverage.updates) == 1


def test_sent_again_after_a_colleague_has_revised_it_it_still_counts_as_published(send: Send, story: Story) -> None:
    order = {"update_id": new_update_id(), "document": document()}
    first = send("publish", **order).json()
    revised = UpdateContent(heading="Bridge open")
    story.newsroom.execute(story.coverage.id, ReviseUpdate(update_id=story.update.id, content=revised), actor="ben")
    assert send("publish", **order).json()["seq"] == first["seq"]
    assert story.update.content == revised


def test_another_text_under_a_published_id_is_refused_with_what_stands(send: Send, story: Story) -> None:
    update_id = new_update_id()
    send("publish", update_id=update_id, document=document())
    answer = send("publish", update_id=update_id, document=document("Another"))
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert answer.json()["current"]["document"]["content"]["heading"] == "Bridge closed"
    assert len(story.coverage.updates) == 1


def test_a_revision_says_of_which_kind_it_is_and_is_made_once(send: Send, story: Story) -> None:
    story.publish("It is open.")
    corrected = document("Closed", revision_kind="correction", note="We said that it was open.")
    order = {"update_id": story.update.id, "base_revision": 1, "document": corrected}
    assert [send("publish", **order).status_code for _ in range(2)] == [200, 200]
    newest = story.update.revisions[-1]
    assert (newest.number, newest.kind, newest.note) == (2, RevisionKind.CORRECTION, "We said that it was open.")


def test_of_two_editors_the_second_is_told_what_stands_and_nothing_is_overwritten(
    send: Send, ben: User, story: Story
) -> None:
    story.publish("One")
    order = {"update_id": story.update.id, "base_revision": 1}
    send("publish", **order, document=document("Two"))
    answer = send("publish", signed_in(ben), **order, document=document("Three"))
    assert answer.status_code == 409
    assert answer.json()["current"]["revision"] == 2
    assert story.update.content is not None
    assert story.update.content.heading == "Two"


def test_a_picture_without_a_description_takes_a_second_step(send: Send, story: Story) -> None:
    bare = document("Flood", Image(url="https://a.example/flood.jpg"))
    refused = send("publish", update_id=(update_id := new_update_id()), document=bare)
    assert (refused.status_code, refused.json()["error"], refused.json()["count"]) == (422, "alt-missing", 1)
    assert len(story.coverage.updates) == 0
    assert send("publish", update_id=update_id, document=bare, without_alt=True).status_code == 200


def test_everything_executable_is_gone_from_what_is_published(send: Send, story: Story) -> None:
    body = [{"type": "text", "html": '<img src=x onerror=a()><a href="javascript:a()">go</a><script>a()</script>'}]
    sent = {"content": {"heading": "H", "body": body}}
    assert send("publish", update_id=new_update_id(), document=sent).status_code == 200
    assert story.update.content is not None
    assert story.update.content.body == (Text(html="<a>go</a>"),)


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"content": {"body": [{"type": "text", "html": 5}]}}, "block 1"),
        ({"content": {"body": [{"type": "divider"}, {"type": "marquee"}]}}, "block 2"),
        ({"content": {"body": [{"type": "text", "html": "a", "onclick": "b"}]}}, "block 1"),
        ({"content": {"body": {}}}, "body"),
        ({"content": {"heading": ["a"]}}, "content"),
        ({"content": {"colour": "red"}}, "content"),
        ({"content": {"occurred_at": "yesterday"}}, "occurred_at"),
        ({"content": {}, "revision_kind": "secret"}, "revision_kind"),
        ({"content": []}, "content"),
        ({}, "content"),
        (None, "document"),
    ],
)
def test_what_is_no_update_is_refused_by_the_name_of_its_part(
    send: Send, story: Story, broken: Any, where: str
) -> None:
    for name in ("publish", "draft", "preview"):
        answer = send(name, update_id=new_update_id(), document=broken)
        assert (answer.status_code, answer.json()["where"]) == (422, where)
    assert story.head == 1
    assert not Draft.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 100_000, '{"update_id": 5}', '{"update_id": "no"}'])
def test_what_is_not_json_is_refused(client: Client, story: Story, body: str) -> None:
    response = client.post(story.url("compose", "publish"), body, content_type="application/json")
    assert response.status_code == 400


def test_a_draft_is_kept_and_found_again_whole(client: Client, send: Send, story: Story) -> None:
    update_id = new_update_id()
    kept = document("Not yet", Text(html="One"), Table(rows=(("a", "b"),), caption="Votes"), Divider())
    answer = send("draft", update_id=update_id, document=kept, version=0).json()
    assert answer["version"] == 1
    for query in (f"?id={update_id}", f"?draft={answer['draft']}"):
        data = data_of(client.get(story.url("write") + query))
        assert (data["update_id"], data["draft_version"], data["document"]) == (update_id, 1, kept)
    assert story.head == 1


def test_a_draft_of_the_composer_opens_in_the_plain_form_too(client: Client, send: Send, story: Story) -> None:
    update_id = new_update_id()
    said = Quote(text="We are safe.", attribution="A resident")
    send("draft", update_id=update_id, document=document("Not yet", said), version=0)
    page = client.get(f"{story.url('write')}?id={update_id}")
    assert page.context["form"]["body"].value() == "> We are safe.\n> -- A resident"


def test_a_draft_that_was_saved_elsewhere_is_not_overwritten(send: Send, story: Story) -> None:  # noqa: ARG001
    order = {"update_id": new_update_id()}
    send("draft", **order, document=document("One"), version=0)
    send("draft", **order, document=document("Two"), version=1)
    stale = send("draft", **order, document=document("Three"), version=1)
    assert (stale.status_code, stale.json()["error"]) == (409, "conflict")
    assert stale.json()["draft"]["version"] == 2
    assert stale.json()["draft"]["document"]["content"]["heading"] == "Two"


def test_the_same_draft_sent_twice_is_one_version(send: Send, story: Story) -> None:  # noqa: ARG001
    order = {"update_id": new_update_id(), "document": document(), "version": 0}
    assert [send("draft", **order).json()["version"] for _ in range(2)] == [1, 1]


def test_a_draft_comes_back_to_no_update_that_is_published(send: Send, story: Story) -> None:
    order = {"update_id": new_update_id(), "document": document()}
    send("publish", **order)
    answer = send("draft", **order)
    assert (answer.status_code, answer.json()["error"]) == (409, "published")
    assert not Draft.objects.exists()
    assert len(story.coverage.updates) == 1


def test_the_page_gives_an_update_with_everything_that_stands_in_it(client: Client, story: Story) -> None:
    content = UpdateContent(
        heading="Votes",
        body=(Text(html="Counted."), ListBlock(items=("a", "b"), ordered=True), Table(rows=(("North", "10"),))),
        contributors=(Contributor(name="Ada", id="c1"),),
        labels=("count, partial",),
    )
    story.newsroom.execute(story.coverage.id, PublishUpdate(update_id=new_update_id(), content=content), actor="ada")
    data = data_of(client.get(story.update_url("edit")))
    assert data["document"] == write_document(Document(content=content))
    assert data["base_revision"] == 1
    assert data["contributors"] == [{"name": "Ada", "id": "c1"}]


def test_opening_the_page_of_a_published_id_leads_to_its_edit_form(client: Client, send: Send, story: Story) -> None:
    update_id = new_update_id()
    send("publish", update_id=update_id, document=document())
    response = client.get(f"{story.url('write')}?id={update_id}")
    assert response.headers["Location"] == story.update_url("edit")


def test_who_is_signed_out_is_told_so_and_nothing_is_kept(story: Story) -> None:
    for name in ("draft", "publish", "preview", "discard", "picture"):
        response = Client().post(story.url("compose", name), "{}", content_type="application/json")
        assert (response.status_code, response.json()["error"]) == (401, "signed-out")
    assert story.head == 1


def test_the_preview_is_what_readers_would_get(send: Send, story: Story) -> None:
    answer = send("preview", update_id=new_update_id(), document=document()).json()
    assert "<strong>old</strong>" in answer["html"]
    assert story.head == 1


def test_the_preview_of_an_untouched_update_shows_it(send: Send, story: Story) -> None:
    story.publish("As it stands")
    assert story.update.content is not None
    same = write_document(Document(content=story.update.content))
    answer = send("preview", update_id=story.update.id, base_revision=1, document=same)
    assert "As it stands" in answer.json()["html"]


def test_when_readers_had_it_is_what_delivery_says(
    client: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_asked", [])
    assert client.get(f"{story.url('compose', 'reached')}?seq=3").json() == {"readers": None, "seconds": None}
    reach.join(lambda coverage_id, seq: (2, 0.5) if (coverage_id, seq) == (story.coverage.id, 3) else None)
    assert client.get(f"{story.url('compose', 'reached')}?seq=3").json() == {"readers": 2, "seconds": 0.5}
    assert client.get(f"{story.url('compose', 'reached')}?seq=x").json() == {"readers": None, "seconds": None}


def test_what_one_person_wrote_is_not_taken_in_the_session_of_another(client: Client, ada: User, story: Story) -> None:
    for name in ("draft", "publish", "preview", "discard"):
        order = json.dumps({"update_id": new_update_id(), "document": document()})
        url = story.url("compose", name)
        kind = "application/json"
        answer = client.post(url, order, content_type=kind, headers={"X-Onrecord-User": "j%C3%BCrgen"})
        assert (answer.status_code, answer.json()["error"]) == (401, "somebody-else")
        own = client.post(url, order, content_type=kind, headers={"X-Onrecord-User": ada.get_username()})
        assert own.status_code == 200
    assert len(story.coverage.updates) == 1


def test_what_a_device_keeps_for_writing_without_the_desk_says_nothing_of_any_update(
    client: Client, story: Story
) -> None:
    story.publish("Water is high")
    kit = client.get(story.url("compose", "kit")).json()
    assert kit["headline"] == story.coverage.details.headline
    assert kit["composer"]["document"]["content"]["body"] == []
    assert (kit["composer"]["may_publish"], kit["composer"]["may_revise"]) == (True, True)
    assert "Water is high" not in json.dumps(kit)


def test_the_page_that_stands_in_for_the_desk_names_nobody(client: Client, ada: User, story: Story) -> None:
    page = client.get("/desk/offline/").content.decode()
    assert 'id="without-desk"' in page
    assert ada.get_username() not in page
    assert story.slug not in page
    assert Client().get("/desk/offline/").status_code == 302


def test_the_desks_worker_is_a_script_that_no_cache_keeps(database: Path) -> None:  # noqa: ARG001
    response = Client().get("/desk/worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-store"
