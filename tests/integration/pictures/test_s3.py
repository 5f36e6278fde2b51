"""Pictures in buckets of a real server that speaks S3."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3  # type: ignore[import-untyped] # ships no types
import httpx
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test.utils import override_settings

from onrecord.desk.surfaces import check_picture
from onrecord.newsroom import pictures
from onrecord.newsroom.pictures.files import originals
from onrecord.newsroom.pictures.sweep import leftovers, sweep
from onrecord.site.media import CACHE_CONTROL, media_storages, media_url
from tests.photographs import SECRETS, corners, encoded, planted
from tests.site_database import site_on


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with (tmp_path_factory.mktemp("s3") / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
        )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.TransportError:
                assert server.poll() is None, "the S3 server has ended"
                assert time.monotonic() < until, "the S3 server does not start"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def environment(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    httpx.post(f"{endpoint}/moto-api/reset", trust_env=False)  # each test has buckets of its own
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="eu-north-1", aws_access_key_id="id", aws_secret_access_key="secret"
    )
    for bucket in ("renditions", "originals"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    policy = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}'
    client.put_bucket_policy(Bucket="renditions", Policy=policy)
    return {
        "ONRECORD_MEDIA_URL": f"{endpoint}/renditions",
        "ONRECORD_MEDIA_S3_BUCKET": "renditions",
        "ONRECORD_MEDIA_S3_ORIGINALS_BUCKET": "originals",
        "ONRECORD_MEDIA_S3_ENDPOINT": endpoint,
        "ONRECORD_MEDIA_S3_REGION": "eu-north-1",
        "ONRECORD_MEDIA_S3_KEY_ID": "id",
        "ONRECORD_MEDIA_S3_SECRET": "secret",
    }


@pytest.fixture
def ada(sqlite_url: str, tmp_path: Path, environment: dict[str, str]) -> Iterator[User]:
    storages = {**settings.STORAGES, **media_storages(tmp_path / "data", environment)}
    with site_on(sqlite_url), override_settings(STORAGES=storages, MEDIA_URL=media_url(environment)):
        yield User.objects.create_user("ada")


def test_a_picture_goes_to_the_buckets_and_out_of_them_again(
    ada: User, environment: dict[str, str], tmp_path: Path
) -> None:
    picture = pictures.add(planted(), "a.jpg", by=ada)
    block = pictures.image_block(picture)
    urls = {str(block.url): "image/jpeg"} | {each.url: each.media_type for each in block.renditions}
    for url, media_type in urls.items():
        response = httpx.get(url, trust_env=False)
        assert (response.status_code, response.headers["content-type"]) == (200, media_type)
        assert response.headers["cache-control"] == CACHE_CONTROL
        assert not [name for name, secret in SECRETS.items() if secret in response.content]
    assert str(block.url).startswith(environment["ONRECORD_MEDIA_URL"] + "/")
    assert not (tmp_path / "data").exists()

    reinstated = pictures.reinstate(pictures.withdraw(picture, by=ada))
    assert {httpx.get(url, trust_env=False).status_code for url in urls} == {404}
    assert httpx.get(pictures.thumbnail_url(reinstated), trust_env=False).status_code == 200

    stored = originals()
    assert stored.exists(reinstated.original)
    kept = reinstated.original
    pictures.withdraw(reinstated, by=ada, erase_original=True)
    assert not stored.exists(kept)


def test_a_crop_is_taken_down_with_the_rest_and_the_desk_asks_the_bucket(ada: User) -> None:
    picture = pictures.set_focal_point(pictures.add(planted(), "a.jpg", by=ada), 0.1, 0.9)
    addresses = pictures.addresses_of(picture)
    assert len(addresses) == len(picture.renditions)
    assert {check_picture(None, each)["state"] for each in addresses} == {"still_there"}
    withdrawn = pictures.withdraw(picture, by=ada, erase_original=True)
    assert pictures.addresses_of(withdrawn) == addresses
    assert {check_picture(None, each)["state"] for each in addresses} == {"dropped"}
    assert {httpx.get(each, trust_env=False).status_code for each in addresses} == {404}
    assert check_picture(None, "https://elsewhere.example/a.jpg")["state"] == "unknown"


def test_what_a_crash_left_in_a_bucket_is_swept(ada: User) -> None:
    kept, lost = pictures.add(planted(), "a.jpg", by=ada), pictures.add(encoded(corners(), "PNG"), "b.png", by=ada)
    pictures.Picture.objects.filter(pk=lost.pk).delete()
    assert sweep().count == 0, "it may still be in progress"
    found = sweep(datetime.now(UTC) + timedelta(hours=2))
    assert set(found.renditions) == {each["name"] for each in lost.renditions}
    assert found.originals == (lost.original,)
    assert leftovers(datetime.now(UTC) + timedelta(hours=2)).count == 0
    assert {httpx.get(each, trust_env=False).status_code for each in pictures.addresses_of(kept)} == {200}
