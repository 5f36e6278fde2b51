"""A desk on a real database, two administrators and a reporter at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings

from onrecord.desk.room import newsroom
from onrecord.domain import Coverage
from onrecord.domain.blocks import Text
from onrecord.domain.commands import PublishUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Update
from onrecord.newsroom import Newsroom, new_update_id
from onrecord.newsroom.models import Draft
from onrecord.newsroom.roles import Role, give_role
from tests.site_database import site_on

PASSWORD = "correct horse battery"


@pytest.fixture
def database(site_url: str, tmp_path: Path) -> Iterator[Path]:
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
    )  # the real one is slow
    with quick, site_on(site_url):
        newsroom.cache_clear()
        yield tmp_path / "onrecord.sqlite3"


def administrator(name: str, password: str) -> User:
    user = User.objects.create_user(name, password=password)
    give_role(user, Role.ADMINISTRATOR)
    return user


@pytest.fixture
def ada(database: Path) -> User:  # noqa: ARG001 - an account needs its table
    return administrator("ada", PASSWORD)


@pytest.fixture
def ben(database: Path) -> User:  # noqa: ARG001
    return administrator("ben", "staple battery horse")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(ada: User) -> Client:
    """Ada's browser; she is signed in."""
    return signed_in(ada)


@dataclass
class Story:
    """One coverage, as the log has it at the moment of asking."""

    newsroom: Newsroom
    slug: str

    @property
    def coverage(self) -> Coverage:
        return self.newsroom.find(self.slug)

    @property
    def update(self) -> Update:
        """The newest update."""
        return self.coverage.updates.at(len(self.coverage.updates))

    @property
    def head(self) -> int:
        return self.coverage.head

    def publish(self, text: str, heading: str | None = None) -> UpdateId:
        update_id = new_update_id()
        content = UpdateContent(heading=heading, body=(Text(html=text),))
        self.newsroom.execute(self.coverage.id, PublishUpdate(update_id=update_id, content=content), actor="ada")
        return update_id

    def url(self, *parts: str) -> str:
        return "/".join(("/desk/c", self.slug, *parts, ""))

    def update_url(self, action: str) -> str:
        return self.url("u", self.update.id, action)


@pytest.fixture
def story(ada: User) -> Story:  # noqa: ARG001
    room = newsroom()
    opened = room.open_coverage(CoverageDetails(headline="Harbour on alert", time_zone="Europe/Kyiv"), actor="ada")
    return Story(newsroom=room, slug=opened.slug)


@pytest.fixture
def rob(story: Story) -> User:
    """A reporter on this one coverage."""
    user = User.objects.create_user("rob", password="gauge anchor mooring")
    give_role(user, Role.REPORTER, story.coverage.id)
    return user


@pytest.fixture
def reporter(rob: User) -> Client:
    return signed_in(rob)


def hidden(response: Any, name: str) -> str:
    """The value of a field in the page's form."""
    value = response.context["form"][name].value()
    return "" if value is None else str(value)


def submit(browser: Client, story: Story, **fields: str) -> Draft:
    """An update that waits for somebody's approval."""
    form = {"update_id": str(new_update_id()), "heading": "Gates closed", "body": "The **outer** gates."}
    response = browser.post(story.url("write"), {**form, **fields, "action": "submit"})
    assert response.status_code == 302, response.content.decode()
    return Draft.objects.latest("pk")
