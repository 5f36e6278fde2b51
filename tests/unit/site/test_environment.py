"""Settings from the environment, and the secret key that is kept where none is given."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onrecord.site import environment
from onrecord.site.data_folder import kept_secret_key, made_data_folder
from onrecord.site.environment import SETTINGS, BadSetting

ROOT = Path(__file__).parents[3]


def test_every_setting_has_a_name_of_ours_a_default_and_a_sentence() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    for setting in SETTINGS:
        assert setting.name.startswith("ONRECORD_")
        assert setting.doc.endswith(".")


def test_every_setting_that_the_program_reads_is_in_the_table() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert set(re.findall(r"ONRECORD_[A-Z][A-Z0-9_]*", sources)) == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize(
    ("word", "is_on"), [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("0", False), (" ", False)]
)
def test_a_flag_is_yes_or_no(word: str, is_on: bool) -> None:
    assert environment.flag("ONRECORD_DEBUG", {"ONRECORD_DEBUG": word}) is is_on


def test_a_flag_that_is_neither_is_refused() -> None:
    with pytest.raises(BadSetting, match="ONRECORD_DEBUG is 'maybe'; write yes or no"):
        environment.flag("ONRECORD_DEBUG", {"ONRECORD_DEBUG": "maybe"})


def test_a_list_is_parted_by_commas() -> None:
    hosts = {"ONRECORD_ALLOWED_HOSTS": "live.example, ,www.example"}
    assert environment.names("ONRECORD_ALLOWED_HOSTS", hosts) == ["live.example", "www.example"]
    assert environment.names("ONRECORD_ALLOWED_HOSTS", {}) == ["localhost", "127.0.0.1", "[::1]"]


def test_the_secret_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    key = kept_secret_key(tmp_path)
    assert len(key) > 64
    assert kept_secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "secret-key"]


def test_processes_that_start_at_once_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: kept_secret_key(tmp_path), range(32)))) == 1


def test_an_empty_key_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("\n")
    with pytest.raises(BadSetting, match="remove it, or set ONRECORD_SECRET_KEY"):
        kept_secret_key(tmp_path)


def test_a_data_folder_that_cannot_be_made_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="set ONRECORD_DATA to one that can"):
        made_data_folder(tmp_path / "file" / "data")
    with pytest.raises(BadSetting, match="set ONRECORD_DATA or ONRECORD_SECRET_KEY"):
        kept_secret_key(tmp_path / "file")


def _settings(tmp_path: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    program = (
        "from onrecord.site import settings as s; print(s.DATABASES['default']['NAME'], s.SECRET_KEY, s.ALLOWED_HOSTS)"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_any_setting_all_is_kept_in_var(tmp_path: Path) -> None:
    done = _settings(tmp_path)
    database, key, *_ = done.stdout.split()
    assert database == str(tmp_path / "var" / "onrecord.sqlite3")
    assert (tmp_path / "var" / "secret-key").read_text() == key


def test_a_folder_with_any_name_can_hold_the_data(tmp_path: Path) -> None:
    done = _settings(tmp_path, ONRECORD_DATA="50% ü?#&", ONRECORD_SECRET_KEY="given")
    assert done.stdout.startswith(f"{tmp_path}/50% ü?#&/onrecord.sqlite3 given ")
    assert list((tmp_path / "50% ü?#&").iterdir()) == []


def test_a_setting_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    done = _settings(tmp_path, ONRECORD_DATABASE_URL="mysql://me:topsecret@db/news")
    assert done.returncode == 1
    assert "ONRECORD_DATABASE_URL begins with 'mysql'" in done.stderr.splitlines()[-1]
    assert "topsecret" not in done.stderr
