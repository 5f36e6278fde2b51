"""A library on a real SQLite file and a real folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test.utils import override_settings

from onrecord.newsroom.darkroom import Developed, develop
from onrecord.site.media import media_storages
from tests.site_database import site_on

Developing = Callable[[bytes], Developed]


@pytest.fixture
def developing(tmp_path: Path) -> Developing:
    """What becomes of these bytes."""

    def developed(data: bytes) -> Developed:
        folder = tmp_path / f"developed-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        source = tmp_path / f"{folder.name}.original"
        source.write_bytes(data)
        return develop(source, folder)

    return developed


@pytest.fixture
def data(site_url: str, tmp_path: Path) -> Iterator[Path]:
    """The data folder of a site."""
    folder = tmp_path / "data"
    with (
        site_on(site_url.removesuffix("?timeout=0")),
        override_settings(STORAGES={**settings.STORAGES, **media_storages(folder, {})}),
    ):
        yield folder


@pytest.fixture
def ada(data: Path) -> User:  # noqa: ARG001 - an account needs its table
    return User.objects.create_user("ada")
