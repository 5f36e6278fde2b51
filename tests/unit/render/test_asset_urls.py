"""Where the reader's script and styles are found."""

import logging
from pathlib import Path

import pytest

from onrecord.render.assets import asset_url


def test_the_manifest_names_the_built_file(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"reader.js": "reader-abc.js"}')
    assert asset_url("reader.js", tmp_path) == "/assets/reader-abc.js"


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", "{", '{"reader.js": 7}'])
def test_without_a_usable_manifest_there_is_no_address_but_one_line_in_the_log(
    manifest: str | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with caplog.at_level(logging.ERROR):
        assert [asset_url("reader.js", tmp_path) for _ in range(3)] == [None, None, None]
    assert len(caplog.records) == 1
    assert "make client" in caplog.text


def test_a_new_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"reader.js": "reader-old.js"}')
    asset_url("reader.js", tmp_path)
    (tmp_path / "next").write_text('{"reader.js": "reader-new.js"}')
    (tmp_path / "next").replace(manifest)
    import os

    os.utime(manifest, ns=(1, 1))
    assert asset_url("reader.js", tmp_path) == "/assets/reader-new.js"
