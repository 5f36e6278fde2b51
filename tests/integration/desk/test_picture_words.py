"""What publishing has to do with the library: a picture that was taken down is not shown, what is said is kept."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings

from onrecord.api.room import newsroom as api_newsroom
from onrecord.desk.room import newsroom
from onrecord.domain.blocks import Image, Text
from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.newsroom import flow, new_update_id, pictures
from onrecord.newsroom.documents import Document, write_document
from onrecord.newsroom.drafts import save_draft
from onrecord.newsroom.erasure import erase
from onrecord.newsroom.flow_models import Outcome
from onrecord.newsroom.models import Draft
from onrecord.newsroom.pictures import ShowsWithdrawn
from onrecord.newsroom.pictures.uses import remove_from, uses_of
from onrecord.newsroom.schedule import fire_due
from onrecord.site.media import media_storages
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story
from tests.photographs import corners, encoded

pytestmark = on_both_engines


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[None]:
    api_newsroom.cache_clear()
    with override_settings(STORAGES={**settings.STORAGES, **media_storages(tmp_path / "data", {})}):
        yield


@pytest.fixture
def picture(ada: User) -> pictures.Picture:
    return pictures.add(encoded(corners(), "PNG"), "quay.png", by=ada)


def publish(story: Story, *blocks: Image | Text) -> None:
    command = PublishUpdate(update_id=new_update_id(), content=UpdateContent(body=blocks))
    story.newsroom.execute(story.coverage.id, command, actor="ada")


def shown(picture: pictures.Picture, **words: str) -> Image:
    return pictures.image_block(picture, **words)


def test_what_was_published_of_a_picture_is_suggested_when_it_is_used_again(
    story: Story, picture: pictures.Picture
) -> None:
    publish(story, shown(picture, alt="A quay at dawn", credit_line="Ada"))
    publish(story, shown(picture, alt="Something else", caption="The quay"))
    block = pictures.image_block(pictures.get(picture.pk))
    assert (block.alt, block.caption, block.credit_line) == ("A quay at dawn", "The quay", "Ada")
    assert pictures.find("dawn").pictures == (picture,)


def test_what_is_erased_by_law_is_forgotten_by_the_library_too(
    ada: User, story: Story, picture: pictures.Picture
) -> None:
    pictures.describe(picture, caption="The quay")
    publish(story, shown(picture, alt="Rosa at the quay", caption="Rosa, yesterday"))
    erase(story.newsroom, story.coverage, story.update, reason="A court asked.", by=ada, with_pictures=False)
    known = pictures.get(picture.pk)
    assert (known.alt, known.caption) == ("", "The quay")


def test_no_door_publishes_a_picture_that_was_taken_down(ada: User, story: Story, picture: pictures.Picture) -> None:
    block = shown(picture, alt="A quay")
    publish(story, Text(html="Before."))
    pictures.withdraw(picture, by=ada)
    content = UpdateContent(body=(Text(html="Water is high."), block))
    for room in (newsroom(), api_newsroom()):
        for command in (
            PublishUpdate(update_id=new_update_id(), content=content),
            ReviseUpdate(update_id=story.update.id, content=content),
        ):
            with pytest.raises(ShowsWithdrawn, match="A quay"):
                room.execute(story.coverage.id, command, actor="ada")
    assert len(story.coverage.updates) == 1


def test_the_composer_is_told_which_picture_has_to_go(
    client: Client, ada: User, story: Story, picture: pictures.Picture
) -> None:
    block = shown(picture, alt="A quay")
    pictures.withdraw(picture, by=ada)
    document = write_document(Document(content=UpdateContent(body=(Text(html="Water is high."), block))))
    order = json.dumps({"update_id": new_update_id(), "document": document})
    answer = client.post(story.url("compose", "publish"), order, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (422, "picture-withdrawn")
    assert answer.json()["pictures"] == [block.url]


def test_the_plain_form_says_so_and_keeps_the_text(
    client: Client, ada: User, story: Story, picture: pictures.Picture
) -> None:
    block = shown(picture)
    pictures.withdraw(picture, by=ada)
    form = {"update_id": new_update_id(), "body": f"Water is high.\n\n![A quay]({block.url})", "action": "publish"}
    refused = client.post(story.url("write"), form)
    assert refused.status_code == 422
    assert b"was taken down" in refused.content
    assert b"Water is high." in refused.content
    assert client.post(story.url("write"), {**form, "body": "Water is high."}).status_code == 302


def test_what_was_scheduled_comes_back_to_its_author_with_the_reason(
    ada: User, story: Story, picture: pictures.Picture
) -> None:
    draft = save_draft(ada, story.coverage.id, new_update_id(), {"heading": "Gates"})
    content = UpdateContent(heading="Gates", body=(shown(picture, alt="A quay"),))
    command = PublishUpdate(update_id=draft.update_id, content=content)  # type: ignore[arg-type] # a table's string
    flow.schedule(story.newsroom, draft, command, datetime.now(UTC) + timedelta(hours=1), actor="ada")
    Draft.objects.update(publish_at=datetime.now(UTC) - timedelta(seconds=1))
    pictures.withdraw(picture, by=ada)
    assert fire_due(story.newsroom) == 0
    draft.refresh_from_db()
    assert (draft.state, draft.content) == (flow.DraftState.SENT_BACK, {"heading": "Gates"})
    assert "was taken down" in draft.why
    assert Outcome.objects.get().kind == flow.OutcomeKind.REFUSED
    with pytest.raises(ShowsWithdrawn):
        flow.submit(story.newsroom, draft, command, actor="ada")


def test_of_two_pictures_that_were_taken_down_each_can_be_taken_out(
    ada: User, story: Story, picture: pictures.Picture
) -> None:
    other = pictures.add(encoded(corners().rotate(90), "PNG"), "gates.png", by=ada)
    publish(story, Text(html="Both."), shown(picture, alt="A quay"), shown(other, alt="Gates"))
    for each in (picture, other):
        pictures.withdraw(each, by=ada)
    for use in uses_of(story.newsroom, pictures.get(picture.pk)):
        remove_from(story.newsroom, use, picture, kind=RevisionKind.CORRECTION, note="Taken down.", actor="ada")
    assert story.update.content is not None
    assert story.update.content.body == (Text(html="Both."),)


def test_a_picture_of_another_site_or_one_that_was_reinstated_is_shown(
    ada: User, story: Story, picture: pictures.Picture
) -> None:
    pictures.withdraw(picture, by=ada)
    back = pictures.reinstate(pictures.get(picture.pk))
    publish(story, Image(url="https://a.example/flood.jpg", alt="Flood"), shown(back, alt="A quay"))
    assert story.update.content is not None
    assert len(story.update.content.body) == 2
