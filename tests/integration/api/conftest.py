"""The API on a real SQLite file, and a program that asks it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings

from onrecord.api.room import newsroom
from onrecord.domain import Coverage
from onrecord.domain.content import CoverageDetails
from onrecord.newsroom.roles import Role, give_role
from onrecord.newsroom.tokens import TokenScope, make_token
from onrecord.site.media import media_storages
from tests.site_database import site_on

ALL = tuple(TokenScope)


class Program:
    """What asks the API, with the token of one person."""

    def __init__(self, user: User | None, scopes: tuple[TokenScope, ...] = ALL, **headers: str) -> None:
        self.user = user
        self.headers = headers
        if user is not None:
            self.headers["authorization"] = f"Bearer {make_token(user, 'test', scopes)[1]}"
        self._client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, sent: object = None, **headers: str) -> HttpResponse:
        extra: dict[str, Any] = {"headers": {**self.headers, **headers}}
        if isinstance(sent, SimpleUploadedFile):
            extra |= {"data": {"file": sent}}
        elif sent is not None:
            extra |= {"data": sent, "content_type": "application/json"}
        response: HttpResponse = getattr(self._client, method.lower())(f"/api/v1{path}", **extra)
        return response

    def get(self, path: str) -> Any:
        return self.ask("GET", path).json()  # type: ignore[attr-defined] # the test client's

    def does(self, method: str, path: str, sent: object = None, **headers: str) -> Any:
        """What it answered; the request has to succeed."""
        response = self.ask(method, path, sent, **headers)
        assert response.status_code < 300, response.content
        return response.json()  # type: ignore[attr-defined] # as above

    def refused(self, method: str, path: str, sent: object = None, **headers: str) -> tuple[int, str]:
        """The status and the code of the error, whose shape is checked here."""
        response = self.ask(method, path, sent, **headers)
        told = response.json()  # type: ignore[attr-defined] # as above
        assert list(told) == ["error"]
        assert sorted(told["error"]) == ["code", "message"]
        assert told["error"]["message"]
        return response.status_code, told["error"]["code"]


@pytest.fixture(autouse=True)
def database(site_url: str, tmp_path: Path) -> Iterator[None]:
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, **media_storages(tmp_path / "data", {})},
    )
    with quick, site_on(site_url):
        newsroom.cache_clear()
        yield


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user("ada", password="correct horse battery")
    give_role(user, Role.ADMINISTRATOR)
    return user


@pytest.fixture
def program(ada: User) -> Program:
    return Program(ada)


@pytest.fixture
def coverage(ada: User) -> Coverage:  # noqa: ARG001 - who opens it
    return newsroom().open_coverage(CoverageDetails(headline="Harbour on alert"), actor="ada")


def words(text: str, **more: object) -> dict[str, object]:
    """The content of an update with one paragraph."""
    return {"body": [{"type": "text", "html": text}], **more}
