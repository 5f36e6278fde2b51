"""The site as `onrecord run` starts it: readers and the desk behind one port, the log in a database."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.public_words import all_that_is_said
from tests.running import ROOT, Journalist, Server, Story
from tests.serving import RawReader

UNPUBLISHED = "Quixotaberrant"
DRAFT = f"""
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
import sys, django
django.setup()
from django.contrib.auth.models import User
from onrecord.newsroom.drafts import save_draft
ada = User.objects.create_user("ada")
save_draft(ada, sys.argv[1], sys.argv[2], {{"heading": "{UNPUBLISHED} one", "body": "{UNPUBLISHED} two"}})
save_draft(ada, sys.argv[1], "never-published", {{"heading": "{UNPUBLISHED} three"}})
"""


@pytest.fixture
def server(tmp_path: Path, has_front_door: bool) -> Iterator[Server]:
    server = Server(tmp_path, ONRECORD_FRONT_DOOR="yes" if has_front_door else "no")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def story(server: Server) -> Iterator[Story]:
    journalist = Journalist(server.environment)
    yield journalist.open("harbour")
    journalist.leave()


def test_drafts_and_held_words_are_at_no_public_address(server: Server, story: Story) -> None:
    published = [story.publish(f"Report {number}") for number in range(40)]
    held = story.publish(f"{UNPUBLISHED} four", f"{UNPUBLISHED} five", is_key_event=True)
    story.do("pin", id=held)
    assert UNPUBLISHED in all_that_is_said(server.port, story.slug)
    story.do("hold", id=held)
    head = story.do("revise", id=held, heading=f"{UNPUBLISHED} six", body=[])["seq"]
    subprocess.run(
        [sys.executable, "-c", DRAFT, story.coverage, published[3]], cwd=ROOT, env=server.environment, check=True
    )
    with RawReader(server.port, f"/{story.slug}/stream?after=1") as reader:
        reader.changes(head)
    assert UNPUBLISHED not in all_that_is_said(server.port, story.slug, [held, "never-published", *published[:3]])


def test_what_another_process_publishes_reaches_open_streams(server: Server, story: Story) -> None:
    with RawReader(server.port, f"/{story.slug}/stream?after=1") as reader:
        for number in range(5):
            update_id = story.publish(f"Report {number}")
            assert reader.change()["ops"][0]["id"] == f"u-{update_id}"


def test_the_desk_is_behind_the_same_port(server: Server, story: Story) -> None:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        assert client.get(f"/{story.slug}").status_code == 200
        assert client.get("/desk").status_code in (301, 302)
        assert client.get("/desk/").status_code == 302
        assert client.get("/static/none.css").status_code == 404
        assert client.post("/desk/", data={"a": "b"}).status_code in (302, 403)


def test_a_restarted_server_knows_what_was_published_meanwhile(server: Server, story: Story) -> None:
    story.publish("Before")
    server.kill()
    story.publish("Meanwhile")
    server.start()
    with RawReader(server.port, f"/{story.slug}/stream?after=2") as reader:
        assert reader.change()["seq"] == 3


def test_the_desk_s_addresses_are_known_before_anybody_asks(tmp_path: Path) -> None:
    """Reading them takes the event loop a third of a second."""
    script = "import sys, onrecord.site.asgi; print('onrecord.site.urls' in sys.modules)"
    environment = Server(tmp_path).environment
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == "True\n"
