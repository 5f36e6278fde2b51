"""The form that works without scripts, beside the composer: what one keeps, the other does not lose."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from onrecord.domain.blocks import FocalPoint, Image, Rendition, Table, Text
from onrecord.domain.content import Contributor, Source, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.newsroom import new_update_id
from onrecord.newsroom.documents import Document, read_document, write_document
from onrecord.newsroom.models import Draft
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story

pytestmark = on_both_engines

AT = datetime(2026, 2, 16, 12, 5, 7, 123456, tzinfo=UTC)
GATES = Image(
    url="/media/gates.jpg",
    alt="The gates",
    credit_line="Ada",
    width=800,
    height=600,
    renditions=(Rendition(url="/media/gates.avif", media_type="image/avif", width=800, height=600),),
    focal_point=FocalPoint(x=20, y=80),
)
LEVELS = Table(rows=(("North", "4.1\nm"),), header=("Gauge", "Level"), caption="Levels")
FULL = Document(
    content=UpdateContent(
        heading=" Bridge closed ",
        body=(Text(html="The <strong>old</strong>  bridge."), GATES, LEVELS, Text(html="")),
        contributors=(Contributor(name="Ada Marsh", id="ada-1"), Contributor(name="Ben Stone")),
        sign_off="am ",
        dateline="Port",
        occurred_at=AT,
        labels=("Roads, rail", "Weather"),
        source=Source(name="Harbour office ", url=None),
    ),
    is_key_event=True,
)


def kept(client: Client, story: Story, document: Document, update_id: str, base_revision: int | None = None) -> Draft:
    """A draft as the composer keeps it."""
    order = {"update_id": update_id, "base_revision": base_revision, "document": write_document(document)}
    answer = client.post(story.url("compose", "draft"), json.dumps(order), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return Draft.objects.get(update_id=update_id)


def fields_of(response: Any) -> dict[str, str]:
    """What a browser sends back of a form in which nothing was touched."""
    form = response.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value if isinstance(value, str) else str(value) for name, value in values.items() if value}


def send(client: Client, url: str, action: str, **typed: str) -> Any:
    """The form as it is shown, with what was typed over it."""
    return client.post(url.partition("?")[0], fields_of(client.get(url)) | typed | {"action": action})


def write_url(story: Story, draft: Draft) -> str:
    return f"{story.url('write')}?draft={draft.pk}"


def test_a_draft_of_the_composer_passes_through_the_plain_form_unchanged(client: Client, story: Story) -> None:
    draft = kept(client, story, FULL, new_update_id())
    assert send(client, write_url(story, draft), "draft").status_code == 302
    draft.refresh_from_db()
    assert read_document(draft.content["document"]) == FULL


def test_a_draft_of_a_revision_keeps_its_kind_its_note_and_all_else(client: Client, story: Story) -> None:
    story.publish("It is open.")
    full = replace(FULL, revision_kind=RevisionKind.CORRECTION, note="We said that it was open.")
    draft = kept(client, story, full, story.update.id, base_revision=1)
    assert send(client, f"{story.update_url('edit')}?draft={draft.pk}", "draft").status_code == 302
    draft.refresh_from_db()
    assert read_document(draft.content["document"]) == full


def test_what_is_typed_beside_a_picture_and_a_table_leaves_them_whole(client: Client, story: Story) -> None:
    draft = kept(client, story, FULL, new_update_id())
    shown = fields_of(client.get(write_url(story, draft)))
    answer = send(client, write_url(story, draft), "publish", body=f"Now.\n\n{shown['body']}", dateline="Quay")
    assert answer.status_code == 302
    content = story.update.content
    assert content is not None
    assert content.body[0] == Text(html="Now.")
    assert content.body[2:] == (GATES, LEVELS)
    assert (content.dateline, content.occurred_at) == ("Quay", AT)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [("2026-02-16T14:05", datetime(2026, 2, 16, 12, 5, tzinfo=UTC)), ("", None)],
)
def test_the_moment_is_typed_in_the_coverages_own_time(
    client: Client, story: Story, typed: str, moment: datetime | None
) -> None:
    draft = kept(client, story, FULL, new_update_id())
    assert send(client, write_url(story, draft), "publish", occurred_at=typed).status_code == 302
    assert story.update.content is not None
    assert story.update.content.occurred_at == moment


def test_a_moment_that_cannot_be_read_is_refused_and_all_of_the_text_is_kept(client: Client, story: Story) -> None:
    url = story.url("write")
    refused = send(client, url, "publish", body="Water is high", occurred_at="yesterday")
    assert refused.status_code == 422
    assert b"Water is high" in refused.content
    assert send(client, url, "draft", body="Water is high", occurred_at="yesterday").status_code == 302
    shown = client.get(write_url(story, Draft.objects.get())).context["form"]
    assert (shown["body"].value(), shown["occurred_at"].value()) == ("Water is high", "yesterday")


def test_words_that_cannot_be_read_yet_do_not_cost_the_picture_beside_them(client: Client, story: Story) -> None:
    draft = kept(client, story, FULL, new_update_id())
    url = write_url(story, draft)
    shown = fields_of(client.get(url))["body"]
    send(client, url, "draft", body=f"{shown}\n\n[[table 000000: gone]]")
    assert send(client, url, "publish", body=shown).status_code == 302
    assert story.update.content is not None
    assert story.update.content.body[1:3] == (GATES, LEVELS)
