"""Where pictures lie and at which address readers find them, from the environment."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from onrecord.site.environment import BadSetting, text

if TYPE_CHECKING:
    from onrecord.delivery.replies.media import Media

# What is at a name never changes, but it may have to go: a day in a reader's own browser, which reloading ends, and
# ten minutes in the caches that readers share; then they ask again, and a picture taken down is not there.
CACHE_CONTROL = "public, max-age=86400, s-maxage=600"
_ON_DISK = "onrecord.newsroom.pictures.files.DurableFiles"


def media_url(environment: Mapping[str, str] = os.environ) -> str:
    """The address before the name of a rendition, with a slash at its end; raises BadSetting."""
    url = text("ONRECORD_MEDIA_URL", environment)
    if url is None:
        if text("ONRECORD_MEDIA_S3_BUCKET", environment):
            raise BadSetting("ONRECORD_MEDIA_URL is missing: set it to the address at which readers reach the bucket")
        return "/media/"
    try:
        parts = urlsplit(url)
        is_address = url.startswith("/") or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        is_address = False
    if not is_address or "?" in url or "#" in url:
        raise BadSetting(f"ONRECORD_MEDIA_URL is {url!r:.60}; write it like https://pictures.example/ or /media/")
    if url.rstrip("/") == "/media" and text("ONRECORD_MEDIA_S3_BUCKET", environment):
        raise BadSetting(
            "ONRECORD_MEDIA_URL is this site's own: set it to the address at which readers reach the bucket"
        )
    return f"{url.rstrip('/')}/"


def media_storages(data: Path, environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Django's storages for renditions and for originals; raises BadSetting."""
    renditions: dict[str, Any] = {"BACKEND": _ON_DISK, "OPTIONS": {"location": data / "media"}}
    originals: dict[str, Any] = {
        "BACKEND": _ON_DISK,
        "OPTIONS": {
            "location": data / "originals",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
    public, closed = (
        text(name, environment) for name in ("ONRECORD_MEDIA_S3_BUCKET", "ONRECORD_MEDIA_S3_ORIGINALS_BUCKET")
    )
    if public is not None and public == closed:
        raise BadSetting("ONRECORD_MEDIA_S3_ORIGINALS_BUCKET must not be the bucket that readers reach: name another")
    if public:
        renditions = _s3(public, environment, cache_control=CACHE_CONTROL)
    if closed:
        originals = _s3(closed, environment, cache_control="no-store")
    return {"renditions": renditions, "originals": originals}


def media_files(data: Path, environment: Mapping[str, str] = os.environ) -> "Media":
    """What answers at /media/: also after a move to S3, for the addresses that are in the log."""
    from onrecord.delivery.replies.media import (
        Media,  # not above: the settings are read before the rest can be imported
    )

    if text("ONRECORD_MEDIA_S3_BUCKET", environment):
        return Media(elsewhere=media_url(environment), cache_control=CACHE_CONTROL)
    return Media(data / "media", cache_control=CACHE_CONTROL)


def _s3(bucket: str, environment: Mapping[str, str], *, cache_control: str) -> dict[str, Any]:
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise BadSetting("pictures are to be kept in S3, but what speaks S3 is not installed: install onrecord[s3]")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": text("ONRECORD_MEDIA_S3_ENDPOINT", environment),
            "region_name": text("ONRECORD_MEDIA_S3_REGION", environment),
            "access_key": text("ONRECORD_MEDIA_S3_KEY_ID", environment),
            "secret_key": text("ONRECORD_MEDIA_S3_SECRET", environment),
            # Who may read a bucket is for its policy to say; many servers know no other way.
            "default_acl": None,
            "querystring_auth": False,
            "file_overwrite": True,
            "object_parameters": {"CacheControl": cache_control},
        },
    }
