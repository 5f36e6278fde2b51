"""Who may come in, and what nobody outside may see."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from onrecord.desk.signing_in.kept import Kept, opened, sealed
from onrecord.domain.blocks import Text
from onrecord.domain.content import UpdateContent
from onrecord.newsroom import new_update_id
from onrecord.newsroom.flow_models import CoverageTemplate, Takedown
from onrecord.newsroom.models import Draft, Picture
from onrecord.newsroom.sign_in import LINK_LASTS, MOST_FAILURES, make_sign_in_link, use_sign_in_link
from onrecord.render import PARTS, render_index, render_page, render_part, render_update
from tests.integration.desk.conftest import Story, hidden, signed_in

FILLED = {"slug": "harbour-on-alert", "number": "1", "token": "x", "picture": "019c6000-0000-7000-8000-00000000000a"}


def desk_paths(update_id: str) -> Iterator[str]:
    """Every page below /desk that the site knows; what only its scripts ask has tests of its own."""
    changes = {"state": "pause", "change": "pin", "decide": "submit"}
    for pattern in _patterns(get_resolver().url_patterns, ""):
        route, name = pattern
        if not route.startswith("desk/") or "/compose/" in route or name == "worker":
            continue
        filled = re.sub(r"\(\?P<slug>[^)]*\)", FILLED["slug"], route)
        filled = re.sub(r"\(\?P<update_id>[^)]*\)", update_id, filled)
        filled = re.sub(r"\(\?P<number>[^)]*\)", FILLED["number"], filled)
        filled = re.sub(r"\(\?P<change>[^)]*\)", changes.get(name, ""), filled).replace("^", "").replace("$", "")
        filled = filled.replace("<slug:slug>", FILLED["slug"]).replace("<slug:update_id>", update_id)
        filled = filled.replace("<slug:picture_id>", FILLED["picture"])
        yield "/" + filled.replace("<int:number>", "1")


def _patterns(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            yield route, pattern.name or ""


def test_nobody_comes_in_without_signing_in(story: Story) -> None:
    story.publish("Water is high")
    head, stranger = story.head, Client()
    paths = list(desk_paths(story.update.id))
    assert len(paths) > 10
    for path in paths:
        asked = stranger.get(path)
        assert asked.status_code == 302, path
        assert asked.headers["Location"].startswith("/accounts/login/?next="), path
        sent = stranger.post(path, {"body": "x", "reason": "x", "confirmation": "ERASE"})
        assert sent.status_code == 401, path
        assert b'name="password"' in sent.content
    assert story.head == head


def test_an_account_that_was_closed_is_out_at_once(client: Client, ada: User, story: Story) -> None:
    ada.is_active = False
    ada.save()
    assert client.get(story.url()).status_code == 302


def test_looking_changes_nothing(client: Client, ada: User, story: Story) -> None:
    story.publish("Water is high")
    number = {"pk": int(FILLED["number"])}
    now, of_update = datetime.now(UTC), {"coverage_id": story.coverage.id, "update_id": story.update.id}
    Draft.objects.create(**number, **of_update, content={"body": "x"}, author=ada, created_at=now, changed_at=now)
    CoverageTemplate.objects.create(**number, name="Storm", head={}, first_update={}, made_by="ada", changed_at=now)
    Takedown.objects.create(**of_update, at=now, actor="ada", reason="", run=1, marks=[], addresses=[], findings=[])
    size = {"width": 1, "height": 1}
    renditions = [{"name": f"quay.{kind}", "media_type": f"image/{kind}", **size} for kind in ("jpeg", "webp")]
    file = {"digest": "x", "filename": "quay.jpg", "byte_size": 1, "renditions": renditions}
    Picture.objects.create(id=FILLED["picture"], added_at=now, **file, **size)
    head = story.head
    for path in desk_paths(story.update.id):
        assert client.get(path).status_code in (200, 302), path
    assert story.head == head


def test_no_page_of_the_desk_is_kept_or_framed_or_runs_scripts_of_others(client: Client, story: Story) -> None:
    story.publish("Water is high")
    for path in [*desk_paths(story.update.id), "/accounts/login/"]:
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src 'self';" in headers["Content-Security-Policy"]


def test_a_form_of_another_site_is_turned_away_and_the_text_stays_in_sight(ada: User, story: Story) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    head = story.head
    response = strict.post(story.url("write"), {"body": "Typed before signing in anew", "action": "publish"})
    assert response.status_code == 403
    assert b"Typed before signing in anew" in response.content
    assert story.head == head


def test_text_sent_after_the_session_ended_is_back_in_its_form_after_the_sign_in(client: Client, story: Story) -> None:
    update_id = new_update_id()
    client.logout()
    form = {"update_id": update_id, "body": "Written for an hour", "is_key_event": "on", "action": "publish"}
    asked = client.post(story.url("write"), form)
    assert b"Written for an hour" in asked.content
    sign_in = {"username": "ada", "kept": asked.context["seal"]}
    wrong = client.post("/accounts/login/", {**sign_in, "password": "wrong"})
    assert wrong.context["seal"]
    back = client.post(
        "/accounts/login/",
        {**sign_in, "kept": wrong.context["seal"], "password": "correct horse battery"},
        follow=True,
    )
    assert back.redirect_chain[-1][0] == story.url("write")
    assert hidden(back, "body") == "Written for an hour"
    assert hidden(back, "update_id") == update_id
    assert len(story.coverage.updates) == 0
    assert client.post(story.url("write"), form).status_code == 302
    assert hidden(client.get(story.url("write")), "body") == ""
    assert story.update.content == UpdateContent(body=(Text(html="Written for an hour"),))


def test_kept_text_that_was_tampered_with_is_nothing() -> None:
    seal = sealed(Kept(path="/desk/", fields={"body": "x"}))
    assert seal is not None
    assert opened(seal) == Kept(path="/desk/", fields={"body": "x"})
    assert opened(seal[:-2] + "xx") is None
    assert opened("x") is None
    assert sealed(Kept(path="/desk/", fields={"body": "x" * 2_000_001})) is None


@pytest.mark.parametrize("target", ["https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/harbour"])
def test_the_sign_in_leads_to_the_desk_alone(ada: User, target: str) -> None:  # noqa: ARG001
    form = {"username": "ada", "password": "correct horse battery", "next": target}
    assert Client().post("/accounts/login/", form).headers["Location"] == "/desk/"


def test_signing_out_takes_a_post(client: Client) -> None:
    client.get("/accounts/logout/")
    assert client.get("/desk/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/desk/").status_code == 302


def test_who_guesses_is_asked_to_wait_and_others_are_not(ada: User, ben: User) -> None:  # noqa: ARG001
    stranger = Client()
    for _ in range(MOST_FAILURES):
        assert stranger.post("/accounts/login/", {"username": "ada", "password": "x"}).status_code == 200
    right = {"username": "ADA", "password": "correct horse battery"}
    assert stranger.post("/accounts/login/", right).status_code == 429
    other = {"username": "ben", "password": "staple battery horse"}
    assert stranger.post("/accounts/login/", other).status_code == 302


def test_a_link_signs_in_once_and_looking_at_it_does_not_use_it_up(ada: User) -> None:
    link = make_sign_in_link(ada, "https://news.example/")
    assert link.startswith("https://news.example/accounts/link/")
    path, person = link.removeprefix("https://news.example"), Client()
    for _ in range(2):
        assert Client().get(path).status_code == 200
    assert person.post(path).headers["Location"] == "/desk/"
    assert person.get("/desk/").status_code == 200
    assert Client().post(path).status_code == 410
    assert Client().get(path).status_code == 410


def test_a_link_of_a_day_ago_or_of_a_closed_account_signs_nobody_in(ada: User) -> None:
    long_ago = datetime.now(UTC) - LINK_LASTS - timedelta(seconds=1)
    old = make_sign_in_link(ada, "", now=long_ago)
    assert use_sign_in_link(old.rpartition("/")[2]) is None
    new = make_sign_in_link(ada, "")
    ada.is_active = False
    ada.save()
    assert use_sign_in_link(new.rpartition("/")[2]) is None


def test_a_draft_is_in_nothing_that_readers_are_served(ada: User, story: Story) -> None:
    story.publish("Water is high")
    client = signed_in(ada)
    client.post(story.url("write"), {"heading": "Zanzibar", "body": "Quixotic", "action": "draft"})
    client.post(story.update_url("edit"), {"body": "Quixotic too", "base_revision": "1", "action": "draft"})
    coverage = story.coverage
    parts: dict[str, str] = {name: render_part(name, coverage, coverage.head) for name in PARTS}
    fragment = render_update(coverage, story.update)
    assert fragment is not None
    served = render_page(coverage, fragments=[fragment], parts=parts, kind="front") + render_index([coverage])
    recorded = repr(list(story.newsroom.log.read(coverage.id)))
    assert "Water is high" in served
    assert not re.search("Zanzibar|Quixotic", served + recorded)
