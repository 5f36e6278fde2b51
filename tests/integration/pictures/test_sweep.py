"""What a crash leaves between a file and its record goes away by itself, and nothing else does."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from onrecord.newsroom import pictures
from onrecord.newsroom.pictures.sweep import leftovers, sweep
from tests.photographs import corners, encoded

LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of the test's own: what others develop on this machine is not looked at."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files(data: Path) -> set[str]:
    return {str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()}


def later() -> datetime:
    return datetime.now(UTC) + LATER


def lost(picture: pictures.Picture) -> None:
    """As if the process had ended before the picture was recorded."""
    pictures.Picture.objects.filter(pk=picture.pk).delete()


def test_files_without_a_record_go_and_the_others_stay(ada: User, data: Path) -> None:
    kept = pictures.add(encoded(corners(), "PNG"), "a.png", by=ada)
    before = files(data)
    lost(pictures.add(encoded(corners(300, 200), "PNG"), "b.png", by=ada))
    assert files(data) != before
    assert sweep(later()).count == 4 + 1
    assert files(data) == before
    assert pictures.image_block(kept).url
    assert sweep(later()).count == 0


def test_what_may_still_be_in_progress_stays(ada: User, data: Path) -> None:
    lost(pictures.add(encoded(corners(), "PNG"), "a.png", by=ada))
    before = files(data)
    assert sweep().count == 0
    assert sweep(datetime.now(UTC) + timedelta(minutes=59)).count == 0
    assert files(data) == before


def test_what_was_being_written_goes(ada: User, data: Path, temporary: Path) -> None:
    pictures.add(encoded(corners(), "PNG"), "a.png", by=ada)
    before = files(data)
    (data / "media" / ".0123456789abcdef").write_bytes(b"half")
    (next((data / "originals").iterdir()) / ".0123456789abcdef").write_bytes(b"half")
    developed = temporary / "onrecord-picture-abc"
    developed.mkdir()
    (developed / "original").write_bytes(b"names a source")
    (temporary / "anothers").mkdir()
    (temporary / "onrecord-picture-link").symlink_to(data)
    assert sweep(later()).count == 3
    assert files(data) == before
    assert sorted(path.name for path in temporary.iterdir()) == ["anothers", "onrecord-picture-link"]


def test_a_takedown_that_was_cut_short_is_finished(ada: User, data: Path) -> None:
    picture = pictures.add(encoded(corners(), "PNG"), "a.png", by=ada)
    pictures.Picture.objects.filter(pk=picture.pk).update(withdrawn_at=datetime.now(UTC))
    assert sweep(later()).count == 1
    assert not list((data / "media").iterdir())
    assert pictures.get(picture.pk).renditions == []


def test_a_file_that_should_be_there_is_told(ada: User, data: Path) -> None:
    picture = pictures.add(encoded(corners(), "PNG"), "a.png", by=ada)
    assert leftovers().missing == ()
    (data / "originals" / picture.original).unlink()
    (data / "media" / picture.renditions[0]["name"]).unlink()
    assert set(leftovers().missing) == {picture.original, picture.renditions[0]["name"]}


def test_a_site_without_pictures_has_nothing_to_sweep(ada: User, data: Path) -> None:  # noqa: ARG001
    assert sweep(later()) == leftovers(later())
    assert not data.exists()
