"""The library at the desk, and a picture that has to go."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from onrecord.desk.room import newsroom
from onrecord.domain.blocks import Block, Image, Text
from onrecord.domain.commands import HoldUpdate, PublishUpdate
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import new_update_id, pictures
from onrecord.newsroom.drafts import save_draft
from onrecord.newsroom.models import AuditEntry
from onrecord.site.media import media_storages
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, signed_in
from tests.integration.desk.people import person
from tests.photographs import corners, encoded

pytestmark = on_both_engines


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(STORAGES={**settings.STORAGES, **media_storages(tmp_path / "data", {})}):
        yield tmp_path / "data" / "media"


@pytest.fixture
def picture(ada: User) -> pictures.Picture:
    return pictures.describe(pictures.add(encoded(corners(), "PNG"), "quay.png", by=ada), alt="A quay at dawn")


def show(story: Story, picture: pictures.Picture, *others: Block, heading: str | None = None) -> UpdateId:
    update_id = new_update_id()
    content = UpdateContent(heading=heading, body=(pictures.image_block(picture), *others))
    story.newsroom.execute(story.coverage.id, PublishUpdate(update_id=update_id, content=content), actor="ada")
    return update_id


def at(picture: pictures.Picture, *parts: str) -> str:
    return "/".join(("/desk/pictures", str(picture.pk), *parts, ""))


def take_down(client: Client, picture: pictures.Picture, **fields: str) -> int:
    form = {"reason": "A court asked.", "confirmation": "TAKE DOWN", **fields}
    return client.post(at(picture, "take-down"), form).status_code


def test_a_picture_is_sent_found_and_described(client: Client, media: Path) -> None:
    file = SimpleUploadedFile("quay.png", encoded(corners(), "PNG"))
    address = client.post("/desk/pictures/", {"file": file})["location"]
    assert client.post(address, {"alt": "A quay at dawn", "caption": "", "credit_line": "Ada"}).status_code == 302
    page = client.get("/desk/pictures/?q=dawn").content.decode()
    assert address in page
    assert re.search(r'<img src="/media/[0-9a-f]{32}\.webp"', page)
    assert address not in client.get("/desk/pictures/?q=dusk").content.decode()
    assert len(list(media.iterdir())) == 6


def test_what_is_no_picture_is_refused_in_words(client: Client) -> None:
    for data, words in ((b"%PDF-1.4 ", "PDF"), (b"", "empty")):
        answer = client.post("/desk/pictures/", {"file": SimpleUploadedFile("a.jpg", data)})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert client.post("/desk/pictures/").status_code == 422


def test_the_focal_point_is_kept_from_the_page_and_from_the_composer(
    client: Client, story: Story, picture: pictures.Picture
) -> None:
    assert client.post(at(picture, "focus"), {"x": "25", "y": "100"}).status_code == 302
    page = client.get(at(picture)).content.decode()
    assert re.search(r'<img src="/media/[0-9a-f]{32}\.jpg" alt="A quay at dawn" width="600" height="400">', page)
    assert re.search(r'name="x" min="0" max="100" value="25"', page)
    block = pictures.image_block(pictures.get(picture.pk))
    assert (block.focal_point and (block.focal_point.x, block.focal_point.y)) == (25, 100)
    sent = json.dumps({"url": block.url, "x": 0, "y": 10})
    told = client.post(story.url("compose", "focus"), sent, content_type="application/json").json()
    assert told["focal_point"] == {"x": 0, "y": 10}
    assert told["card"]["url"] != (block.card and block.card.url)
    for fields in ({"x": "101", "y": "0"}, {"x": "", "y": "0"}, {}):
        assert client.post(at(picture, "focus"), fields).status_code == 422
    sent = json.dumps({"url": "/media/other.jpg", "x": 0, "y": 10})
    assert client.post(story.url("compose", "focus"), sent, content_type="application/json").status_code == 422


def test_a_picture_is_taken_down_only_when_it_is_typed(client: Client, picture: pictures.Picture, media: Path) -> None:
    assert take_down(client, picture, confirmation="take down") == 422
    assert take_down(client, picture, reason=" ") == 422
    assert not pictures.get(picture.pk).is_withdrawn
    assert take_down(client, picture) == 302
    kept = pictures.get(picture.pk)
    assert (kept.is_withdrawn, kept.withdrawn_because) == (True, "A court asked.")
    assert list(media.iterdir()) == []
    entry = AuditEntry.objects.get(action="picture_taken_down")
    assert (entry.actor, entry.subject) == ("ada", f"{picture.pk}: A court asked.")


def test_the_updates_that_show_it_are_listed_also_when_it_is_gone(
    client: Client, story: Story, picture: pictures.Picture
) -> None:
    shown, held = show(story, picture, heading="At the quay"), show(story, picture, heading="In doubt")
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=held), actor="ada")
    story.publish("Without a picture")
    for _ in range(2):
        page = client.get(at(picture)).content.decode()
        assert "At the quay" in page
        assert "In doubt" in page
        assert page.count(f"/desk/c/{story.slug}/u/") == 2
        take_down(client, picture)
    assert story.url("u", shown, "edit") in page


def test_one_action_takes_it_out_of_all_of_them(client: Client, story: Story, picture: pictures.Picture) -> None:
    rest = Text(html="Ferries wait.")
    with_words, alone = show(story, picture, rest, heading="At the quay"), show(story, picture)
    held = show(story, picture, rest)
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=held), actor="ada")
    take_down(client, picture)
    form = {"kind": "correction", "note": "The picture showed another quay."}
    assert client.post(at(picture, "remove"), form).status_code == 302
    updates, withheld = story.coverage.updates, story.coverage.withheld
    assert updates[with_words].content == UpdateContent(heading="At the quay", body=(rest,))
    assert updates[with_words].corrections[-1].note == "The picture showed another quay."
    assert updates[alone].content == UpdateContent(body=(Text(html="The picture showed another quay."),))
    assert withheld[held].body == (rest,)
    assert "None." in client.get(at(picture)).content.decode()
    head = story.head
    assert client.post(at(picture, "remove"), form).status_code == 302
    assert story.head == head, "there is nothing left to take it out of"


def test_a_reason_is_demanded_before_it_leaves(client: Client, story: Story, picture: pictures.Picture) -> None:
    update_id = show(story, picture)
    assert client.post(at(picture, "remove"), {"kind": "minor", "note": " "}).status_code == 422
    assert isinstance((story.coverage.updates[update_id].content or UpdateContent()).body[0], Image)


def test_a_scheduled_draft_that_shows_it_waits_no_more(
    client: Client, ada: User, story: Story, picture: pictures.Picture
) -> None:
    document = {"body": json.dumps([{"type": "image", "url": pictures.image_block(picture).url}])}
    draft = save_draft(ada, story.coverage.id, new_update_id(), document)
    type(draft).objects.filter(pk=draft.pk).update(state="scheduled")
    assert f"drafts/{draft.pk}/" in client.get(at(picture)).content.decode()
    take_down(client, picture)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_reporter_describes_and_does_not_take_down(story: Story, picture: pictures.Picture) -> None:
    reporter = person("reporter", story.coverage.id)
    assert reporter is not None
    browser = signed_in(reporter)
    show(story, picture)
    page = browser.get(at(picture)).content.decode()
    assert "take-down" not in page
    assert "remove/" not in page
    for action in ("take-down", "remove", "check", "reinstate"):
        assert browser.post(at(picture, action), {"confirmation": "TAKE DOWN", "reason": "x"}).status_code == 403
    assert not pictures.get(picture.pk).is_withdrawn


def test_an_editor_of_another_coverage_takes_it_out_of_their_own_alone(
    client: Client, story: Story, picture: pictures.Picture
) -> None:
    show(story, picture)
    own = newsroom().open_coverage(story.coverage.details, "other", actor="ada")
    editor = person("editor", own.id)
    assert editor is not None
    of_own = show(Story(newsroom=newsroom(), slug="other"), picture)
    browser = signed_in(editor)
    assert take_down(browser, picture) == 302
    page = browser.get(at(picture)).content.decode()
    assert "And 1 update in a coverage that you may not see." in page
    assert browser.post(at(picture, "remove"), {"kind": "minor", "note": "Taken down."}).status_code == 302
    assert not any(
        isinstance(each, Image) for each in (newsroom().find("other").updates[of_own].content or UpdateContent()).body
    )
    assert len([*_images(story)]) == 1
    assert "1 update" not in client.get(at(picture)).content.decode()


def test_it_comes_back_at_other_addresses(client: Client, picture: pictures.Picture, media: Path) -> None:
    before = {file.name for file in media.iterdir()}
    take_down(client, picture)
    assert str(picture.pk) in client.get("/desk/pictures/?withdrawn=on").content.decode()
    assert client.post(at(picture, "reinstate")).status_code == 302
    assert not before & {file.name for file in media.iterdir()}
    take_down(client, picture, erase="on")
    assert client.post(at(picture, "reinstate")).status_code == 422


def test_an_unknown_picture_has_no_page(client: Client) -> None:
    for picture_id in ("999999", "x", "00000000-0000-0000-0000-000000000000"):
        assert client.get(f"/desk/pictures/{picture_id}/").status_code == 404


def _images(story: Story) -> Iterator[Image]:
    for ordinal in range(1, len(story.coverage.updates) + 1):
        content = story.coverage.updates.at(ordinal).content
        yield from (block for block in (content.body if content else ()) if isinstance(block, Image))
