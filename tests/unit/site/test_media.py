"""Where pictures lie, as the environment says."""

from pathlib import Path

import pytest

from onrecord.site.environment import BadSetting
from onrecord.site.media import media_storages, media_url

DATA = Path("/srv/onrecord")


def test_without_a_word_pictures_are_files_of_this_site() -> None:
    assert media_url({}) == "/media/"
    storages = media_storages(DATA, {})
    assert storages["renditions"]["OPTIONS"]["location"] == DATA / "media"
    assert storages["originals"]["OPTIONS"]["location"] == DATA / "originals"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://cdn.example", "https://cdn.example/"),
        ("https://cdn.example/x/", "https://cdn.example/x/"),
        ("/m", "/m/"),
    ],
)
def test_the_address_ends_in_one_slash(given: str, url: str) -> None:
    assert media_url({"ONRECORD_MEDIA_URL": given}) == url


@pytest.mark.parametrize(
    "given", ["cdn.example", "ftp://cdn.example/", "https:///x", "https://cdn.example/?a=", "https://["]
)
def test_what_is_no_address_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(BadSetting, match="write it like https://pictures"):
        media_url({"ONRECORD_MEDIA_URL": given})


@pytest.mark.parametrize("given", ["", "/media/", "/media"])
def test_a_bucket_needs_an_address_for_readers(given: str) -> None:
    """Ours would lead to itself."""
    with pytest.raises(BadSetting, match="the address at which readers reach the bucket"):
        media_url({"ONRECORD_MEDIA_S3_BUCKET": "news", "ONRECORD_MEDIA_URL": given})


def test_originals_go_to_no_bucket_that_was_not_named_for_them() -> None:
    storages = media_storages(DATA, {"ONRECORD_MEDIA_S3_BUCKET": "news"})
    assert storages["renditions"]["OPTIONS"]["bucket_name"] == "news"
    assert storages["originals"]["OPTIONS"]["location"] == DATA / "originals"


def test_originals_and_renditions_share_no_bucket() -> None:
    with pytest.raises(BadSetting, match="must not be the bucket that readers reach"):
        media_storages(DATA, {"ONRECORD_MEDIA_S3_BUCKET": "news", "ONRECORD_MEDIA_S3_ORIGINALS_BUCKET": "news"})
