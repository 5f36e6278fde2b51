"""Renditions as readers get them, from a real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from django.contrib.auth.models import User

from onrecord.log import MemoryLog
from onrecord.newsroom import pictures
from onrecord.site.media import CACHE_CONTROL, media_files
from tests.photographs import SECRETS, planted
from tests.serving import Site

NAME = "0123456789abcdef0123456789abcdef.webp"


@contextmanager
def serving(data: Path, environment: dict[str, str] | None = None) -> Iterator[Site]:
    site = Site(MemoryLog(), media=media_files(data, environment or {}))
    site.start()
    try:
        yield site
    finally:
        site.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one rendition, and a secret beside it."""
    media = tmp_path / "media"
    media.mkdir()
    (media / NAME).write_bytes(bytes(range(256)) * 2000)
    (tmp_path / "secret-key").write_text("the key")
    (media / "originals.webp").write_text("the key")
    return tmp_path


def test_a_picture_taken_in_is_served_in_every_rendition_without_its_secrets(ada: User, data: Path) -> None:
    block = pictures.image_block(pictures.add(planted(), "a.jpg", by=ada))
    with serving(data) as site:
        for url, media_type in [(block.url, "image/jpeg")] + [(each.url, each.media_type) for each in block.renditions]:
            assert url is not None
            response = site.get(url)
            assert (response.status_code, response.headers["content-type"]) == (200, media_type)
            assert not [name for name, secret in SECRETS.items() if secret in response.content]
            assert response.headers["cache-control"] == CACHE_CONTROL
            assert response.headers["x-content-type-options"] == "nosniff"


def test_a_picture_taken_down_is_gone_for_the_next_reader(ada: User, data: Path) -> None:
    picture = pictures.add(planted(), "a.jpg", by=ada)
    url = pictures.thumbnail_url(picture)
    with serving(data) as site:
        etag = site.get(url).headers["etag"]
        assert site.get(url, If_None_Match=etag).status_code == 304
        pictures.withdraw(picture, by=ada)
        gone = site.get(url, If_None_Match=etag)
        assert (gone.status_code, gone.headers["cache-control"]) == (404, "public, max-age=10")


@pytest.mark.parametrize("known", ["{}", "W/{}", '"another", W/{}', "*"])
def test_who_has_the_picture_is_not_sent_it_again(folder: Path, known: str) -> None:
    with serving(folder) as site:
        etag = site.get(f"/media/{NAME}").headers["etag"]
        again = site.get(f"/media/{NAME}", If_None_Match=known.format(etag))
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("known", ['"another"', "", '"0123"', "x{}x"])
def test_who_has_another_picture_is_sent_this_one(folder: Path, known: str) -> None:
    with serving(folder) as site:
        etag = site.get(f"/media/{NAME}").headers["etag"]
        assert site.get(f"/media/{NAME}", If_None_Match=known.format(etag)).status_code == 200


def test_head_gives_the_headers_alone(folder: Path) -> None:
    with serving(folder) as site:
        whole = site.get(f"/media/{NAME}")
        head = site.client.head(f"/media/{NAME}")
        assert whole.content == bytes(range(256)) * 2000
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "512000")


@pytest.mark.parametrize(
    "path",
    [
        "/media/../secret-key",
        "/media/%2e%2e/secret-key",
        "/media/..%2fsecret-key",
        "/media/..\\secret-key",
        "/media//etc/passwd",
        "/media/originals.webp",
        f"/media/{NAME}/",
        f"/media/{NAME}%00.jpg",
        f"/media/{NAME.upper()}",
        f"/media/x/{NAME}",
        f"/media/{NAME.replace('webp', 'html')}",
        f"/media/{NAME.replace('webp', 'avif')}",
        "/media/",
        "/media/" + "a" * 5000,
    ],
)
def test_no_other_name_leads_to_a_file(folder: Path, path: str) -> None:
    with serving(folder) as site:
        # httpx would resolve the dots.
        connection = HTTPConnection("127.0.0.1", site.port, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        assert (response.status, b"the key" in response.read()) == (404, False)
        connection.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_pictures_are_only_read_here(folder: Path, method: str) -> None:
    with serving(folder) as site:
        response = site.client.request(method, f"/media/{NAME}")
        assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
        assert (folder / "media" / NAME).exists()


def test_readers_of_large_files_do_not_keep_one_another_waiting(folder: Path) -> None:
    """More readers than threads, each taking one chunk and then nothing: the next one is served at once."""
    with serving(folder) as site:
        waiting = [site.client.stream("GET", f"/media/{NAME}") for _ in range(12)]
        for each in waiting:
            next(each.__enter__().iter_raw(1000))
        with httpx.Client(base_url=site.url, trust_env=False, timeout=20) as other:
            assert len(other.get(f"/media/{NAME}").content) == 512_000
        for each in waiting:
            each.__exit__(None, None, None)


def test_after_a_move_to_s3_the_old_addresses_lead_there(folder: Path) -> None:
    environment = {"ONRECORD_MEDIA_S3_BUCKET": "news", "ONRECORD_MEDIA_URL": "https://pictures.example/news"}
    with serving(folder, environment) as site:
        response = site.client.get(f"/media/{NAME}", follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (302, f"https://pictures.example/news/{NAME}")
        assert site.get("/media/other").status_code == 404
